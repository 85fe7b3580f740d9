import { bakePng, bakeSvg } from '@assay/credentials'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnvironment } from '../../../app.ts'
import { AppError, notFound } from '../../../app-error.ts'
import type { AnyScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { authorize } from '../../../http/authenticate.ts'
import { memberDownloadRoute, ownDownloadRoute } from '../../../http/file-route.ts'
import { makeToken } from '../commands/make-token.ts'
import { maySeeCredentials, maySeeOwnCredentials } from '../policy.ts'
import { badgePicture, badgeSvgArt } from '../queries/badge-picture.ts'
import { hiddenOf } from '../queries/shown-part.ts'
import { credentialFacts, findCredentialToken, getCredentialJson, getOrgOf } from '../queries.ts'
import { certificate } from './certificate.ts'

/** Runs work in the scope in which the caller may see the credential; each run is a transaction of its own. */
export type RunSeeing = <T>(work: (scope: AnyScope) => Promise<T>) => Promise<T>

interface FileKind {
  readonly mediaType: string
  readonly summary: string
  readonly make: (deps: Deps, run: RunSeeing, credentialId: string) => Promise<Uint8Array>
}

const tellText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** The forms that a credential can be taken away in, by file name. */
export const CREDENTIAL_FILES = {
  'credential.json': {
    mediaType: 'application/vc+ld+json',
    summary: 'as JSON with its embedded signature',
    make: (_deps, run, id) => run((scope) => getCredentialJson(scope, id)),
  },
  'credential.jwt': {
    mediaType: 'application/jwt',
    summary: 'as a signed token (VC-JWT, RS256), which is made when it is first asked for',
    make: tokenOf,
  },
  'badge.png': {
    mediaType: 'image/png',
    summary: 'baked into a PNG',
    make: (_deps, run, id) =>
      run(async (scope) => {
        const { achievementVersionId, validFrom } = await credentialFacts(scope, id)
        const text = tellText(await getCredentialJson(scope, id))
        return bakePng(await badgePicture(scope, achievementVersionId, validFrom.getUTCFullYear()), text)
      }),
  },
  'badge.svg': {
    mediaType: 'image/svg+xml',
    summary: 'baked into an SVG',
    make: (_deps, run, id) =>
      run(async (scope) => {
        const { achievementVersionId, validFrom } = await credentialFacts(scope, id)
        const text = tellText(await getCredentialJson(scope, id))
        return bakeSvg(await badgeSvgArt(scope, achievementVersionId, validFrom.getUTCFullYear()), text)
      }),
  },
  'certificate.pdf': {
    mediaType: 'application/pdf',
    summary: 'as a certificate to print, with the credential attached',
    make: certificate,
  },
} as const satisfies Readonly<Record<string, FileKind>>

export type CredentialFileName = keyof typeof CREDENTIAL_FILES
export const CREDENTIAL_FILE_NAMES = Object.keys(CREDENTIAL_FILES) as readonly CredentialFileName[]

async function tokenOf(deps: Deps, run: RunSeeing, credentialId: string): Promise<Uint8Array> {
  const before = await run(async (scope) => {
    const orgId = await getOrgOf(scope, credentialId)
    // A token is signed over the whole.
    if (scope.kind === 'public' && (await hiddenOf(scope, credentialId)).length > 0)
      throw new AppError(
        'wrong_state',
        'Its holder shows a part of this badge; the token would show all of it.',
        {
          text: 'badge_in_part',
        },
      )
    return { orgId, token: await findCredentialToken(scope, credentialId) }
  })
  if (before.token !== undefined) return before.token
  await makeToken(deps, before.orgId, credentialId)
  const token = await run((scope) => findCredentialToken(scope, credentialId))
  if (token === undefined) throw notFound('credential')
  return token
}

/** The same files for programs: of one's own credentials, and of those that an organization issued. */
export function credentialFilesApi(api: OpenAPIHono<AppEnvironment>): void {
  for (const name of CREDENTIAL_FILE_NAMES) {
    const { mediaType, summary, make } = CREDENTIAL_FILES[name]
    ownDownloadRoute(
      api,
      {
        path: `/me/credentials/{credential}/${name}`,
        summary: `A credential of yours ${summary}`,
        tag: 'Credentials',
        mediaType,
      },
      async (deps, run, { credential = '' }) => {
        const own: RunSeeing = (work) =>
          run((scope) => {
            authorize(maySeeOwnCredentials(scope))
            return work(scope)
          })
        return attachment(await make(deps, own, credential), name)
      },
    )
    memberDownloadRoute(
      api,
      {
        path: `/organizations/{org}/credentials/{credential}/${name}`,
        summary: `A credential that the organization issued, ${summary}`,
        tag: 'Credentials',
        mediaType,
      },
      async ({ deps, run, params: { credential = '' } }) => {
        const issued: RunSeeing = (work) =>
          run((scope) => {
            authorize(maySeeCredentials(scope))
            return work(scope)
          })
        return attachment(await make(deps, issued, credential), name)
      },
    )
  }
}

/** What is shown or run nowhere but in a sandbox, whatever a drawing holds (THREATS F1). */
export const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

function attachment(body: Uint8Array, name: CredentialFileName): Response {
  return new Response(Buffer.from(body), {
    headers: {
      'content-type': CREDENTIAL_FILES[name].mediaType,
      'content-disposition': `attachment; filename="${name}"`,
      'content-security-policy': SANDBOX,
      'cache-control': 'private, no-store',
    },
  })
}
