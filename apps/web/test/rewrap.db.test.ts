import { randomUUID } from 'node:crypto'
import { decodeUtf8, encodeUtf8, type JsonObject } from '@assay/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError, readRewrapConfig } from '../src/config.ts'
import { changeMasterKey } from '../src/db/change-master-key.ts'
import { joinInstance, takeInstance } from '../src/db/instance-lock.ts'
import { checkMasterKey, refuseMasterKey } from '../src/db/master-key-check.ts'
import { databaseRoles } from '../src/db/roles.ts'
import { SEALED_COLUMNS } from '../src/db/sealed-columns.ts'
import { setSharing } from '../src/features/backpack/commands.ts'
import { getShareKey } from '../src/features/backpack/queries.ts'
import { getCredentialJson } from '../src/features/credentials/queries.ts'
import { openSigner } from '../src/features/issuer/commands.ts'
import { verifyDocument } from '../src/features/verify/commands.ts'
import { createKeyVault } from '../src/vault/vault.ts'
import { issuedTo, makeProgram, type Program } from './awards.ts'
import { createTestApp, type FrozenApp, type TestApp } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'

const NEW_KEY = new Uint8Array(32).fill(9)
const THIRD_KEY = new Uint8Array(32).fill(10)
const { owner } = databaseRoles('assay_test')
const base64 = (key: Uint8Array) => Buffer.from(key).toString('base64')

/** A small instance under the old key, of which each test has a copy. */
let world: FrozenApp
let program: Program
let credentialId: string
let sharedUrl: string | undefined
let entryId: string
let app: TestApp

beforeAll(async () => {
  const made = await createTestApp()
  program = await makeProgram(made, 'harbor')
  credentialId = await issuedTo(made, program, program.learner)
  const [entry] = await made.asOwner(`SELECT id FROM assay.backpack_entry`)
  entryId = String(entry?.id)
  const shared = await made.inPerson(program.learner, (scope) =>
    setSharing(scope, entryId, { visibility: 'link', renew: false }),
  )
  sharedUrl = shared.url
  await checkMasterKey(made.deps)
  world = await made.freeze()
})
afterAll(() => world.remove())
beforeEach(async () => {
  app = await createTestApp({}, world)
  return () => app.close()
})

interface Attempt {
  readonly url?: string
  readonly present?: Uint8Array
  readonly next?: Uint8Array
  /** Ends the work as a signal would, after the first transaction that writes. */
  readonly endEarly?: boolean
}

async function change({
  url = app.databaseUrl,
  present = TEST_MASTER_KEY,
  next = NEW_KEY,
  endEarly = false,
}: Attempt = {}): Promise<readonly string[]> {
  const said: string[] = []
  const ending = new AbortController()
  const say = (line: string) => {
    said.push(line)
    if (endEarly) ending.abort()
  }
  const client = await takeInstance(url)
  try {
    await changeMasterKey({ client, owner, present, next, say, signal: ending.signal })
    return said
  } finally {
    await client.end()
  }
}

/** All that is kept under the master key, and the instance's row, as it stands in the database. */
async function sealedRows(): Promise<string> {
  const columns = SEALED_COLUMNS.map(
    ({ table, column }) =>
      `(SELECT json_agg(encode(${column}, 'hex') ORDER BY id) FROM assay.${table}) AS ${table}`,
  )
  const rows = await app.asOwner(
    `SELECT ${columns.join(', ')}, (SELECT to_json(i) FROM assay.instance i) AS instance`,
  )
  return JSON.stringify(rows)
}

const refusalOf = async (key: Uint8Array): Promise<string | undefined> => {
  let refused: string | undefined
  const presence = await joinInstance({
    url: app.databaseUrl,
    refusal: async (client) => {
      refused = await refuseMasterKey(client, owner, key)
      return undefined
    },
    expelled: () => {},
  })
  await presence.leave()
  return refused
}

