import { decodeUtf8 } from '@assay/core'
import { bakePng, bakeSvg } from '@assay/credentials'
import { z } from 'zod'
import { notFound } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import type { Api } from '../../../http/api-route.ts'
import { asPerson, authorize, type Caller } from '../../../http/authenticate.ts'
import { ownDownloadRoute } from '../../../http/file-route.ts'
import { parseInput } from '../../../http/input.ts'
import { derivePart } from '../commands/derive-part.ts'
import { maySeeOwnCredentials } from '../policy.ts'
import { badgePicture, badgeSvgArt } from '../queries/badge-picture.ts'
import { credentialFacts } from '../queries.ts'
import { HIDEABLE, type Hideable } from '../schema/hideable.ts'

type RunAsHolder = <T>(work: (scope: PersonScope) => Promise<T>) => Promise<T>
type Picture = (scope: PersonScope, versionId: string, year: number) => Promise<Uint8Array>

interface PartFile {
  readonly mediaType: string
  readonly summary: string
  /** What it is baked into. */
  readonly picture?: Picture
  readonly bake?: (picture: Uint8Array, text: string) => Uint8Array
}

/** The forms that a part of a credential can be taken away in. A token is signed over the whole and has no parts. */
export const PART_FILES = {
  'part.json': { mediaType: 'application/vc+ld+json', summary: 'as JSON with its embedded signature' },
  'part.png': { mediaType: 'image/png', summary: 'baked into a PNG', picture: badgePicture, bake: bakePng },
  'part.svg': {
    mediaType: 'image/svg+xml',
    summary: 'baked into an SVG',
    picture: badgeSvgArt,
    bake: bakeSvg,
  },
} as const satisfies Readonly<Record<string, PartFile>>

export type PartFileName = keyof typeof PART_FILES
export const PART_FILE_NAMES = Object.keys(PART_FILES) as readonly PartFileName[]

const hiddenSchema = z.object({ hide: z.array(z.enum(HIDEABLE)).max(HIDEABLE.length) })

/** What an address hides: `hide` once for each group, or with commas between them. Error `invalid_input`. */
export function readHidden(search: URLSearchParams): readonly Hideable[] {
  const hide = search.getAll('hide').flatMap((text) => text.split(','))
  return parseInput(hiddenSchema, { hide: [...new Set(hide)].filter((text) => text !== '') }).hide
}

/** A part of a credential of the caller's own in one of its forms. Error `not_found` for everybody but its holder. */
export async function ownPart(
  deps: Deps,
  caller: Caller,
  asked: { readonly credentialId: string; readonly hidden: readonly Hideable[]; readonly name: PartFileName },
): Promise<Uint8Array> {
  if (caller.kind !== 'person') throw notFound('credential')
  return makePart(deps, (work) => asPerson(deps, caller, work), asked)
}

async function makePart(
  deps: Deps,
  asCaller: RunAsHolder,
  asked: { readonly credentialId: string; readonly hidden: readonly Hideable[]; readonly name: PartFileName },
): Promise<Uint8Array> {
  const run: RunAsHolder = (work) =>
    asCaller((scope) => {
      authorize(maySeeOwnCredentials(scope))
      return work(scope)
    })
  const { credentialId, hidden, name } = asked
  const part = await derivePart(deps, run, credentialId, hidden)
  const { picture, bake }: PartFile = PART_FILES[name]
  if (picture === undefined || bake === undefined) return part
  const drawn = await run(async (scope) => {
    const { achievementVersionId, validFrom } = await credentialFacts(scope, credentialId)
    return picture(scope, achievementVersionId, validFrom.getUTCFullYear())
  })
  return bake(drawn, decodeUtf8(part))
}

/** The same files for programs. */
export function partFilesApi(api: Api): void {
  for (const name of PART_FILE_NAMES) {
    const { mediaType, summary } = PART_FILES[name]
    ownDownloadRoute(
      api,
      {
        path: `/me/credentials/{credential}/${name}`,
        summary: `A credential of yours without what you hide, ${summary}`,
        description:
          'It is derived from the whole (`ecdsa-sd-2023`), verifies by itself, and holds nothing of what is hidden. Issuer, dates of ' +
          'validity, status and what was achieved are always shown.',
        tag: 'Credentials',
        mediaType,
        query: hideQuery,
      },
      async (deps, run, { credential = '' }, search) => {
        const body = await makePart(deps, run, { credentialId: credential, hidden: readHidden(search), name })
        return partAttachment(body, name)
      },
    )
  }
}

const hideQuery = z.object({
  hide: z
    .string()
    .max(200)
    .optional()
    .meta({ description: `With commas between them: ${HIDEABLE.join(', ')}.` }),
})

/** A file for its holder: saved and never shown, whatever a drawing holds (THREATS F1). */
export function partAttachment(body: Uint8Array, name: PartFileName): Response {
  return new Response(Buffer.from(body), {
    headers: {
      'content-type': PART_FILES[name].mediaType,
      'content-disposition': `attachment; filename="${name.replace('part', 'badge-in-part')}"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    },
  })
}
