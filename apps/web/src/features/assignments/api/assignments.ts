import { z } from 'zod'
import { type Api, orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { createAssignment, endAssignment } from '../commands/assign.ts'
import {
  mayAssign,
  mayEndAssignment,
  mayOpenAssignments,
  maySeeAllDuties,
  maySeeAssignment,
} from '../policy.ts'
import { assignedDutyView, assignmentView, presentAssignedDuty, presentAssignment } from '../present.ts'
import { getAssignment, getAssignmentRow, listAssignments, listDutiesOf } from '../queries/assignments.ts'
import { isReportHere } from '../queries/whose.ts'
import { assignmentSchema, pagingSchema } from '../schema.ts'

const tag = 'Assignments'
const assignments = '/organizations/{org}/assignments'
const assignment = `${assignments}/{assignmentId}`
const byId = z.object({ assignmentId: z.uuid() })

export function assignmentRoutes(api: Api): void {
  listRoutes(api)
  oneRoutes(api)
}

function listRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: assignments,
      summary: 'What is assigned, and how it goes',
      description: 'People managers see what they assigned themselves.',
      tag,
      query: pagingSchema,
      response: pageOf(assignmentView),
    },
    async (scope, { query }) => {
      authorize(mayOpenAssignments(scope))
      const assignedBy = maySeeAllDuties(scope) ? undefined : scope.personId
      const { items, total } = await listAssignments(scope, { ...query, assignedBy })
      return { total, items: items.map(presentAssignment) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: assignments,
      summary: 'Assign a micro-credential',
      description:
        'To a person, or by a rule to a group, department, role or everybody. People managers assign to those who report to them.',
      tag,
      body: assignmentSchema,
      status: 201,
      response: assignmentView,
    },
    async (scope, { body }) => {
      const { target } = body
      const toReport = target.kind === 'person' && (await isReportHere(scope, target.id))
      authorize(mayAssign(scope, { toReport }))
      const { id } = await createAssignment(scope, body)
      return presentAssignment(await getAssignment(scope, id))
    },
  )
}

function oneRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: assignment,
      summary: 'An assignment',
      tag,
      params: byId,
      response: assignmentView,
    },
    async (scope, { params }) => {
      const found = await getAssignment(scope, params.assignmentId)
      authorize(maySeeAssignment(scope, { assignedByMe: found.assignedBy === scope.personId }))
      return presentAssignment(found)
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: `${assignment}/duties`,
      summary: 'Whom an assignment concerns, and how each stands',
      tag,
      params: byId,
      query: pagingSchema,
      response: pageOf(assignedDutyView),
    },
    async (scope, { params, query }) => {
      const { assignedBy } = await getAssignmentRow(scope, params.assignmentId)
      authorize(maySeeAssignment(scope, { assignedByMe: assignedBy === scope.personId }))
      const { items, total } = await listDutiesOf(scope, params.assignmentId, query)
      return { total, items: items.map(presentAssignedDuty) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${assignment}/end`,
      summary: 'End an assignment',
      description: 'Its duties end with it. Who works on it may go on.',
      tag,
      params: byId,
      response: assignmentView,
    },
    async (scope, { params }) => {
      const { assignedBy } = await getAssignmentRow(scope, params.assignmentId)
      authorize(mayEndAssignment(scope, { assignedByMe: assignedBy === scope.personId }))
      await endAssignment(scope, params.assignmentId)
      return presentAssignment(await getAssignment(scope, params.assignmentId))
    },
  )
}
