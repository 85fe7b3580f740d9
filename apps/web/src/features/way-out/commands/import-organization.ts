import { NodeError, passphraseKey, type TarFile } from '@assay/node'
import { sql } from 'kysely'
import { z } from 'zod'
import { asSystem, enterOrg, inSystem, type OrgScope, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { RECORD_KINDS } from '../schema/records.ts'
import {
  type ExportEnd,
  type ExportManifest,
  type ExportRecord,
  endSchema,
  manifestSchema,
  personSchema,
  ROWS_A_FILE,
  recordSchema,
  storedFileSchema,
} from '../schema.ts'
import { finishImport } from './finish-import.ts'
import { createImportPersons, type ImportPersons } from './import-persons.ts'
import { insertRows, type RowImport } from './import-rows.ts'
import { sealFile } from './seal-import.ts'

/** What came with an organization. */
export interface Imported {
  readonly organization: ExportManifest['organization']
  readonly issuer: string
  readonly records: ExportEnd['records']
  readonly files: number
  /** People who have an account here already and proved one of their addresses. */
  readonly joined: number
}

export interface ImportOptions {
  readonly files: AsyncGenerator<TarFile, void, void>
  readonly passphrase: string
  readonly progress: (line: string) => void
}

/**
 * Brings an organization in from its archive: ids, signed addresses and keys stay, so that it goes on issuing as the same issuer once its
 * name leads here. People come without accounts; who proves an address becomes that person, and who proved one here already is joined. All
 * or nothing. Throws a plain sentence, also where the organization, its short name or one of its addresses is here already.
 */
export async function importOrganization(deps: Deps, options: ImportOptions): Promise<Imported> {
  const stored: string[] = []
  try {
    return await inSystem(deps, (system) => importAll(system, options, stored))
  } catch (error) {
    for (const key of stored) await deps.blobs.delete(key).catch(() => undefined)
    throw inWords(error)
  }
}

async function importAll(system: SystemScope, options: ImportOptions, stored: string[]): Promise<Imported> {
  const { files, passphrase, progress } = options
  const manifest = parseJson(manifestSchema, await next(files, 'manifest.json'))
  await refuseTaken(system, manifest)
  const transferKey = await passphraseKey(passphrase, Buffer.from(manifest.keySalt, 'base64'))
  await insertOrganization(system, manifest, parseJson(recordSchema, await next(files, 'organization.json')))
  const persons = createImportPersons(system)
  const state: ReadState = { counts: { person: 0 }, files: 0, keys: new Map(), scope: undefined }
  for await (const file of files) {
    if (file.path === 'end.json') {
      const end = parseJson(endSchema, file)
      await refuseIncomplete(files, end, state)
      const scope = state.scope ?? (await enter(system, manifest))
      await finishImport(scope, manifest)
      return {
        organization: manifest.organization,
        issuer: manifest.issuer.url,
        ...end,
        joined: persons.joined(),
      }
    }
    if (file.path.startsWith('records/person/'))
      for (const line of linesOf(file)) await persons.add(parse(personSchema, line, file.path))
    else {
      state.scope ??= await enter(system, manifest)
      await importFile(file, { scope: state.scope, persons, state, transferKey, files, stored })
    }
    if (file.path.startsWith('records/')) {
      const table = file.path.split('/')[1] ?? ''
      state.counts[table] = (state.counts[table] ?? 0) + linesOf(file).length
      progress(`${table}: ${state.counts[table]} records`)
    }
  }
  throw damaged('it has no end')
}

interface ReadState {
  readonly counts: Record<string, number>
  files: number
  /** Where the files of the archive are kept here, by their digest there. */
  readonly keys: Map<string, string>
  scope: OrgScope | undefined
}

interface FileImport extends Omit<RowImport, 'keys'> {
  readonly persons: ImportPersons
  readonly state: ReadState
  readonly files: AsyncGenerator<TarFile, void, void>
  readonly stored: string[]
}

async function importFile(file: TarFile, found: FileImport): Promise<void> {
  const { scope, persons, state, transferKey } = found
  if (file.path.startsWith('files/')) return importStored(file, found)
  const kind = RECORD_KINDS.find(({ table }) => file.path.startsWith(`records/${table}/`))
  if (kind === undefined) throw damaged(`it holds ${file.path}, which this version of Assay does not know`)
  const rows = linesOf(file).map((line) => parse(recordSchema, line, file.path))
  if (rows.length > ROWS_A_FILE) throw damaged(`${file.path} holds more rows than a file may`)
  if (kind.table === 'backpack_entry') await giveWay(scope, persons, rows)
  await insertRows({ scope, persons, transferKey, keys: state.keys }, kind, rows)
}

/** A badge that somebody brought here themselves gives way to the same one as its issuer has it, as when two accounts are merged. */
async function giveWay(
  scope: OrgScope,
  persons: ImportPersons,
  rows: readonly ExportRecord[],
): Promise<void> {
  const kept = rows.filter(({ removed_at: removedAt }) => removedAt === null)
  const owners = kept.map((row) => persons.idHere(String(row.person_id)))
  await asSystem(scope, ({ db }) =>
    sql`UPDATE backpack_entry b SET removed_at = ${scope.deps.now()}, visibility = 'private', share_token_hash = NULL,
        share_token_sealed = NULL, shared_at = NULL
      FROM unnest(${owners}::uuid[], ${kept.map((row) => row.issuer_id)}::text[], ${kept.map((row) => row.credential_url)}::text[])
        AS n (person_id, issuer_id, credential_url)
      WHERE b.person_id = n.person_id AND b.issuer_id = n.issuer_id AND b.credential_url = n.credential_url
        AND b.removed_at IS NULL`.execute(db),
  )
}

async function importStored(
  beside: TarFile,
  { scope, persons, state, files, stored }: FileImport,
): Promise<void> {
  const digest = /^files\/([0-9a-f]{64})\.json$/.exec(beside.path)?.[1]
  if (digest === undefined) throw damaged(`it holds ${beside.path} in a wrong place`)
  const { prefix, sealed } = parseJson(storedFileSchema, beside)
  const { bytes } = await next(files, `files/${digest}`)
  const content =
    sealed === null ? bytes : sealFile(await persons.dataKey(sealed.person), bytes, sealed.place)
  const { key } = await scope.deps.blobs.put(prefix, content)
  // Art has no key of a person: the same picture may be here already, and then is not ours to take away again.
  if (sealed !== null) stored.push(key)
  state.keys.set(digest, key)
  state.files += 1
}

/** Who is here already is not overwritten, and no second one may sign at its addresses. */
async function refuseTaken({ db }: SystemScope, { organization, issuer }: ExportManifest): Promise<void> {
  const same = await db
    .selectFrom('organization')
    .select('slug')
    .where((eb) => eb.or([eb('id', '=', organization.id), eb('slug', '=', organization.slug)]))
    .executeTakeFirst()
  if (same !== undefined)
    throw new Error(`There is an organization "${same.slug}" here already. Nothing was imported.`)
  const taken = await db
    .selectFrom('issuer')
    .select('url')
    .where((eb) =>
      eb.or([
        eb('url', '=', issuer.url),
        eb('didWeb', '=', issuer.didWeb),
        eb('logOrigin', '=', issuer.logOrigin),
      ]),
    )
    .executeTakeFirst()
  if (taken !== undefined) throw new Error(`The issuer ${taken.url} is here already. Nothing was imported.`)
}

async function insertOrganization(
  system: SystemScope,
  { organization }: ExportManifest,
  row: Readonly<Record<string, unknown>>,
): Promise<void> {
  const text = (name: string) => (typeof row[name] === 'string' ? String(row[name]) : null)
  if (row.id !== organization.id || row.slug !== organization.slug)
    throw damaged('it is of two organizations')
  await system.db
    .insertInto('organization')
    .values({
      id: organization.id,
      slug: organization.slug,
      name: text('name') ?? organization.name,
      mark: text('mark') ?? '',
      accent: text('accent'),
      description: text('description') ?? '',
      website: text('website'),
      email: text('email'),
      locale: text('locale') ?? 'en',
      createdAt: new Date(String(row.created_at)),
      requiresFactor: row.requires_factor === true,
    })
    .execute()
}

const enter = (system: SystemScope, { organization }: ExportManifest): Promise<OrgScope> =>
  enterOrg(system, { orgId: organization.id, personId: undefined, roles: [], actor: { kind: 'system' } })

async function refuseIncomplete(
  files: AsyncGenerator<TarFile, void, void>,
  end: ExportEnd,
  { counts, files: count }: ReadState,
): Promise<void> {
  if ((await files.next()).done !== true) throw damaged('there is something after its end')
  const wrong = Object.entries(end.records).find(([table, rows]) => (counts[table] ?? 0) !== rows)
  if (wrong !== undefined || count !== end.files) throw damaged('it does not hold all that it says it holds')
}

async function next(files: AsyncGenerator<TarFile, void, void>, path: string): Promise<TarFile> {
  const found = await files.next()
  if (found.done === true || found.value.path !== path) throw damaged(`${path} is not where it should be`)
  return found.value
}

const linesOf = ({ bytes }: TarFile): readonly string[] =>
  Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')

const parseJson = <T>(schema: z.ZodType<T>, { path, bytes }: TarFile): T =>
  parse(schema, Buffer.from(bytes).toString('utf8'), path)

function parse<T>(schema: z.ZodType<T>, text: string, path: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw damaged(`${path} is not JSON`)
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw damaged(`${path} is not what it should be (${z.prettifyError(parsed.error)})`)
  return parsed.data
}

/** A plain sentence: the archive comes from an operator, who is told what is wrong with it. */
const damaged = (what: string) => new Error(`The archive cannot be imported: ${what}. Nothing was imported.`)

/** SQLSTATE classes of what an archive can hold that the database does not take: data, integrity, access rule. */
const REFUSED_BY_DATABASE = /^(?:22|23|42)[0-9A-Z]{3}$/

/** What an archive brought about is said of the archive; anything else is passed on. */
function inWords(error: unknown): unknown {
  if (error instanceof z.ZodError) return damaged(z.prettifyError(error))
  if (error instanceof RangeError) return damaged('something in it is nested too deeply, or too long')
  if (error instanceof NodeError) {
    if (error.code === 'stream.secret' || error.code === 'tar.refused') return error
    return damaged('something sealed in it does not open; it was altered')
  }
  if (error instanceof Error && 'code' in error && REFUSED_BY_DATABASE.test(String(error.code)))
    return damaged(`the database refuses what it holds (${error.message})`)
  return error
}
