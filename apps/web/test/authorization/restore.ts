import type { TestApp } from '../test-app.ts'
import { changedTables, type Digest, digestOf } from './digest.ts'

/** A world that can be put back as it was after each write: ten times as fast as copying the database again. */
export interface Restorable {
  readonly app: TestApp
  /** Undoes everything since the start. Throws when that does not succeed, since the next call would then prove nothing. */
  restore(): Promise<void>
}

const KEPT = 'matrix_kept'

export async function restorable(app: TestApp): Promise<Restorable> {
  const start = await digestOf(app)
  const columns = await columnsOf(app, start)
  const copies = [...columns.keys()].map(
    (table) => `CREATE TABLE ${keptName(table)} AS TABLE ${quoted(table)}`,
  )
  await app.asOwner(`CREATE SCHEMA ${KEPT}; ${copies.join('; ')}`)
  return {
    app,
    restore: async () => {
      const changed = changedTables(start, await digestOf(app))
      await app.asOwner(changed.length === 0 ? FORGET : `${FORGET}; ${undo(changed, columns)}`)
      if (changed.length === 0) return
      const left = changedTables(start, await digestOf(app))
      if (left.length > 0) throw new Error(`could not put back ${left.join(', ')}`)
    },
  }
}

const FORGET = 'DELETE FROM assay.rate_window'

/** Triggers and foreign keys rest meanwhile: what is put back was in order before. */
function undo(tables: readonly string[], columns: ReadonlyMap<string, string>): string {
  const moves = tables.map(
    (table) => `DELETE FROM ${quoted(table)};
      INSERT INTO ${quoted(table)} (${columns.get(table)}) OVERRIDING SYSTEM VALUE SELECT ${columns.get(table)} FROM ${keptName(table)}`,
  )
  return `SET session_replication_role = replica; ${moves.join('; ')}`
}

/** The columns of each table that can be written. */
async function columnsOf(app: TestApp, digest: Digest): Promise<ReadonlyMap<string, string>> {
  const rows = await app.asOwner(`SELECT table_schema || '.' || table_name AS name,
      string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
    FROM information_schema.columns WHERE is_generated = 'NEVER' GROUP BY 1`)
  const all = new Map(rows.map(({ name, columns }) => [String(name), String(columns)]))
  return new Map([...digest.keys()].map((table) => [table, all.get(table) ?? '']))
}

const quoted = (table: string): string =>
  table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.')
const keptName = (table: string): string => `${KEPT}."${table}"`