describe('a change of the master key', () => {
  it('K5 leaves everything to open under the new key: bytes, signatures, places in status lists, links', async () => {
    const copy = await createTestApp({}, world)
    const frozen = await copy.freeze()
    expect((await change({ url: copy.databaseUrl })).at(-1)).toMatch(/^Done: \d+ rows/)
    const renewed = await createTestApp({ vault: createKeyVault(NEW_KEY) }, frozen)
    try {
      await expectWhole(renewed)
    } finally {
      await renewed.close()
      await app.asOwner(`DROP DATABASE ${frozen.database}`)
    }
  })

  it('K5 leaves a data key itself as it was, so that nothing sealed under it is touched', async () => {
    const [row] = await app.asOwner(
      'SELECT id, wrapped FROM assay.data_key WHERE wrapped IS NOT NULL LIMIT 1',
    )
    const id = String(row?.id)
    const [kept, renewed] = [createKeyVault(TEST_MASTER_KEY), createKeyVault(NEW_KEY)]
    const key = kept.openDataKey(row?.wrapped as Buffer, id)
    await change()
    const [anew] = await app.asOwner(`SELECT wrapped FROM assay.data_key WHERE id = '${id}'`)
    expect(renewed.openDataKey(anew?.wrapped as Buffer, id)).toEqual(key)
    expect(() => kept.openDataKey(anew?.wrapped as Buffer, id)).toThrow()
  })

  it('K5 passes by a data key that was destroyed', async () => {
    await app.asOwner(`INSERT INTO assay.data_key (id, person_id, wrapped, created_at, destroyed_at)
      VALUES ('${randomUUID()}', '${randomUUID()}', NULL, now(), now())`)
    await change()
    expect(await app.asOwner('SELECT 1 AS one FROM assay.data_key WHERE wrapped IS NULL')).toHaveLength(1)
  })

  it('K5 accepts the new key alone afterwards, and done again changes nothing', async () => {
    expect(await refusalOf(TEST_MASTER_KEY)).toBeUndefined()
    await change()
    expect(await refusalOf(TEST_MASTER_KEY)).toMatch(/ASSAY_MASTER_KEY is not the key of this database/)
    expect(await refusalOf(NEW_KEY)).toBeUndefined()
    const done = await sealedRows()
    expect(await change()).toEqual([expect.stringMatching(/nothing to do/)])
    expect(await sealedRows()).toBe(done)
  })

  it('K5 that was ended half-way refuses both keys, goes on with the same two, and leaves what was done', async () => {
    await expect(change({ endEarly: true })).rejects.toThrow(/^Stopped before the end.*npm run rewrap/)
    for (const key of [TEST_MASTER_KEY, NEW_KEY])
      expect(await refusalOf(key)).toMatch(/is being changed.*npm run rewrap/)
    const wrapped = 'SELECT id, wrapped FROM assay.data_key ORDER BY id'
    const half = await app.asOwner(wrapped)
    const renewed = createKeyVault(NEW_KEY)
    for (const row of half) renewed.openDataKey(row.wrapped as Buffer, String(row.id))
    await expect(change({ next: THIRD_KEY })).rejects.toThrow(/begun with another new key/)
    expect(await app.asOwner(wrapped)).toEqual(half)
    expect((await change())[0]).toMatch(/^Going on changing/)
    expect(await app.asOwner(wrapped)).toEqual(half)
    expect(await refusalOf(NEW_KEY)).toBeUndefined()
  })

  it('K5 goes by a list that names every column which is not known to hold something else', async () => {
    const rows = await app.asOwner(`SELECT table_name || '.' || column_name AS name
      FROM information_schema.columns WHERE table_schema = 'assay' AND data_type = 'bytea'`)
    const sealed = SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`)
    const others = rows.map(({ name }) => String(name)).filter((name) => !sealed.includes(name))
    expect(others.filter((name) => !OTHER_BYTES.test(name))).toEqual([])
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(sealed))
  })
})

/** Bytes that the master key does not wrap: hashes and public keys, what is sealed under a person's data key, and the check itself. */
const OTHER_BYTES =
  /_hash$|[._]digest$|[._]hash$|\.commitment$|\.public_key$|^audit_event\.salt$|^instance\.(next_)?key_check$|^(evidence|enrollment_draft|submission|submission_artifact|credential_form|backpack_entry|bulk_row|clr|observation|observation_remark|host_visit)\.(report_)?sealed$|^collection\.content_sealed$|^backpack_entry\.part_sealed$|^(credential|clr)\.(unsigned|salt)_sealed$/

describe('what a change of the master key refuses before it touches anything', () => {
  const refused: readonly [string, Attempt, RegExp][] = [
    ['a wrong present key', { present: THIRD_KEY }, /ASSAY_MASTER_KEY is not the present key/],
    [
      'the two keys exchanged',
      { present: NEW_KEY, next: THIRD_KEY },
      /ASSAY_MASTER_KEY is not the present key/,
    ],
  ]
  it.each(refused)('K5 %s', async (_, attempt, sentence) => {
    const before = await sealedRows()
    await expect(change(attempt)).rejects.toThrow(sentence)
    expect(await sealedRows()).toBe(before)
  })

  it('K5 a row that opens under neither key, which it names', async () => {
    const id = randomUUID()
    const { wrapped } = createKeyVault(THIRD_KEY).newDataKey(id)
    await app.asOwner(`INSERT INTO assay.data_key (id, person_id, wrapped, created_at)
      VALUES ('${id}', '${randomUUID()}', '\\x${Buffer.from(wrapped).toString('hex')}', now())`)
    const before = await sealedRows()
    await expect(change()).rejects.toThrow(`The row data_key ${id} opens under neither`)
    expect(await sealedRows()).toBe(before)
  })

  it('K5 a database of another version', async () => {
    await app.asOwner(`INSERT INTO assay.kysely_migration (name, timestamp) VALUES ('9999_later', '')`)
    const before = await sealedRows()
    await expect(change()).rejects.toThrow(/of another version of Assay/)
    expect(await sealedRows()).toBe(before)
  })

  it('K5 a database whose processes run; and no process starts while it is under way', async () => {
    const join = () =>
      joinInstance({ url: app.databaseUrl, refusal: async () => undefined, expelled: () => {} })
    const presences = [await join(), await join()]
    await expect(change()).rejects.toThrow(/Assay is running on this database/)
    for (const presence of presences) await presence.leave()
    const client = await takeInstance(app.databaseUrl)
    await expect(join()).rejects.toThrow(/is being changed right now/)
    await client.end()
    await (await join()).leave()
  })

  it('K5 settings in which a key is missing, malformed, or twice the same', () => {
    const problemsOf = (env: Record<string, string>) => {
      try {
        readRewrapConfig(env)
        return []
      } catch (error) {
        if (error instanceof ConfigError) return error.problems
        throw error
      }
    }
    const present = base64(TEST_MASTER_KEY)
    expect(problemsOf({ ASSAY_MASTER_KEY: present })[0]).toMatch(/^ASSAY_NEW_MASTER_KEY is missing/)
    expect(problemsOf({ ASSAY_NEW_MASTER_KEY: present })[0]).toMatch(/^ASSAY_MASTER_KEY is missing/)
    const malformed = problemsOf({ ASSAY_MASTER_KEY: present, ASSAY_NEW_MASTER_KEY: 'c2hvcnQ=' })
    expect(malformed[0]).toMatch(/^ASSAY_NEW_MASTER_KEY must be exactly 32 bytes/)
    const same = problemsOf({ ASSAY_MASTER_KEY: present, ASSAY_NEW_MASTER_KEY: present })
    expect(same[0]).toMatch(/^ASSAY_NEW_MASTER_KEY is the same key/)
    expect(problemsOf({ ASSAY_MASTER_KEY: present, ASSAY_NEW_MASTER_KEY: base64(NEW_KEY) })).toEqual([])
  })
})

describe('a running process whose connection was lost', () => {
  it('K5 comes back, and is expelled where the key was changed meanwhile', async () => {
    let tell: (sentence: string) => void = () => {}
    const expelled = new Promise<string>((resolve) => {
      tell = resolve
    })
    let changed = false
    let asked = 0
    let cameBack: () => void = () => {}
    const back = new Promise<void>((resolve) => {
      cameBack = resolve
    })
    const presence = await joinInstance({
      url: app.databaseUrl,
      refusal: async () => {
        asked += 1
        if (asked === 2) cameBack()
        return changed ? 'The key is another one.' : undefined
      },
      expelled: tell,
    })
    await app.asOwner(END_SHARED)
    await back
    await expect(takeInstance(app.databaseUrl)).rejects.toThrow(/Assay is running/)
    changed = true
    await app.asOwner(END_SHARED)
    expect(await expelled).toBe('The key is another one.')
    await (await takeInstance(app.databaseUrl)).end()
    await presence.leave()
  })
})

const END_SHARED = `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
  WHERE d.datname = current_database() AND locktype = 'advisory' AND mode = 'ShareLock'`

/** The copy under the new key: what the world held opens, verifies and goes on. */
async function expectWhole(renewed: TestApp): Promise<void> {
  const { organization, manager, learner } = program
  await checkMasterKey(renewed.deps)
  const bytes = await renewed.inOrg(organization, manager, (scope) => getCredentialJson(scope, credentialId))
  const credential = JSON.parse(decodeUtf8(bytes)) as JsonObject
  expect(await verdictOf(renewed, credential)).toBe('valid')
  const key = await renewed.inPerson(learner, (scope) => getShareKey(scope, entryId))
  expect(new URL(sharedUrl ?? '').searchParams.get('key')).toBe(key)
  const another = await issuedTo(renewed, program, await renewed.member(organization, 'Newcomer', 'learner'))
  const issued = await renewed.inOrg(organization, manager, (scope) => getCredentialJson(scope, another))
  expect(await verdictOf(renewed, JSON.parse(decodeUtf8(issued)) as JsonObject)).toBe('valid')
  const keys = await renewed.asOwner(`SELECT id FROM assay.signing_key WHERE type <> 'rsa2048'`)
  expect(keys.length).toBeGreaterThan(1)
  for (const { id } of keys) {
    const signer = await renewed.inOrg(organization, manager, (scope) => openSigner(scope, String(id)))
    const [signature] = await signer.sign([encodeUtf8('message')])
    expect(signature).toHaveLength(64)
  }
}

/** Our verifier, answered by the application as strangers are. */
async function verdictOf(answering: TestApp, credential: JsonObject): Promise<string> {
  const fetchDocument = async (url: string, { accept }: { readonly accept: string }) => {
    const response = await answering.fetch(new URL(url).pathname, { headers: { accept } })
    const body = new Uint8Array(await response.arrayBuffer())
    return { outcome: 'ok' as const, status: response.status, mediaType: 'application/json', body, url }
  }
  return (await verifyDocument({ ...answering.deps, fetchDocument }, JSON.stringify(credential))).verdict
}
