import { createHash } from 'node:crypto'
import type { BackupTable } from './backup-tables.ts'
import { type BackupBegin, BackupDamage, type BackupEnd, type BackupRecord } from './records.ts'

/** What is done with a backup while it is read. Each function is told of one thing after it was read whole, or reads it itself. */
export interface BackupReader {
  begin(begin: BackupBegin): Promise<void>
  /** `blocks` is to be read to its end. */
  table(table: BackupTable, blocks: AsyncIterable<Uint8Array>): Promise<void>
  blob(key: string, bytes: Uint8Array): Promise<void>
}

const NEWLINE = 10

/**
 * Reads a backup from begin to end and holds everything against the digests and counts that it brings along. Throws
 * {@link BackupDamage}; what the reader did until then is to be undone.
 */
export async function walkBackup(
  source: AsyncGenerator<BackupRecord, void, void>,
  reader: BackupReader,
): Promise<BackupEnd> {
  const first = await source.next()
  if (first.done === true || first.value.kind !== 'begin') throw new BackupDamage('it has no beginning')
  await reader.begin(first.value.begin)
  const seen: Seen = { tables: [], blobs: { count: 0, bytes: 0 } }
  for (;;) {
    const { done, value: record } = await source.next()
    if (done === true) throw new BackupDamage('it has no end')
    if (record.kind === 'table') await readTable(record.table, source, reader, seen)
    else if (record.kind === 'blob') await readBlob(record, reader, seen)
    else if (record.kind === 'end') {
      await compareEnd(source, record.end, seen)
      return record.end
    } else throw new BackupDamage(`there is a record of kind ${record.kind} in a wrong place`)
  }
}

interface Seen {
  readonly tables: { readonly table: string; readonly rows: number; readonly digest: string }[]
  readonly blobs: { count: number; bytes: number }
}

async function readTable(
  table: BackupTable,
  source: AsyncGenerator<BackupRecord, void, void>,
  reader: BackupReader,
  { tables }: Seen,
): Promise<void> {
  const name = `${table.schema}.${table.name}`
  const hash = createHash('sha256')
  let rows = 0
  let end: BackupRecord | undefined
  async function* blocks() {
    for (;;) {
      const { done, value: record } = await source.next()
      if (done === true) throw new BackupDamage(`the table ${name} has no end`)
      if (record.kind !== 'rows') {
        end = record
        return
      }
      hash.update(record.bytes)
      rows += newlinesIn(record.bytes)
      yield record.bytes
    }
  }
  await reader.table(table, blocks())
  const found = { rows, digest: hash.digest('hex') }
  if (end?.kind !== 'table-end' || end.end.rows !== found.rows || end.end.digest !== found.digest)
    throw new BackupDamage(`the table ${name} is not the one that was written`)
  tables.push({ table: name, ...found })
}

/** In the text format of COPY a row is a line; a newline within a value is written as `\n`. */
function newlinesIn(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1
  return count
}

async function readBlob(
  { key, bytes }: Extract<BackupRecord, { kind: 'blob' }>,
  reader: BackupReader,
  { blobs }: Seen,
): Promise<void> {
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (!key.endsWith(`/${digest}`)) throw new BackupDamage(`the file ${key} is not the one that was written`)
  await reader.blob(key, bytes)
  blobs.count += 1
  blobs.bytes += bytes.length
}

async function compareEnd(
  source: AsyncGenerator<BackupRecord, void, void>,
  end: BackupEnd,
  seen: Seen,
): Promise<void> {
  const same = JSON.stringify([end.tables, end.blobs]) === JSON.stringify([seen.tables, seen.blobs])
  if (!same) throw new BackupDamage('what it holds is not what it says it holds')
  if ((await source.next()).done !== true) throw new BackupDamage('there is something after its end')
}
