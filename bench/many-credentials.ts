import { setTimeout as sleep } from 'node:timers/promises'
import { decodeUtf8 } from '@assay/core'
import { handle } from '../apps/web/src/app.ts'
import { inOrg } from '../apps/web/src/db/scopes.ts'
import type { Deps } from '../apps/web/src/deps.ts'
import { peopleFile, startedBatch } from '../apps/web/src/features/bulk/batch.fixture.ts'
import { getCredentialJson } from '../apps/web/src/features/credentials/queries.ts'
import { verifyDocument } from '../apps/web/src/features/verify/commands.ts'
import { deriveExportKeys } from '../apps/web/src/features/way-out/commands/export-keys.ts'
import { exportOrganization } from '../apps/web/src/features/way-out/commands/export-organization.ts'
import type { Program } from '../apps/web/test/awards.ts'
import type { TestApp } from '../apps/web/test/test-app.ts'
import { freePort, webProcess } from '../apps/web/test/web-process.ts'
import { buildIfStale } from '../tools/build-if-stale.mjs'

/** Rows of one file. */
const BATCH = 10_000

/** Issues as many credentials as asked by files of people, one credential a person, in two server processes beside each other. */
export async function issueMany(app: TestApp, program: Program, count: number): Promise<object> {
  await buildIfStale({ quiet: true })
  const ports = [await freePort(), await freePort()]
  const servers = ports.map((port) => webProcess(app, { port, publicUrl: app.deps.config.publicUrl }))
  await Promise.all(servers.map((server) => server.start()))
  try {
    for (let done = 0; done < count; done += BATCH)
      await startedBatch(app, program, peopleFile(Math.min(BATCH, count - done), done + 1), {
        letters: 'later',
      })
    return { issued: await untilIssued(app, count) }
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

async function untilIssued(app: TestApp, count: number): Promise<number> {
  for (;;) {
    const [row] = await app.asOwner(
      'SELECT count(*)::int AS issued FROM assay.credential WHERE issued_at IS NOT NULL',
    )
    const issued = Number(row?.issued)
    process.stderr.write(`${issued} issued\n`)
    if (issued >= count) return issued
    await sleep(10_000)
  }
}

/** How often each verdict came out, over every signed credential, by the verifier and the documents that strangers get. */
export async function verifyAll(app: TestApp): Promise<Readonly<Record<string, number>>> {
  const rows = await app.asOwner('SELECT id, org_id FROM assay.credential WHERE issued_at IS NOT NULL')
  const deps = { ...app.deps, fetchDocument: answeredOnce(app) }
  const verdicts: Record<string, number> = {}
  const identity = { personId: undefined, roles: [], actor: { kind: 'system' } } as const
  for (let at = 0; at < rows.length; at += 500) {
    const chunk = rows.slice(at, at + 500)
    const orgId = String(chunk[0]?.org_id)
    const documents = await inOrg(app.deps, { ...identity, orgId }, async (scope) => {
      const found: Uint8Array[] = []
      for (const { id } of chunk) found.push(await getCredentialJson(scope, String(id)))
      return found
    })
    for (const bytes of documents) {
      const { verdict } = await verifyDocument(deps, decodeUtf8(bytes))
      verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
    }
  }
  return verdicts
}

/** What this instance answers strangers, each address asked once, as a verifier with a cache does. */
function answeredOnce(app: TestApp): Deps['fetchDocument'] {
  const answers = new Map<string, ReturnType<Deps['fetchDocument']>>()
  return (url, { accept }) => {
    const known = answers.get(url)
    if (known !== undefined) return known
    const asking = app.fetch(new URL(url).pathname, { headers: { accept } }).then(async (response) => ({
      outcome: 'ok' as const,
      status: response.status,
      mediaType: response.headers.get('content-type') ?? '',
      body: new Uint8Array(await response.arrayBuffer()),
      url,
    }))
    answers.set(url, asking)
    return asking
  }
}

export interface ExportedSize {
  readonly files: number
  readonly bytes: number
}

/** Makes the archive of the organization and throws it away. */
export async function exportedSize({ deps }: TestApp, program: Program): Promise<ExportedSize> {
  let [files, bytes] = [0, 0]
  const archive = exportOrganization(deps, {
    orgId: program.organization.id,
    actor: { kind: 'system' },
    keys: await deriveExportKeys('an otter leaves the harbor'),
    final: false,
    answer: (request) => handle(deps, request, { address: '127.0.0.1' }),
    progress: () => {},
  })
  for await (const { content } of archive) {
    files += 1
    for await (const part of content) bytes += part.length
  }
  return { files, bytes }
}
