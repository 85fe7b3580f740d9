import { z } from 'zod'

/** One thing that was done: the action as `record.verb`, on which record, with facts that hold no evidence and no secrets. */
export interface AuditEntry {
  readonly action: string
  readonly recordType: string
  readonly recordId: string
  /** The person whose own trail shows this too. */
  readonly personId?: string
  readonly data?: Readonly<Record<string, unknown>>
}

export const auditQuerySchema = z.object({
  q: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  actor: z.uuid().optional(),
  recordType: z.string().max(60).optional(),
  recordId: z.string().max(200).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type AuditQuery = z.infer<typeof auditQuerySchema>
