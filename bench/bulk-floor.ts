import { generateKeyPairSync, hash, randomBytes, sign } from 'node:crypto'
import type pg from 'pg'
import { databaseSeconds } from './processor-time.ts'

/** Rows that are written by one statement, as many as a bulk issue stores together. */
const AT_ONCE = 400
/** Signatures that are made to time one. */
const SIGNATURES = 5_000

/** Processor seconds of a thousand rows. */
export interface Floor {
  readonly database: number
  readonly signing: number
}

/**
 * What a bulk issue of these rows cannot do without, whoever writes it: the rows that it left are written once more by PostgreSQL alone, from
 * one table to another like it with the same indexes, checks and foreign keys, and as many hashes and signatures are made by `node:crypto`.
 * Left out are reading, deciding, sealing, canonical forms, sending, row-level security and triggers. Expects the superuser of a database in
 * which nothing else is done.
 */
export async function bulkFloor(database: pg.Client, rows: number, credentialBytes: number): Promise<Floor> {
  return {
    database: ((await secondsOfRows(database, rows)) * 1000) / rows,
    signing: signingSeconds(credentialBytes) * 1000,
  }
}

async function secondsOfRows(database: pg.Client, rows: number): Promise<number> {
  const ask = async (statement: string) => (await database.query<Record<string, string>>(statement)).rows
  const [backend] = await ask('SELECT pg_backend_pid() AS pid')
  await database.query('CREATE SCHEMA floor_source; CREATE SCHEMA floor; SET search_path = floor, assay')
  const tables = await copyTables(ask, rows)
  // What autovacuum and the checkpointer have to do for the copies is not part of it.
  await database.query('CHECKPOINT')
  const before = await databaseSeconds(Number(backend?.pid))
  for (const { name, columns, count } of tables)
    for (let from = 0; from < count; from += AT_ONCE)
      await database.query(`INSERT INTO floor.${name} (${columns}) SELECT ${columns} FROM floor_source.${name}
        WHERE floor_number > ${from} AND floor_number <= ${from + AT_ONCE}`)
  return (await databaseSeconds(Number(backend?.pid))) - before
}

interface Copied {
  readonly name: string
  readonly columns: string
  readonly count: number
}

/** Copies of the tables in which each row of the file left one, numbered, and empty tables like them; parents come first. */
async function copyTables(
  ask: (statement: string) => Promise<Record<string, string>[]>,
  rows: number,
): Promise<readonly Copied[]> {
  const copied: Copied[] = []
  const all = await ask(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'assay'::regnamespace AND relkind = 'r'`,
  )
  for (const { name = '' } of all) {
    const [counted] = await ask(`SELECT count(*) AS count FROM assay.${name}`)
    if (Number(counted?.count) < rows) continue
    const [described] =
      await ask(`SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
      WHERE attrelid = 'assay.${name}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''`)
    const columns = String(described?.columns)
    await ask(
      `CREATE TABLE floor_source.${name} AS SELECT row_number() OVER () AS floor_number, ${columns} FROM assay.${name}`,
    )
    await ask(`CREATE INDEX ON floor_source.${name} (floor_number)`)
    await ask(`ANALYZE floor_source.${name}`)
    await ask(`CREATE TABLE floor.${name} (LIKE assay.${name} INCLUDING ALL)`)
    copied.push({ name, columns, count: Number(counted?.count) })
  }
  const parents = await addForeignKeys(ask, copied)
  return inOrder(copied, parents)
}

/** The foreign keys of the copied tables, to copied parents where there are such; answers who needs whom. */
async function addForeignKeys(
  ask: (statement: string) => Promise<Record<string, string>[]>,
  copied: readonly Copied[],
): Promise<readonly (readonly [child: string, parent: string])[]> {
  const names = new Set(copied.map(({ name }) => name))
  // Without a schema in its path, a definition names its parent so that the copy is found before the original.
  const keys =
    await ask(`SELECT c.relname AS child, p.relname AS parent, pg_get_constraintdef(k.oid) AS definition FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
    WHERE k.contype = 'f' AND k.connamespace = 'assay'::regnamespace`)
  const pairs: (readonly [string, string])[] = []
  for (const { child = '', parent = '', definition = '' } of keys) {
    if (!names.has(child)) continue
    const named = definition.replace(/REFERENCES (?:\w+\.)?(\w+)/, (_, table: string) =>
      names.has(table) ? `REFERENCES floor.${table}` : `REFERENCES assay.${table}`,
    )
    await ask(`ALTER TABLE floor.${child} ADD ${named}`)
    if (names.has(parent) && parent !== child) pairs.push([child, parent])
  }
  return pairs
}

function inOrder(
  copied: readonly Copied[],
  pairs: readonly (readonly [child: string, parent: string])[],
): readonly Copied[] {
  const ordered: Copied[] = []
  const isPlaced = (name: string) => ordered.some((one) => one.name === name)
  while (ordered.length < copied.length) {
    const next = copied.find(
      ({ name }) => !isPlaced(name) && pairs.every(([child, parent]) => child !== name || isPlaced(parent)),
    )
    if (next === undefined) throw new Error('tables refer to each other in a circle')
    ordered.push(next)
  }
  return ordered
}

/** Of one hash and one signature. The canonical form, which is hashed, is longer than the JSON. */
function signingSeconds(credentialBytes: number): number {
  const { privateKey } = generateKeyPairSync('ed25519')
  const document = randomBytes(credentialBytes)
  const before = process.cpuUsage()
  for (let at = 0; at < SIGNATURES; at += 1) sign(null, hash('sha256', document, 'buffer'), privateKey)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000_000 / SIGNATURES
}
