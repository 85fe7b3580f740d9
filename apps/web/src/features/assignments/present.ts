import { z } from 'zod'
import type { Assignment, DutyOfAssignment } from './queries/assignments.ts'
import type { DueRow } from './queries/due.ts'
import type { Duty } from './queries/duties.ts'
import { DUTY_STATES, TARGET_KINDS } from './schema.ts'

const moment = z.iso.datetime()
const workView = z.enum(['active', 'submitted']).nullable()

export const assignmentView = z
  .object({
    id: z.uuid(),
    achievementId: z.uuid(),
    achievement: z.string(),
    targetKind: z.enum(TARGET_KINDS),
    targetId: z.uuid().nullable(),
    target: z.string().nullable(),
    dueAt: moment.nullable(),
    dueDays: z.number().int().nullable(),
    reason: z.string(),
    renewDays: z.number().int().nullable(),
    assignedBy: z.uuid(),
    assigner: z.string().nullable(),
    createdAt: moment,
    endedAt: moment.nullable(),
    met: z.number().int(),
    open: z.number().int(),
    overdue: z.number().int(),
    exempt: z.number().int(),
  })
  .meta({ id: 'Assignment' })

export const presentAssignment = (row: Assignment): z.output<typeof assignmentView> => ({
  ...row,
  dueAt: row.dueAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
})

export const assignedDutyView = z
  .object({
    id: z.uuid(),
    personId: z.uuid(),
    name: z.string(),
    state: z.enum(DUTY_STATES),
    dueAt: moment,
    overdue: z.boolean(),
    credentialId: z.uuid().nullable(),
    /** Whether somebody asked for an exemption that nobody has decided on. */
    exemption: z.literal('asked').nullable(),
  })
  .meta({ id: 'AssignedDuty' })

export const presentAssignedDuty = (row: DutyOfAssignment): z.output<typeof assignedDutyView> => ({
  ...row,
  dueAt: row.dueAt.toISOString(),
})

export const dueView = z
  .object({
    /** Of the duty; of a credential in the view of what lapses. */
    id: z.uuid(),
    personId: z.uuid(),
    name: z.string(),
    department: z.string().nullable(),
    manager: z.string().nullable(),
    achievementId: z.uuid(),
    achievement: z.string(),
    /** When it is due; of a credential, when it ends. */
    dueAt: moment,
    overdue: z.boolean(),
    reason: z.string().nullable(),
    assignmentId: z.uuid().nullable(),
    exemption: z.literal('asked').nullable(),
    /** Who asked for it: they do not decide on it. */
    askedById: z.uuid().nullable(),
    /** How the work stands, where there is any: under way, or handed in. */
    work: workView,
  })
  .meta({ id: 'Due' })

export const presentDue = (row: DueRow): z.output<typeof dueView> => ({
  ...row,
  dueAt: row.dueAt.toISOString(),
})

const exemptionView = z.object({
  id: z.uuid(),
  state: z.enum(['asked', 'approved', 'refused']),
  reason: z.string(),
  endsAt: moment.nullable(),
  askedBy: z.string().nullable(),
  /** They do not decide on it. */
  askedById: z.uuid(),
  askedAt: moment,
  decidedBy: z.string().nullable(),
  answer: z.string(),
})

export const dutyView = z
  .object({
    id: z.uuid(),
    personId: z.uuid(),
    name: z.string(),
    state: z.enum(DUTY_STATES),
    dueAt: moment,
    overdue: z.boolean(),
    achievementId: z.uuid(),
    achievement: z.string(),
    reason: z.string(),
    assigner: z.string().nullable(),
    /** Of the work, where there is any. */
    enrollmentId: z.uuid().nullable(),
    work: workView,
    exemptions: z.array(exemptionView),
  })
  .meta({ id: 'Duty' })

export const presentDuty = (row: Duty): z.output<typeof dutyView> => ({
  ...row,
  dueAt: row.dueAt.toISOString(),
  exemptions: row.exemptions.map((one) => ({
    ...one,
    askedAt: new Date(one.askedAt).toISOString(),
    endsAt: one.endsAt === null ? null : new Date(one.endsAt).toISOString(),
  })),
})
