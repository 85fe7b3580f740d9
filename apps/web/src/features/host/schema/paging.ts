import { z } from 'zod'

/** Badges in one answer at most, and where nobody says how many. */
export const PAGE_LIMIT = 50

const whole = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number)

/** Parameters of `getCredentials`; those that the standard does not have are passed over. */
export const credentialsQuerySchema = z.object({
  limit: whole.refine((limit) => limit >= 1).default(PAGE_LIMIT),
  offset: whole.default(0),
  since: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .optional(),
})

export interface CredentialsQuery {
  readonly limit: number
  readonly offset: number
  readonly since?: Date | undefined
}

/**
 * The `Link` header of a page (Open Badges 3.0, 6.4; RFC 8288): always `first` and `last`, `next` while there is more, `prev` behind the
 * first. Undefined when everything is in the answer.
 */
export function linkHeader(
  address: string,
  { limit, offset, since }: CredentialsQuery,
  total: number,
): string | undefined {
  if (offset === 0 && limit >= total) return undefined
  const page = (at: number, relation: string) => {
    const query = new URLSearchParams({ limit: String(limit), offset: String(at) })
    if (since !== undefined) query.set('since', since.toISOString())
    return `<${address}?${query}>; rel="${relation}"`
  }
  const last = total === 0 ? 0 : Math.floor((total - 1) / limit) * limit
  return [
    page(0, 'first'),
    page(last, 'last'),
    ...(offset + limit < total ? [page(offset + limit, 'next')] : []),
    ...(offset > 0 ? [page(Math.max(0, Math.min(offset, total) - limit), 'prev')] : []),
  ].join(', ')
}
