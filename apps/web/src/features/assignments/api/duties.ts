import { z } from 'zod'
import { type Api, orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { teamLeads } from '../../team/queries.ts'
import { beginDuty } from '../commands/begin.ts'
import { askExemption, decideExemption } from '../commands/exempt.ts'
import { renewCredential } from '../commands/renew.ts'
import {
  mayAskExemption,
  mayDecideExemption,
  mayOpenAssignments,
  mayRenew,
  maySeeAllDuties,
  maySeeOwnDuties,
} from '../policy.ts'
import { dueView, dutyView, presentDue, presentDuty } from '../present.ts'
import { listDue } from '../queries/due.ts'
import { getDuty, getDutyRow, listDutiesOfPerson } from '../queries/duties.ts'
import { isReportHere } from '../queries/whose.ts'
import { dueQuerySchema, exemptionAnswerSchema, exemptionSchema } from '../schema.ts'

const tag = 'Assignments'
const duty = '/organizations/{org}/duties/{dutyId}'
const byId = z.object({ dutyId: z.uuid() })

export function dutyRoutes(api: Api): void {
  listRoutes(api)
  exemptionRoutes(api)
  renewalRoutes(api)
}

function listRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/due',
      summary: 'What is overdue, open, or lapses',
      description: 'People managers see those who report to them, directly or through others.',
      tag,
      query: dueQuerySchema,
      response: pageOf(dueView),
    },
    async (scope, { query }) => {
      authorize(mayOpenAssignments(scope))
      const { items, ...counted } = await listDue(
        scope,
        maySeeAllDuties(scope) ? 'all' : teamLeads(scope),
        query,
      )
      return { ...counted, items: items.map(presentDue) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/duties',
      summary: 'What is assigned to you',
      tag,
      response: z.object({ items: z.array(dutyView) }),
    },
    async (scope) => {
      authorize(maySeeOwnDuties(scope))
      return { items: (await listDutiesOfPerson(scope, scope.personId ?? '')).map(presentDuty) }
    },
  )
}

function exemptionRoutes(api: Api): void {
  orgRoute(
    api,
    { method: 'get', path: duty, summary: 'A duty', tag, params: byId, response: dutyView },
    async (scope, { params }) => {
      const { personId } = await getDutyRow(scope, params.dutyId)
      authorize(mayAskExemption(scope, { personId, isReport: await isReportHere(scope, personId) }))
      return presentDuty(await getDuty(scope, params.dutyId))
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${duty}/exemption`,
      summary: 'Ask for an exemption',
      description: 'By the person or their manager. It counts once somebody else approved it.',
      tag,
      params: byId,
      body: exemptionSchema,
      status: 201,
      response: dutyView,
    },
    async (scope, { params, body }) => {
      const { personId } = await getDutyRow(scope, params.dutyId)
      authorize(mayAskExemption(scope, { personId, isReport: await isReportHere(scope, personId) }))
      await askExemption(scope, params.dutyId, body)
      return presentDuty(await getDuty(scope, params.dutyId))
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${duty}/exemption/decision`,
      summary: 'Decide on an exemption',
      description: 'Never by the person themselves, nor by whoever asked.',
      tag,
      params: byId,
      body: exemptionAnswerSchema,
      response: dutyView,
    },
    async (scope, { params, body }) => {
      const { personId } = await getDutyRow(scope, params.dutyId)
      authorize(mayDecideExemption(scope, { personId, isReport: await isReportHere(scope, personId) }))
      await decideExemption(scope, params.dutyId, body)
      return presentDuty(await getDuty(scope, params.dutyId))
    },
  )
}

function renewalRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${duty}/work`,
      summary: 'Begin the work on a duty of yours',
      description: 'Who works on it already goes on.',
      tag,
      params: byId,
      status: 201,
      response: z.object({ enrollmentId: z.uuid() }),
    },
    async (scope, { params }) => {
      authorize(mayRenew(scope))
      return beginDuty(scope, params.dutyId)
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/renewals',
      summary: 'Begin to renew a credential of yours',
      tag,
      body: z.strictObject({ credentialId: z.uuid() }),
      status: 201,
      response: z.object({ enrollmentId: z.uuid() }),
    },
    async (scope, { body }) => {
      authorize(mayRenew(scope))
      return renewCredential(scope, body.credentialId)
    },
  )
}
