import { z } from 'zod'
import { recipientSchema } from '../recipients/schema.ts'
import { CREDENTIAL_STATES, type CredentialState, RENEWAL_DAYS } from './schema/terms.ts'

/** Ids are UUIDs; anything else in an address names nothing, and must not reach the database. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** What a decision orders. Everything that will be signed follows from this and from what is stored at that moment. */
export interface CredentialOrder {
  /** An award that the caller wrote in the same transaction. */
  readonly decisionId: string
  readonly personId: string
  /** Where the award went to an address: name and address are taken as the organization typed them. */
  readonly recipientId?: string | undefined
  readonly achievementVersionId: string
  /** Level reached in each row that was judged; 1 is the lowest. */
  readonly results: readonly RowResult[]
  readonly assessors: {
    readonly count: number
    /** In which capacity, in words of the definition's language, for example `Supervisor`. */
    readonly capacity: string
  }
  readonly assessedAt: Date
  /** When it was earned, where that is not the moment of the decision; validity counts from here. Default: the decision. */
  readonly awardedAt?: Date
  readonly evidence: readonly EvidenceFact[]
  /** Why it was awarded without an assessment; stands in the credential, where verifiers read it. */
  readonly reason?: string
}

export interface RowResult {
  readonly criterionId: string
  readonly rowId: string
  readonly level: number
}

/** One piece of evidence: kind and digest always go into the credential; title and text only where the holder discloses them. */
export interface EvidenceFact {
  readonly kind: 'text' | 'file' | 'link' | 'observation'
  readonly criterionId: string
  /** SHA-256 of the plain content. */
  readonly digest: Buffer
  readonly mediaType?: string
  readonly disclosed: boolean
  readonly title?: string
  readonly text?: string
}

export const STATUS_CHANGES = ['revoke', 'suspend', 'reinstate'] as const
export type StatusChangeKind = (typeof STATUS_CHANGES)[number]

/** What the history of a credential knows: what people ask for, and that another one of the same award took its place. */
export const CHANGES_TOLD = [...STATUS_CHANGES, 'supersede'] as const
export type ChangeTold = (typeof CHANGES_TOLD)[number]

/** A reason is a sentence that verifiers read, not a report. */
const reason = z
  .string({ error: 'errors.reason_short' })
  .trim()
  .min(3, { error: 'errors.reason_short' })
  .max(1000)

export const statusChangeSchema = z.strictObject({ reason })

const rowResultSchema = z.strictObject({
  criterionId: z.string().max(40),
  rowId: z.string().max(40),
  level: z.coerce.number().int().min(1).max(6),
})

export const directAwardSchema = z
  .strictObject({
    /** A member. */
    personId: z.uuid({ error: 'errors.choose_one' }).optional(),
    /** Or anybody, by address; exactly one of the two. */
    recipient: recipientSchema.optional(),
    achievementVersionId: z.uuid({ error: 'errors.choose_one' }),
    reason,
    /** Levels to state; none by default: a direct award need not rest on the rubric. */
    levels: z.array(rowResultSchema).max(100).optional(),
  })
  .refine(({ personId, recipient }) => (personId === undefined) !== (recipient === undefined), {
    error: 'errors.member_or_address',
    path: ['personId'],
  })
export type DirectAward = z.output<typeof directAwardSchema>

/** Orders of the list of credentials. */
const CREDENTIAL_ORDERS = ['validFrom', '-validFrom', 'holder', '-holder'] as const

export const credentialsQuerySchema = z.object({
  /** Part of the holder's name or of the micro-credential's. */
  q: z.string().trim().max(200).optional(),
  state: z.enum(CREDENTIAL_STATES).optional(),
  achievementId: z.uuid().optional(),
  /** A minus sign before it turns the order round. Default: the newest first. */
  sort: z.enum(CREDENTIAL_ORDERS).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})
export type CredentialsQuery = z.output<typeof credentialsQuerySchema>

interface StateFacts {
  readonly issuedAt: Date | null
  readonly revokedAt: Date | null
  readonly suspendedAt: Date | null
  readonly validUntil: Date | null
}

/** From when on a credential with an end may be renewed: what lasts for a few weeks only, in the second half of its life. */
export const renewableFrom = (validFrom: Date, validUntil: Date): Date =>
  new Date(
    validUntil.getTime() -
      Math.min(RENEWAL_DAYS * 86_400_000, (validUntil.getTime() - validFrom.getTime()) / 2),
  )

/** Whether a credential may be renewed at `now`: it ends soon or has ended, counts but for that, and nothing renews it yet. */
export function mayBeRenewed(
  row: StateFacts & { readonly validFrom: Date; readonly renewedById: string | null },
  now: Date,
): boolean {
  const { validFrom, validUntil, issuedAt, revokedAt, suspendedAt, renewedById } = row
  if (validUntil === null || renewedById !== null) return false
  if (issuedAt === null || revokedAt !== null || suspendedAt !== null) return false
  return renewableFrom(validFrom, validUntil) <= now
}

/** The state of a credential at `now`. Revocation is final, so it comes before all others. */
export function stateOf(
  { issuedAt, revokedAt, suspendedAt, validUntil }: StateFacts,
  now: Date,
): CredentialState {
  if (revokedAt !== null) return 'revoked'
  if (issuedAt === null) return 'signing'
  if (validUntil !== null && validUntil <= now) return 'expired'
  return suspendedAt !== null ? 'suspended' : 'in_force'
}

/** Media types that a credential is served as, the preferred one first. */
export const CREDENTIAL_MEDIA_TYPES = [
  'application/vc+ld+json',
  'application/vc',
  'application/ld+json',
  'application/json',
] as const

/** Entries of a status list: the smallest that the standard allows (STANDARDS BS4), 16 KiB. */
export const STATUS_LIST_SIZE = 131_072
/** How long a verifier may keep a list, in milliseconds. */
export const STATUS_TTL = 300_000
/** For how long a signed list counts: a replayed older one is refused after this. Lists are signed anew after half of it. */
export const STATUS_VALIDITY = 48 * 3600 * 1000

/** How long the last lists of an organization that left are valid, in milliseconds: nobody signs them again, and ten years outlast most awards. */
export const FINAL_VALIDITY = 3_652 * 86_400_000
