import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { asSystem, type OrgScope } from '../../../db/scopes.ts'
import type { RecordKind } from '../schema/records.ts'
import { type ExportRecord, type Opened, openedSchema } from '../schema.ts'
import type { ImportPersons } from './import-persons.ts'
import { sealOpened } from './seal-import.ts'

export interface RowImport {
  readonly scope: OrgScope
  readonly persons: ImportPersons
  /** Under which keys come wrapped. */
  readonly transferKey: Uint8Array
  /** Where the files of the archive are kept here, by their digest there. */
  readonly keys: ReadonlyMap<string, string>
}

/**
 * Puts rows of one kind into their table, sealed under the keys of this installation. Row-level security refuses a row of another
 * organization. Throws a plain sentence for what cannot be read.
 */
export async function insertRows(
  found: RowImport,
  kind: RecordKind,
  rows: readonly ExportRecord[],
): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  refuseForeign(found, kind, rows)
  if (AS_KNOWN_THEN.includes(kind.table)) await refuseNamed(found, kind, rows)
  const made: ExportRecord[] = []
  for (const row of rows) made.push(await rowHere(found, kind, row))
  const { db } = found.scope
  const columns = await columnsOf(found.scope, kind, made)
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const table = sql.table(kind.table)
  await sql`INSERT INTO ${table} (${names})
    SELECT ${names} FROM jsonb_populate_recordset(NULL::${table}, ${JSON.stringify(made)}::jsonb)`.execute(db)
}

/** Columns that name who somebody was at the time, and give nobody anything. */
const AS_KNOWN_THEN = ['audit_event', 'event_entry']

/**
 * Whose a row is must be the organization of the archive, and somebody of it: else it could write into the trail of another one, make
 * somebody here a member, or put badges into their backpack.
 */
function refuseForeign(
  { persons, scope }: RowImport,
  { table }: RecordKind,
  rows: readonly ExportRecord[],
): void {
  const known = AS_KNOWN_THEN.includes(table)
  for (const { org_id: orgId, person_id: owner } of rows) {
    if (orgId !== scope.orgId) throw notOurs(table, 'another organization')
    if (owner === undefined || owner === null || known) continue
    if (typeof owner !== 'string' || !persons.holds(owner))
      throw notOurs(table, 'somebody whom it does not hold')
  }
}

/** Who was known then may be gone since, but is not somebody here: what the archive says would stand among what is told to them. */
async function refuseNamed(
  { persons, scope }: RowImport,
  { table }: RecordKind,
  rows: readonly ExportRecord[],
): Promise<void> {
  const strangers = rows
    .map(({ person_id: owner }) => owner)
    .filter((owner): owner is string => typeof owner === 'string' && !persons.holds(owner))
  if (strangers.length === 0) return
  const found = await asSystem(scope, ({ db }) =>
    sql`SELECT 1 FROM person WHERE id = ANY(${strangers}::uuid[]) LIMIT 1`.execute(db),
  )
  if (found.rows.length > 0) throw notOurs(table, 'somebody whom it does not hold')
}

const notOurs = (table: string, whose: string) =>
  new Error(`The archive cannot be imported: a ${table} is of ${whose}. Nothing was imported.`)

/** Names of columns come from the database and not from the archive; one that is only in the archive is refused. */
async function columnsOf(
  { db }: OrgScope,
  { table, omit = [] }: RecordKind,
  rows: readonly ExportRecord[],
): Promise<readonly string[]> {
  const { rows: found } = await sql<{ column: string }>`SELECT attname AS column FROM pg_attribute
    WHERE attrelid = ${`assay.${table}`}::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`.execute(
    db,
  )
  const known = found.map(({ column }) => column)
  const given = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const unknown = given.find((column) => !known.includes(column) || omit.includes(column))
  if (unknown !== undefined)
    throw new Error(
      `The archive was made by another version of Assay: it holds ${table}.${unknown}, which is not known here. Nothing was imported.`,
    )
  return known.filter((column) => given.includes(column))
}

async function rowHere(found: RowImport, kind: RecordKind, row: ExportRecord): Promise<ExportRecord> {
  const { data_key_person: owner, ...rest } = row
  const sealed = await sealedHere(found, kind, rest, typeof owner === 'string' ? owner : undefined)
  return {
    ...withPersonsHere(found.persons, rest),
    ...sealed,
    ...secretsHere(found, kind, rest),
    ...fileHere(found, kind, rest),
  }
}

/** Whoever has another id here has it in every column that names them. */
function withPersonsHere(persons: ImportPersons, row: ExportRecord): ExportRecord {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' ? persons.idHere(value) : value,
    ]),
  )
}

async function sealedHere(
  { persons }: RowImport,
  { sealed = [], table }: RecordKind,
  row: ExportRecord,
  owner: string | undefined,
): Promise<ExportRecord> {
  // Nothing is sealed in it, and then it is nobody's: a row of a file whose content is no longer kept.
  if (sealed.every(({ column }) => row[column] === null) && owner === undefined) return {}
  if (owner === undefined)
    throw new Error(`The archive does not say whose ${table} it holds. Nothing was imported.`)
  const parts = sealed
    .filter(({ column }) => row[column] !== null)
    .map((part) => ({ ...part, opened: openedSchema.parse(row[part.column]) }))
  if (table === 'credential_form') refuseAltered(row, parts[0]?.opened)
  if (parts.every(({ opened }) => 'erased' in opened)) {
    const empty = Object.fromEntries(parts.map(({ column }) => [column, '\\x']))
    return { ...empty, data_key_id: await persons.destroyedKeyId(owner) }
  }
  const key = await persons.dataKey(owner)
  const bytes = parts.map(
    ({ column, opened, place }) => [column, hex(sealOpened(key, opened, place(row)))] as const,
  )
  return { ...Object.fromEntries(bytes), data_key_id: await persons.dataKeyId(owner) }
}

/** A signed credential is served as it was signed, or not at all; nothing signed here stands for what was altered on the way. */
function refuseAltered({ credential_id: id, digest }: ExportRecord, opened: Opened | undefined): void {
  if (opened === undefined || 'erased' in opened) return
  const bytes = 'text' in opened ? Buffer.from(opened.text) : Buffer.from(opened.base64, 'base64')
  if (hex(createHash('sha256').update(bytes).digest()) !== digest)
    throw new Error(
      `The archive cannot be imported: the credential ${String(id)} is not what was signed. Nothing was imported.`,
    )
}

function secretsHere(
  { scope, transferKey }: RowImport,
  { secrets = [] }: RecordKind,
  row: ExportRecord,
): ExportRecord {
  const adopted = secrets
    .filter(({ column }) => row[column] !== null)
    .map(({ column, use, context }) => {
      const wrapped = Buffer.from(String(row[column]).slice(2), 'hex')
      return [
        column,
        hex(scope.deps.vault.adoptTransferred(transferKey, use, wrapped, context(row))),
      ] as const
    })
  return Object.fromEntries(adopted)
}

function fileHere({ keys }: RowImport, { file }: RecordKind, row: ExportRecord): ExportRecord {
  if (file === undefined) return {}
  const key = row[file.column]
  return {
    [file.column]: typeof key === 'string' ? (keys.get(key.slice(key.lastIndexOf('/') + 1)) ?? null) : null,
  }
}

const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`
