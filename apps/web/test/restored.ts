import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeUtf8, type JsonObject } from '@assay/core'
import { createDatabase, createDiskBlobStore, dropDatabase, type StreamSecret } from '@assay/node'
import { inject } from 'vitest'
import { inOrg } from '../src/db/scopes.ts'
import type { Deps } from '../src/deps.ts'
import { getCredentialJson } from '../src/features/credentials/queries.ts'
import { verifyDocument } from '../src/features/verify/commands.ts'
import { type BackupReport, readThrough, type WriteBackupOptions, writeBackup } from '../src/start/backup.ts'
import { type RestoreOptions, type RestoreReport, restoreInto } from '../src/start/restore.ts'
import type { FrozenApp, TestApp } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

/** A key and not a passphrase, because one try of a passphrase is slow on purpose. */
export const BACKUP_KEY: StreamSecret = { kind: 'key', key: new Uint8Array(32).fill(5) }

/** Backs up the database of a test's application. */
export function backUp(
  app: TestApp,
  path: string,
  change: Partial<WriteBackupOptions> = {},
): Promise<BackupReport> {
  return writeBackup({
    config: { rolePrefix: 'assay_test' },
    adminUrl: app.databaseUrl,
    blobs: app.deps.blobs,
    path,
    secret: BACKUP_KEY,
    masterKey: undefined,
    say: () => {},
    signal: new AbortController().signal,
    ...change,
  })
}

/** A place to restore into: a database without anything in it, and a folder. */
export interface EmptyPlace extends FrozenApp {
  readonly url: string
}

export async function emptyPlace(): Promise<EmptyPlace> {
  const adminUrl = inject('adminUrl')
  const database = `assay_restored_${randomBytes(6).toString('hex')}`
  const dataDir = await mkdtemp(join(tmpdir(), 'assay-restored-'))
  const url = await createDatabase(adminUrl, database)
  const remove = async () => {
    await dropDatabase(adminUrl, database)
    await rm(dataDir, { recursive: true, force: true })
  }
  return { database, dataDir, url, remove }
}

export async function restoreFile(
  file: string,
  place: Pick<EmptyPlace, 'url' | 'dataDir'>,
  change: Partial<RestoreOptions> = {},
): Promise<RestoreReport> {
  const { begin } = await readThrough(file, BACKUP_KEY)
  return restoreInto({
    config: {
      rolePrefix: 'assay_test',
      files: { place: { kind: 'disk' }, from: undefined },
      masterKey: TEST_MASTER_KEY,
    },
    adminUrl: place.url,
    blobs: createDiskBlobStore(join(place.dataDir, 'files')),
    file,
    secret: BACKUP_KEY,
    upTo: begin.migrations.at(-1) ?? '',
    confirm: async () => {},
    say: () => {},
    signal: new AbortController().signal,
    ...change,
  })
}

/** The verdict of our verifier on every signed credential of a database, answered by that instance as strangers are. */
export async function verdictsOf(
  deps: Deps,
  fetchOwn: (path: string, init: RequestInit) => Promise<Response>,
  credentials: readonly { readonly id: unknown; readonly org_id: unknown }[],
): Promise<readonly string[]> {
  const verdicts: string[] = []
  for (const { id, org_id: orgId } of credentials) {
    const identity = {
      orgId: String(orgId),
      personId: undefined,
      roles: [],
      actor: { kind: 'system' },
    } as const
    const bytes = await inOrg(deps, identity, (scope) => getCredentialJson(scope, String(id)))
    const credential = JSON.parse(decodeUtf8(bytes)) as JsonObject
    const fetchDocument: Deps['fetchDocument'] = async (url, { accept }) => {
      const response = await fetchOwn(new URL(url).pathname, { headers: { accept } })
      const body = new Uint8Array(await response.arrayBuffer())
      return { outcome: 'ok', status: response.status, mediaType: 'application/json', body, url }
    }
    const report = await verifyDocument({ ...deps, fetchDocument }, JSON.stringify(credential))
    verdicts.push(report.verdict)
  }
  return verdicts
}
