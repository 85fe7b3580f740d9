import { z } from 'zod'
import { ROLES } from '../../roles.ts'

export const TARGET_KINDS = ['person', 'group', 'department', 'role', 'everybody'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

export const DUTY_STATES = ['open', 'met', 'exempt', 'ended'] as const
export type DutyState = (typeof DUTY_STATES)[number]

/** Stands for the beginning of a duty among the days on which its person gets a letter: before all others. */
export const AT_ONCE = -36_500

/** Days relative to the due day on which a person gets a letter; after the last one every {@link REMIND_AGAIN} days. */
export const REMINDER_DAYS = [AT_ONCE, -14, -3, 0] as const
export const REMIND_AGAIN = 7

/** Days overdue after which a manager reads of it, once a week in one letter; and after which whoever assigned it does. */
export const TELL_MANAGER = 7
export const TELL_ASSIGNER = 30

/** Days before the end of a credential at which its holder is told. */
export const EXPIRY_DAYS = [60, 30, 7] as const

const reason = z.string().trim().min(1, { error: 'errors.required' }).max(1000)
const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('group'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('department'), id: z.uuid() }),
  z.strictObject({ kind: z.literal('role'), role: z.enum(ROLES) }),
  z.strictObject({ kind: z.literal('everybody') }),
])
export type Target = z.output<typeof target>

/** The last day on which it is in time, or how many days each person has from when it begins for them. */
const due = z.union([
  z.strictObject({ on: z.iso.date() }),
  z.strictObject({ days: z.int().min(1).max(3650) }),
])

/** Who is to hold which micro-credential by when, and why. */
export const assignmentSchema = z.strictObject({
  achievementId: z.uuid(),
  target,
  due,
  reason,
  /** Keep it in force: days before the end of a credential from which it is due again. Absent: once is enough. */
  renewDays: z.int().min(0).max(365).optional(),
})
export type AssignmentInput = z.output<typeof assignmentSchema>

const emptyAsAbsent = (value: unknown) => (value === '' ? undefined : value)
const fieldId = z.preprocess(emptyAsAbsent, z.uuid().optional())

/** The same from a form, where each kind of target has its own field. */
export const assignmentFormSchema = z
  .object({
    achievementId: z.uuid({ error: 'errors.required' }),
    kind: z.enum(TARGET_KINDS).default('person'),
    personId: fieldId,
    groupId: fieldId,
    departmentId: fieldId,
    role: z.preprocess(emptyAsAbsent, z.enum(ROLES).optional()),
    dueOn: z.preprocess(emptyAsAbsent, z.iso.date().optional()),
    dueDays: z.preprocess(emptyAsAbsent, z.coerce.number().int().min(1).max(3650).optional()),
    reason,
    renewDays: z.preprocess(emptyAsAbsent, z.coerce.number().int().min(0).max(365).optional()),
  })
  .superRefine((form, context) => {
    const wanted = { person: 'personId', group: 'groupId', department: 'departmentId', role: 'role' } as const
    const field = form.kind === 'everybody' ? undefined : wanted[form.kind]
    if (field !== undefined && form[field] === undefined)
      context.addIssue({ code: 'custom', path: [field], message: 'errors.required' })
    if ((form.dueOn === undefined) === (form.dueDays === undefined))
      context.addIssue({ code: 'custom', path: ['dueOn'], message: 'errors.due_one_of_two' })
  })

/** What a form says, as the API says it. Error: one of zod for what does not fit together. */
export function inputOfForm(form: z.output<typeof assignmentFormSchema>): AssignmentInput {
  const { achievementId, kind, dueOn, dueDays, reason, renewDays } = form
  const ids = { person: form.personId, group: form.groupId, department: form.departmentId }
  return assignmentSchema.parse({
    achievementId,
    target:
      kind === 'role' ? { kind, role: form.role } : kind === 'everybody' ? { kind } : { kind, id: ids[kind] },
    due: dueOn === undefined ? { days: dueDays } : { on: dueOn },
    reason,
    ...(renewDays === undefined ? {} : { renewDays }),
  })
}

export const DUE_VIEWS = ['overdue', 'lapsing', 'open', 'asked'] as const

/** Which duties, or credentials that lapse. */
export const dueQuerySchema = z.object({
  view: z.enum(DUE_VIEWS).default('overdue'),
  /** A part of the person's name. */
  q: z.string().trim().max(200).optional(),
  achievementId: z.uuid().optional(),
  departmentId: z.uuid().optional(),
  managerId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type DueQuery = z.output<typeof dueQuerySchema>

const anyId = z.uuid().optional().catch(undefined)

/** The same from a page's address: by page, and what makes no sense is ignored. */
export const duePageSchema = z.object({
  view: z.enum(DUE_VIEWS).catch('overdue'),
  q: z.string().trim().max(200).optional().catch(undefined),
  achievementId: anyId,
  departmentId: anyId,
  managerId: anyId,
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})

/** Rows of one CSV file. */
export const EXPORTED_DUTIES = 20_000

export const exemptionSchema = z.strictObject({
  reason,
  /** The last day of it; absent: for good. */
  until: z.preprocess(emptyAsAbsent, z.iso.date().optional()),
})
export type ExemptionInput = z.output<typeof exemptionSchema>

export const exemptionAnswerSchema = z.strictObject({
  approve: z.boolean(),
  answer: z.string().trim().max(1000).default(''),
})
export type ExemptionAnswer = z.output<typeof exemptionAnswerSchema>

/** Assignments that run at a time in one organization. */
export const MOST_ASSIGNMENTS = 1000

export const pagingSchema = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})

/** A page's number from its address; what makes no sense is the first. */
export const pageNumberSchema = z.coerce.number().int().min(1).max(20_000).catch(1)
