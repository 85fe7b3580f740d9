import { isJsonObject, type JsonObject, parseJson, portableCrypto } from '@assay/core'
import { createCanonicalize, readPng } from '@assay/credentials'
import { gunzip, inflate } from '@assay/node'
import { verify } from '@assay/verifier'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { inPublic } from '../../db/scopes.ts'

let app: TestApp
let program: Program
/** A badge of the learner, private, with everything in it that can be hidden. */
let credential: string
let entry: string

const EVIDENCE = {
  kind: 'text',
  criterionId: 'logs',
  digest: Buffer.alloc(32, 7),
  disclosed: true,
  title: 'Logs of the night shift',
  text: 'Twenty boxes stayed within range.',
} as const

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
  const [row] = await app.asOwner(`SELECT id FROM assay.backpack_entry WHERE credential_id = '${credential}'`)
  entry = String(row?.id)
})

const put = (path: string, json: unknown, as: TestPerson = program.learner) =>
  app.fetch(`/api/v1${path}`, {
    ...{ as, method: 'PUT', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(json),
  })

interface Shared {
  readonly url: string
  readonly hidden: readonly string[]
}

/** Shares the badge by link without what is hidden, and answers the query of the link. */
async function shareWithout(hide: readonly string[], visibility = 'link'): Promise<string> {
  const response = await put(`/me/backpack/${entry}/sharing`, { visibility, hide })
  expect(response.status).toBe(200)
  const { url, hidden } = (await response.json()) as Shared
  expect(hidden).toEqual(hide)
  return new URL(url).search
}

const bytesOf = async (path: string, as?: TestPerson) => {
  const response = await app.fetch(path, { as })
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
}
const jsonOf = async (path: string, as?: TestPerson) => {
  const { bytes } = await bytesOf(path, as)
  const value = parseJson(bytes)
  if (!isJsonObject(value)) throw new Error('not a document')
  return value
}
const whole = () => jsonOf(`/credentials/${credential}/credential.json`, program.learner)

/** Verifies with our verifier, which sees nothing but what the application serves to strangers. */
const verdictOf = (input: Uint8Array) =>
  verify(input, {
    fetchDocument: async (url, { accept }) => {
      const response = await app.fetch(new URL(url).pathname, { headers: { accept } })
      const body = new Uint8Array(await response.arrayBuffer())
      return { outcome: 'ok', status: response.status, mediaType: 'application/json', body, url }
    },
    now: () => app.clock.now.getTime(),
    crypto: portableCrypto,
    canonicalize: createCanonicalize({ crypto: portableCrypto }),
    gunzip,
    inflate,
  })

const failedOf = ({ checks }: Awaited<ReturnType<typeof verdictOf>>) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code)

const ALL = ['name', 'address', 'awarded', 'results', 'assessment', 'evidence'] as const

/** Words of the badge that belong to each group, as they stand in the whole. */
function wordsOf(
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

describe('a badge that is shared without some of its fields', () => {
  it('verifies for strangers, and says what else it said', async () => {
    const query = await shareWithout(['name', 'evidence'])
    const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
    const report = await verdictOf(bytes)
    expect(failedOf(report)).toEqual([])
    expect([report.verdict, report.format]).toEqual(['valid', 'ob3-json'])
    const part = await jsonOf(`/credentials/${credential}/credential.json${query}`)
    const { evidence: _, proof: __, credentialSubject: all, ...rest } = await whole()
    const { proof, credentialSubject: shown, ...told } = part
    expect(told).toEqual(rest)
    expect(proof).toMatchObject({ cryptosuite: 'ecdsa-sd-2023' })
    const { identifier, ...subject } = all as JsonObject
    expect(shown).toEqual({ ...subject, identifier: (identifier as readonly JsonObject[]).slice(1) })
  })

  it('leaves out each group by itself and all of them together, and stays valid', async () => {
    const words = wordsOf(await whole())
    for (const hide of [...Object.keys(words).map((group) => [group]), [...ALL]]) {
      const query = await shareWithout(hide)
      const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
      for (const [group, texts] of Object.entries(words)) {
        const hidden = hide.includes(group) || (group === 'evidence_words' && hide.includes('evidence'))
        if (group === 'evidence' && hide.includes('evidence_words')) continue
        for (const text of texts) expect([hide, text, bytes.includes(text)]).toEqual([hide, text, !hidden])
      }
      expect([hide, (await verdictOf(bytes)).verdict]).toEqual([hide, 'valid'])
    }
  }, 120_000)

  it('T: what is hidden stands in no answer of the link, in whichever form', async () => {
    const words = Object.values(wordsOf(await whole())).flat()
    const query = await shareWithout([...ALL])
    const forms = ['', '/credential.json', '/badge.png', '/badge.svg', '/certificate.pdf', '/preview.png']
    const paths = [...forms.map((form) => `/credentials/${credential}${form}${query}`)]
    for (const path of [...paths, `/verify/credentials/${credential}${query}`]) {
      const { status, bytes } = await bytesOf(path)
      expect([path, status]).toEqual([path, 200])
      for (const word of words) expect([path, word, bytes.includes(word)]).toEqual([path, word, false])
    }
    const png = readPng((await bytesOf(`/credentials/${credential}/badge.png${query}`)).bytes, inflate)
    const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
    expect(png[0]?.text).toBe(bytes.toString())
  }, 120_000)
})
