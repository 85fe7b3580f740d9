import { z } from 'zod'
import { API_SCOPES, type ApiScope } from '../../policy.ts'

/** What a person's own key can reach: what is theirs in every organization. */
export const PERSONAL_KEY_SCOPES = [
  'backpack:read',
  'backpack:write',
  'profile:read',
  'profile:write',
] as const

/** What an organization's key can reach; in addition it may do no more than the person who made it. */
export const ORGANIZATION_KEY_SCOPES: readonly ApiScope[] = API_SCOPES.filter(
  (scope) => !PERSONAL_KEY_SCOPES.some((personal) => personal === scope),
)

const keyName = z.string().trim().min(1).max(120)

/** A key that nobody renews ends after ten years at the latest. */
const days = z.coerce.number().int().min(1).max(3650)

export const organizationKeySchema = z.strictObject({
  name: keyName,
  scopes: z.array(z.enum(ORGANIZATION_KEY_SCOPES)).min(1, { error: 'errors.scopes_missing' }),
  expiresInDays: days.default(90),
})

export const personalKeySchema = z.strictObject({
  name: keyName,
  scopes: z.array(z.enum(PERSONAL_KEY_SCOPES)).min(1, { error: 'errors.scopes_missing' }),
  expiresInDays: days.default(90),
})

export interface KeyInput {
  readonly name: string
  readonly scopes: readonly ApiScope[]
  readonly expiresInDays: number
}

/** The lifetimes that the pages offer, in days. */
export const KEY_LIFETIMES = [30, 90, 365, 730] as const

/** Keys that work at one time, for an organization or a person: more than anybody keeps an eye on. */
export const KEYS_AT_MOST = 50
