import { sealStream, writeTar } from '@assay/node'
import { AppError } from '../../../app-error.ts'
import { type Actor, inOrg, inOrgSnapshot, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { pathOfAddress, type SiteFile, serverFiles, sitePages } from '../present/static-site.ts'
import { privateFiles } from '../queries/private-files.ts'
import { countRows, listPublicAddresses, type PublicAddresses } from '../queries.ts'
import { LEFT_BEHIND } from '../schema/records.ts'
import { EXPORT_PURPOSE, PRIVATE_FILE } from '../schema.ts'
import { closeOrganization } from './close-organization.ts'
import type { ExportKeys } from './export-keys.ts'

export interface ExportOptions {
  readonly orgId: string
  readonly actor: Actor
  /** Of the passphrase; for this one export. */
  readonly keys: ExportKeys
  /** Ends awarding here first, and signs the status lists for good. */
  readonly final: boolean
  /** Answers as strangers are answered: what is published goes into the archive byte for byte. */
  readonly answer: (request: Request) => Promise<Response>
  readonly progress: (line: string) => void
  /** Told how many more addresses and records are in the archive (`countExport`); default: nobody is. */
  readonly added?: (count: number) => void
}

/** A file of the archive, to be written while it is read. */
export interface ArchiveFile {
  readonly path: string
  readonly content: AsyncIterable<Uint8Array>
}

/**
 * Everything of an organization: `public/`, a tree for any static file server that keeps its credentials verifying, and one sealed file
 * with all the rest, from which another installation goes on. Throws a plain sentence where something that verifiers need is not served.
 */
export async function* exportOrganization(
  deps: Deps,
  options: ExportOptions,
): AsyncGenerator<ArchiveFile, void, void> {
  const { orgId, actor, final, progress } = options
  if (final) await closeOrganization(deps, orgId, actor)
  const identity = { orgId, personId: undefined, roles: [], actor } as const
  await inOrg(deps, identity, (scope) =>
    recordEvent(scope, {
      action: 'organization.exported',
      recordType: 'organization',
      recordId: orgId,
      data: { final },
    }),
  )
  yield { path: 'README.txt', content: once(Buffer.from(readme())) }
  for await (const { path, bytes } of publicSite(deps, options))
    yield { path: `public/${path}`, content: once(bytes) }
  progress('Everything public is in the archive.')
  yield { path: PRIVATE_FILE, content: privatePart(deps, options) }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes
}

/** The transaction of the snapshot lives as long as the reader reads. */
async function* privatePart(
  deps: Deps,
  { orgId, actor, keys, progress, added }: ExportOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const identity = { orgId, personId: undefined, roles: [], actor } as const
  const pipe = new TransformStream<Uint8Array, Uint8Array>({}, { highWaterMark: 4 }, { highWaterMark: 0 })
  const writer = pipe.writable.getWriter()
  const writing = inOrgSnapshot(deps, identity, async (scope) => {
    const tar = writeTar(privateFiles(scope, { transfer: keys.transfer, progress, added }), deps.now())
    for await (const part of sealStream(keys.stream, EXPORT_PURPOSE, tar)) {
      await writer.ready
      await writer.write(part)
    }
    await writer.close()
  }).catch((error: unknown) => writer.abort(error))
  yield* pipe.readable as unknown as AsyncIterable<Uint8Array>
  await writing
}

async function* publicSite(
  deps: Deps,
  { orgId, actor, answer, added }: ExportOptions,
): AsyncGenerator<SiteFile, void, void> {
  const identity = { orgId, personId: undefined, roles: [], actor } as const
  const { addresses, name } = await inOrg(deps, identity, async (scope) => ({
    addresses: await listPublicAddresses(scope),
    ...(await scope.db
      .selectFrom('organization')
      .select('name')
      .where('id', '=', orgId)
      .executeTakeFirstOrThrow()),
  }))
  for (const url of allOf(addresses)) {
    const response = await answer(new Request(url, { headers: { accept: 'application/json, image/png' } }))
    if (response.status !== 200)
      throw new AppError(
        'not_available',
        `${url} is not served (${response.status}); verifiers need it. Try again in a minute.`,
        { text: 'archive_not_served' },
      )
    yield { path: pathOfAddress(url), bytes: new Uint8Array(await response.arrayBuffer()) }
    added?.(1)
  }
  yield* sitePages(name, addresses)
  yield* serverFiles()
}

const allOf = ({ issuer, documents, achievements, pictures }: PublicAddresses): readonly string[] => [
  issuer,
  `${issuer}/did.json`,
  ...documents,
  ...achievements.map(({ address }) => address),
  ...pictures,
]

/** How many addresses and records an archive would hold now: what `added` is told comes to about this. */
export async function countExport(scope: OrgScope): Promise<number> {
  return allOf(await listPublicAddresses(scope)).length + (await countRows(scope))
}

/** What is no table of the organization's, and might be missed. */
const OF_PEOPLE =
  'collections, links that people share, accounts, passkeys and badges of other issuers belong to people: each takes their own along under Backpack, "Download everything"'

const readme =
  (): string => `This archive was made by Assay, as "assay export --org" and the page "Way out" make it.

public/        A tree of files for any web server at the name in the addresses. It answers what verifiers ask: the issuer's
               keys, status lists, definitions and pictures. nginx.conf.example, Caddyfile.example, _headers and
               _redirects say how the addresses lead to the files and which types they have.
private.assay  Everything else, sealed under the passphrase of the export. "assay export --open private.assay --to FOLDER" opens
               it; "assay import --org ARCHIVE" makes an organization of it in another installation.

What begins anew there
- webhooks are switched off until somebody switches them on; their secrets stay the same
- batches that were running are paused; reminders of unclaimed badges are not sent by themselves
- badges are private until their holders share them there

What stays behind
${[...Object.values(LEFT_BEHIND), OF_PEOPLE].map((reason) => `- ${reason}\n`).join('')}
docs/operating/leave.md of Assay describes both.
`
