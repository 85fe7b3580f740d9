import { z } from 'zod'
import { answerAddress } from './authorization-request.ts'
import { HOST_API } from './endpoints.ts'
import { HOST_SCOPES } from './scopes.ts'

/** Another platform's host API, as its service description says. */
export interface DescribedHost {
  readonly title: string
  /** Where `credentials` and `profile` stand, without a slash at the end. */
  readonly api: string
  readonly registrationUrl: string
  readonly authorizationUrl: string
  readonly tokenUrl: string
}

const https = z.url({ protocol: /^https$/ }).max(2000)

const descriptionSchema = z.object({
  info: z.object({ title: z.string().trim().min(1).max(200) }),
  components: z.object({
    securitySchemes: z.object({
      OAuth2ACG: z.object({
        'x-imssf-registrationUrl': https,
        flows: z.object({ authorizationCode: z.object({ authorizationUrl: https, tokenUrl: https }) }),
      }),
    }),
  }),
})

/** Where the service description of a platform is, by what a person typed: its address, or that of the description. Undefined: no address. */
export function discoveryAddress(typed: string): string | undefined {
  const text = typed.trim()
  const address = /^[a-z]+:/i.test(text) ? text : `https://${text}`
  if (!URL.canParse(address)) return undefined
  const { protocol, origin, pathname } = new URL(address)
  if (protocol !== 'https:') return undefined
  const path = pathname.endsWith('/') ? pathname.slice(0, -1) : pathname
  return origin + (path.endsWith('/discovery') ? path : `${path}${HOST_API}/discovery`)
}

/**
 * Reads a service description. The three addresses of the authorization server have to be of one origin: otherwise a dishonest platform
 * could have a person agree at an honest one, and be given the code (RFC 9700, 4.4). Undefined when something is missing.
 */
export function readDescription(document: unknown, discovery: string): DescribedHost | undefined {
  const parsed = descriptionSchema.safeParse(document)
  if (!parsed.success) return undefined
  const { 'x-imssf-registrationUrl': registrationUrl, flows } =
    parsed.data.components.securitySchemes.OAuth2ACG
  const { authorizationUrl, tokenUrl } = flows.authorizationCode
  const origins = new Set([registrationUrl, authorizationUrl, tokenUrl].map((url) => new URL(url).origin))
  if (origins.size !== 1) return undefined
  const api = discovery.slice(0, -'/discovery'.length)
  return { title: parsed.data.info.title, api, registrationUrl, authorizationUrl, tokenUrl }
}

/** What is asked for there: to read. */
export const ASKED_SCOPE = `${HOST_SCOPES.read_badges} ${HOST_SCOPES.read_profile}`

/** The page of the other platform on which the person agrees. */
export const authorizeThere = (
  { authorizationUrl }: DescribedHost,
  asked: {
    readonly clientId: string
    readonly redirectUri: string
    readonly state: string
    readonly challenge: string
  },
): string =>
  answerAddress(authorizationUrl, {
    ...{ response_type: 'code', client_id: asked.clientId, redirect_uri: asked.redirectUri },
    ...{ scope: ASKED_SCOPE, state: asked.state },
    ...{ code_challenge: asked.challenge, code_challenge_method: 'S256' },
  })

/** The address of the next page in a `Link` header, if it stays at the API that was asked. */
export function nextPage(link: string | undefined, api: string): string | undefined {
  const next = (link ?? '').split('<').find((part) => /^[^<>]*>[ ;]*rel="?next\b/.test(part))
  const address = next?.slice(0, next.indexOf('>'))
  return address?.startsWith(`${api}/credentials?`) === true ? address : undefined
}
