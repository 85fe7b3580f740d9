import { z } from 'zod'
import { hostOf, isClientUrl } from './client-url.ts'
import { KNOWN_SCOPES, splitScope } from './scopes.ts'

/** What is wrong with a registration, as RFC 7591 (3.2.2) names it. */
export interface RegistrationFault {
  readonly error: 'invalid_redirect_uri' | 'invalid_client_metadata'
  readonly description: string
}

const clientUrl = z.string().max(2000).refine(isClientUrl, {
  error: 'is no https address of the public internet, without user name and fragment',
})

/** Characters that turn the direction of a text could make a name look like another. */
const shownText = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine((text) => !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text), {
      error: 'has control characters',
    })

/** What an answer adds to the address; it must not stand there already. */
const ANSWER = ['code', 'state', 'scope', 'iss', 'error', 'error_description']

const redirectUrl = clientUrl.refine(
  (address) => !URL.canParse(address) || !ANSWER.some((name) => new URL(address).searchParams.has(name)),
  { error: 'has a parameter that belongs to the answer' },
)

const oneOf = <T extends string>(...values: T[]) => z.array(z.enum(values)).min(1).max(values.length)

/**
 * Metadata of a client that is understood; members that are not are left out, as RFC 7591 (section 2) has it, whatever they claim. Arrays are
 * arrays (STANDARDS OH8).
 */
const metadataSchema = z.object({
  client_name: shownText(120),
  client_uri: clientUrl,
  logo_uri: clientUrl.optional(),
  tos_uri: clientUrl.optional(),
  policy_uri: clientUrl.optional(),
  software_id: shownText(200).optional(),
  software_version: shownText(100).optional(),
  redirect_uris: z.array(redirectUrl).min(1).max(10),
  token_endpoint_auth_method: z.literal('client_secret_basic').default('client_secret_basic'),
  grant_types: oneOf('authorization_code', 'refresh_token')
    .refine((types) => types.includes('authorization_code'), { error: 'must have authorization_code' })
    .default(['authorization_code', 'refresh_token']),
  response_types: z.tuple([z.literal('code')]).default(['code']),
  contacts: z.array(shownText(320)).max(10).optional(),
  scope: z.string().max(2000).optional(),
})

/** The metadata under which a platform is registered: echoed to it, and kept. */
export interface ClientMetadata extends Omit<z.output<typeof metadataSchema>, 'scope'> {
  /** Scopes that it may ask for, of those that exist here. */
  readonly scope: string
}

/** Reads what a platform says of itself. */
export function readClientMetadata(value: unknown): ClientMetadata | RegistrationFault {
  const parsed = metadataSchema.safeParse(value)
  if (!parsed.success) return faultOf(parsed.error.issues[0])
  const { scope = KNOWN_SCOPES.join(' '), ...metadata } = parsed.data
  const elsewhere = addressesOf(metadata).find(
    ([, address]) => hostOf(address) !== hostOf(metadata.client_uri),
  )
  if (elsewhere !== undefined) return fault(elsewhere[0], 'is of another host than client_uri')
  const known = splitScope(scope).filter((one) => KNOWN_SCOPES.includes(one))
  if (known.length === 0) return fault('scope', `has none of ${KNOWN_SCOPES.join(' ')}`)
  return { ...metadata, scope: known.join(' ') }
}

/** Every address with the name of its member. */
function addressesOf(metadata: Omit<ClientMetadata, 'scope'>): readonly (readonly [string, string])[] {
  const single = (['logo_uri', 'tos_uri', 'policy_uri'] as const).flatMap((name) => {
    const address = metadata[name]
    return address === undefined ? [] : [[name, address] as const]
  })
  return [...single, ...metadata.redirect_uris.map((address) => ['redirect_uris', address] as const)]
}

function faultOf(issue: z.core.$ZodIssue | undefined): RegistrationFault {
  return fault(String(issue?.path[0] ?? 'metadata'), issue?.message ?? 'cannot be read')
}

const fault = (member: string, what: string): RegistrationFault => ({
  error: member === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata',
  description: `${member}: ${what}`,
})
