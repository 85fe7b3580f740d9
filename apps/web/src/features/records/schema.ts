import { z } from 'zod'

/** Badges in one record: below the hundred that verifiers follow, and within the caps of their canonical form. */
const RECORD_BADGES = 40

const list = (value: unknown) => (typeof value === 'string' ? [value] : value)

export const makeRecordSchema = z.strictObject({
  title: z.string().trim().min(1).max(120),
  /** Places in the backpack. */
  entries: z.preprocess(list, z.array(z.uuid()).min(1).max(RECORD_BADGES)),
  /** The organization that signs: one that issued a badge among those chosen. */
  organization: z.uuid(),
})
export type MakeRecord = z.output<typeof makeRecordSchema>

export const revokeRecordSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) })
