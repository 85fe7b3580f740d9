import { encodeUtf8 } from '@assay/core'
import { type DerivedPassphrase, open, type TarFile } from '@assay/node'
import type { OrgScope } from '../../../db/scopes.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { getIssuer } from '../../issuer/queries.ts'
import { exportOrganizationRow, exportPersons, exportRows } from '../queries.ts'
import { RECORD_KINDS, type RecordKind, type SealedPart, type SecretPart } from '../schema/records.ts'
import {
  type ExportEnd,
  type ExportManifest,
  type ExportRecord,
  type Opened,
  ROWS_A_FILE,
  type StoredFile,
} from '../schema.ts'

export interface PrivateFilesOptions {
  /** Under which keys are wrapped (THREATS K1). */
  readonly transfer: DerivedPassphrase
  readonly progress: (line: string) => void
  /** Told how many more records there are; default: nobody is. */
  readonly added?: ((count: number) => void) | undefined
}

/**
 * Everything of an organization as files: rows as lines of JSON, with what is sealed here opened, and stored files in the clear. Keys
 * alone are wrapped. The whole goes into a sealed stream. Rows are of one moment where the scope is a snapshot.
 */
export async function* privateFiles(
  scope: OrgScope,
  { transfer, progress, added }: PrivateFilesOptions,
): AsyncGenerator<TarFile, void, void> {
  const end: { records: ExportEnd['records']; files: number } = { records: {}, files: 0 }
  yield jsonFile('manifest.json', await describe(scope, transfer.salt))
  yield jsonFile('organization.json', await exportOrganizationRow(scope))
  end.records.person = 0
  for await (const persons of exportPersons(scope, ROWS_A_FILE)) {
    end.records.person += persons.length
    yield linesFile('person', end.records.person, persons)
    added?.(persons.length)
  }
  const stored = new Set<string>()
  for (const kind of RECORD_KINDS) {
    let count = 0
    for await (const rows of exportRows(scope, kind, ROWS_A_FILE)) {
      const opened = await openRows(scope, kind, rows, transfer.key)
      count += rows.length
      yield* storedFiles(scope, kind, rows, stored, end)
      yield linesFile(kind.table, count, opened)
      added?.(rows.length)
    }
    end.records[kind.table] = count
    progress(`${kind.table}: ${count} records`)
  }
  yield jsonFile('end.json', end)
}

async function describe(scope: OrgScope, salt: Uint8Array): Promise<ExportManifest> {
  const organization = await scope.db
    .selectFrom('organization')
    .select(['id', 'slug', 'name', 'closedAt'])
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  const { url, didWeb, logOrigin } = await getIssuer(scope)
  const { closedAt, ...named } = organization
  return {
    format: 1,
    exportedAt: scope.deps.now().toISOString(),
    final: closedAt !== null,
    organization: named,
    issuer: { url, didWeb, logOrigin },
    keySalt: Buffer.from(salt).toString('base64'),
  }
}

const jsonFile = (path: string, value: unknown): TarFile => ({
  path,
  bytes: Buffer.from(`${JSON.stringify(value, null, 2)}\n`),
})

const linesFile = (table: string, last: number, rows: readonly unknown[]): TarFile => ({
  path: `records/${table}/${String(last).padStart(9, '0')}.ndjson`,
  bytes: Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
})

async function openRows(
  scope: OrgScope,
  { sealed = [], secrets = [], omit = [], reset }: RecordKind,
  rows: readonly ExportRecord[],
  transferKey: Uint8Array,
): Promise<readonly ExportRecord[]> {
  const keys = await openDataKeys(
    scope,
    sealed.length === 0 ? [] : rows.map((row) => String(row.data_key_id)),
  )
  return rows.map((row) => {
    const key = keys.get(String(row.data_key_id))
    const opened = sealed.map((part) => [part.column, openPart(row, part, key)] as const)
    const wrapped = secrets
      .filter(({ column }) => row[column] !== null)
      .map((part) => [part.column, wrapSecret(scope, row, part, transferKey)] as const)
    const { data_key_id: _, ...rest } = row
    const kept = Object.entries(rest).filter(([column]) => !omit.includes(column))
    return { ...Object.fromEntries([...kept, ...opened, ...wrapped]), ...reset?.(row) }
  })
}

function wrapSecret(
  { deps }: OrgScope,
  row: ExportRecord,
  { column, use, context }: SecretPart,
  transferKey: Uint8Array,
): string {
  return hex(deps.vault.wrapForTransfer(transferKey, use, bytesOf(row[column]), context(row)))
}

function openPart(
  row: ExportRecord,
  { column, place }: SealedPart,
  key: Uint8Array | undefined,
): Opened | null {
  // A learner record that its holder removed is its place in a status list alone; of old rows of a file nothing is kept.
  if (row[column] === null) return null
  const sealed = bytesOf(row[column])
  if (key === undefined || sealed.length === 0) return { erased: true }
  const bytes = Buffer.from(open(key, sealed, encodeUtf8(place(row))))
  const text = bytes.toString('utf8')
  return Buffer.from(text).equals(bytes) ? { text } : { base64: bytes.toString('base64') }
}

/** Bytes as PostgreSQL writes them into JSON. */
const bytesOf = (value: unknown): Buffer => Buffer.from(String(value).slice(2), 'hex')
const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`

/** Stored files, each once, before the rows that name them; what is gone from the store, or erased, is left out. */
async function* storedFiles(
  scope: OrgScope,
  { file }: RecordKind,
  rows: readonly ExportRecord[],
  stored: Set<string>,
  end: { files: number },
): AsyncGenerator<TarFile, void, void> {
  if (file === undefined) return
  for (const row of rows) {
    const key = row[file.column]
    if (typeof key !== 'string' || stored.has(key)) continue
    stored.add(key)
    const bytes = await scope.deps.blobs.get(key)
    const dataKey = file.place === undefined ? undefined : await dataKeyOfRow(scope, row)
    if (bytes === null || (file.place !== undefined && dataKey === undefined)) continue
    const plain =
      file.place === undefined || dataKey === undefined
        ? bytes
        : open(dataKey, bytes, encodeUtf8(file.place(row)))
    end.files += 1
    // The digest of the stored bytes names a file wherever it is kept.
    const [digest, prefix] = [key.slice(key.lastIndexOf('/') + 1), key.slice(0, key.lastIndexOf('/'))]
    const sealed =
      file.place === undefined ? null : { person: String(row.data_key_person), place: file.place(row) }
    yield jsonFile(`files/${digest}.json`, { prefix, sealed } satisfies StoredFile)
    yield { path: `files/${digest}`, bytes: plain }
  }
}

async function dataKeyOfRow(scope: OrgScope, row: ExportRecord): Promise<Uint8Array | undefined> {
  const id = String(row.data_key_id)
  return (await openDataKeys(scope, [id])).get(id)
}
