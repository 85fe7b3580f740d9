import { inflateSync } from 'node:zlib'
import { isJsonObject, type JsonObject, parseJson, portableCrypto } from '@assay/core'
import { commitCredential, saltOfChange } from '@assay/tlog'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { verifyServed } from '../../../test/verify-served.ts'
import { openSealed } from '../data-keys/queries.ts'

export let app: TestApp
export let program: Program
/** A badge of the learner, private, with everything in it that can be hidden. */
export let credential: string
export let entry: string

export const EVIDENCE = {
  kind: 'text',
  criterionId: 'logs',
  digest: Buffer.alloc(32, 7),
  disclosed: true,
  title: 'Logs of the night shift',
  text: 'Twenty boxes stayed within range.',
} as const

/** What each test of this file begins with. */
export function setUp(): void {
  beforeAll(async () => {
    app = await createTestApp()
    program = await makeProgram(app, 'harbor')
  })
  afterAll(() => app.close())

  beforeEach(async () => {
    app.clock.now = new Date(app.clock.now.getTime() + 60_000)
    await app.asOwner(`UPDATE assay.person SET name_on_credentials = true WHERE id = '${program.learner.id}'`)
    const order = { evidence: [EVIDENCE], awardedAt: new Date('2025-03-01T08:00:00Z') }
    credential = await issuedTo(app, program, program.learner, { shared: false, order })
    const [row] = await app.asOwner(
      `SELECT id FROM assay.backpack_entry WHERE credential_id = '${credential}'`,
    )
    entry = String(row?.id)
  })
}

export const put = (path: string, json: unknown, as: TestPerson = program.learner) =>
  app.fetch(`/api/v1${path}`, {
    ...{ as, method: 'PUT', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(json),
  })

export interface Shared {
  readonly url: string
  readonly hidden: readonly string[]
}

/** Shares the badge by link without what is hidden, and answers the query of the link. */
export async function shareWithout(hide: readonly string[], visibility = 'link'): Promise<string> {
  const response = await put(`/me/backpack/${entry}/sharing`, { visibility, hide })
  expect(response.status).toBe(200)
  const { url, hidden } = (await response.json()) as Shared
  expect(hidden).toEqual(hide)
  return new URL(url).search
}

export const bytesOf = async (path: string, as?: TestPerson) => {
  const response = await app.fetch(path, { as })
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}
export const jsonOf = async (path: string, as?: TestPerson) => {
  const { bytes } = await bytesOf(path, as)
  const value = parseJson(bytes)
  if (!isJsonObject(value)) throw new Error('not a document')
  return value
}
export const whole = () => jsonOf(`/credentials/${credential}/credential.json`, program.learner)

export const verdictOf = (input: Uint8Array) => verifyServed(app, input)

export const failedOf = ({ checks }: Awaited<ReturnType<typeof verdictOf>>) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code)

export const ALL = ['name', 'address', 'awarded', 'results', 'assessment', 'evidence'] as const

/** Words of the badge that belong to each group, as they stand in the whole. */
export function wordsOf(
  badge: JsonObject,
): Readonly<Record<(typeof ALL)[number] | 'evidence_words', readonly string[]>> {
  const subject = badge.credentialSubject as JsonObject
  const identifiers = subject.identifier as readonly JsonObject[]
  const hashed = identifiers.find(({ hashed: is }) => is === true)
  return {
    name: [program.learner.name],
    address: [String(hashed?.identityHash), String(hashed?.salt)],
    awarded: ['2025-03-01', '/2025.png'],
    results: ['achievedLevel', 'range at three'],
    assessment: ['ext:AssessorCapacity', 'Supervisor', 'ext:AssessedOn'],
    evidence: ['Logs of the night shift', 'Twenty boxes', 'digestMultibase', 'Text: '],
    evidence_words: ['Logs of the night shift', 'Twenty boxes'],
  }
}

/** Puts the badge into a collection by link, and answers the query that opens it there. */
export async function collectionWith(badge: string): Promise<string> {
  const input = { title: 'Proofs', description: '', entries: [badge], lastDay: null }
  const response = await app.fetch('/api/v1/me/collections', {
    ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ ...input, visibility: 'link' }),
  })
  const { id, url } = (await response.json()) as { id: string; url: string }
  return `?collection=${id}&${new URL(url).search.slice(1)}`
}

export async function entryOf(credentialId: string): Promise<string> {
  const [row] = await app.asOwner(
    `SELECT id FROM assay.backpack_entry WHERE credential_id = '${credentialId}'`,
  )
  return String(row?.id)
}

/** Everything that strangers with the link may ask for. */
export const addressesOf = (query: string) => [
  ...['', '/credential.json', '/badge.png', '/badge.svg', '/certificate.pdf', '/preview.png'].map(
    (path) => `/credentials/${credential}${path}${query}`,
  ),
  `/verify/credentials/${credential}${query}`,
]

/** What the compressed streams of a PDF hold. */
export function inflatedOf(file: Buffer): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = file.indexOf('\nstream\n'); at >= 0; at = file.indexOf('\nstream\n', at + 1)) {
    try {
      found.push(inflateSync(file.subarray(at + 8, file.indexOf('\nendstream', at))))
    } catch {
      // Pictures and metadata are not compressed this way.
    }
  }
  return found
}

export const rowsOf = (table: string, where: string) =>
  app.asOwner(`SELECT * FROM assay.${table} WHERE credential_id = '${credential}' AND ${where}`)

/** Computed from the digests and the salt alone, as whoever holds both would. */
export function commitmentOf(sd: Uint8Array): Promise<string> {
  return app.inOrg(program.organization, program.manager, async (scope) => {
    const row = await scope.db
      .selectFrom('credential')
      .innerJoin('credentialForm', 'credentialForm.credentialId', 'credential.id')
      .select(['url', 'credential.dataKeyId', 'saltSealed', 'digest'])
      .where('credential.id', '=', credential)
      .where('form', '=', 'data_integrity')
      .executeTakeFirstOrThrow()
    const salt = await openSealed(scope, row.dataKeyId, row.saltSealed, `credential:${credential}:salt`)
    const statement = {
      ...{ id: row.url, issuer: 'http://127.0.0.1:8421/issuers/harbor' },
      formDigests: { json: new Uint8Array(row.digest), sd: new Uint8Array(sd) },
      salt: saltOfChange(salt, 'form-added:sd', portableCrypto),
    }
    return Buffer.from(commitCredential(statement, portableCrypto)).toString('hex')
  })
}
