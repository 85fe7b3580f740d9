import { z } from 'zod'
import type { LearnerRecord, listSignedRecords } from './queries.ts'

export const recordView = z
  .object({
    id: z.uuid(),
    /** The record's own id. */
    url: z.string(),
    title: z.string(),
    issuerName: z.string(),
    credentialCount: z.number().int(),
    /** Whether the person has more badges than stand in it. */
    partial: z.boolean(),
    createdAt: z.iso.datetime(),
    /** Null while it is in force. */
    revocationReason: z.string().nullable(),
  })
  .meta({ id: 'LearnerRecord' })

export const signedRecordView = recordView
  .omit({ title: true, issuerName: true })
  .extend({ personId: z.uuid(), revokedAt: z.iso.datetime().nullable() })
  .meta({ id: 'SignedLearnerRecord' })

export function presentRecord(record: LearnerRecord): z.input<typeof recordView> {
  return { ...record, createdAt: record.createdAt.toISOString() }
}

type SignedRecord = Awaited<ReturnType<typeof listSignedRecords>>[number]

export function presentSignedRecord(row: SignedRecord): z.input<typeof signedRecordView> {
  return { ...row, createdAt: row.createdAt.toISOString(), revokedAt: row.revokedAt?.toISOString() ?? null }
}
