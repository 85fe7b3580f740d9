import { z } from 'zod'

export const auditFilterSchema = z.object({
  /** Words anywhere in the event: action, record, facts, names. */
  q: z.string().trim().max(200).optional(),
  action: z.string().max(100).optional(),
  /** Person who acted. */
  actor: z.uuid().optional(),
  recordType: z.string().max(60).optional(),
  recordId: z.string().max(200).optional(),
  /** First day, in the reader's time zone (UTC through the API). */
  from: z.iso.date().optional(),
  /** Last day. */
  to: z.iso.date().optional(),
})
export type AuditFilter = z.output<typeof auditFilterSchema>

export const auditQuerySchema = auditFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})

/** The same from a page's address: by page, and what makes no sense is ignored. */
export const auditPageSchema = z.object({
  q: auditFilterSchema.shape.q.catch(undefined),
  action: auditFilterSchema.shape.action.catch(undefined),
  actor: auditFilterSchema.shape.actor.catch(undefined),
  recordType: auditFilterSchema.shape.recordType.catch(undefined),
  recordId: auditFilterSchema.shape.recordId.catch(undefined),
  from: auditFilterSchema.shape.from.catch(undefined),
  to: auditFilterSchema.shape.to.catch(undefined),
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})

/** Events that one file holds: what spreadsheets open without trouble, the same as an import may bring. */
export const EXPORTED_EVENTS = 50_000
