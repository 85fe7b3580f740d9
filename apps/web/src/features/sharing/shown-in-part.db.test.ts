import { inflateSync } from 'node:zlib'
import { isJsonObject, type JsonObject, parseJson, portableCrypto } from '@assay/core'
import { readBakedSvg, readPng } from '@assay/credentials'
import { inflate } from '@assay/node'
import { commitCredential, entryKinds, saltOfChange } from '@assay/tlog'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { foreignBadge } from '../../../test/foreign-badge.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { verifyServed } from '../../../test/verify-served.ts'
import { inPublic } from '../../db/scopes.ts'
import { handOver } from '../credentials/commands/hand-over.ts'
import { openSealed } from '../data-keys/queries.ts'

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

const verdictOf = (input: Uint8Array) => verifyServed(app, input)

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

  it('P8: what is hidden stands in no answer of the link or of a collection, in whichever form', async () => {
    const words = Object.values(wordsOf(await whole())).flat()
    const key = await shareWithout([...ALL])
    for (const query of [key, await collectionWith(entry)]) {
      for (const path of addressesOf(query)) {
        const { status, bytes } = await bytesOf(path)
        expect([path, status]).toEqual([path, 200])
        const held = Buffer.concat([bytes, ...inflatedOf(bytes)])
        for (const word of words) expect([path, word, held.includes(word)]).toEqual([path, word, false])
      }
    }
  }, 120_000)

  it('P8: neither frames, previews nor programs that embed it are told what is hidden', async () => {
    await shareWithout(['name'], 'public')
    const page = `http://127.0.0.1:8421/credentials/${credential}`
    for (const path of [
      `/embed/credentials/${credential}`,
      `/oembed?${new URLSearchParams({ url: page })}`,
    ]) {
      const { status, bytes } = await bytesOf(path)
      expect([path, status, bytes.includes(program.learner.name)]).toEqual([path, 200, false])
      expect(bytes.includes('Reefer Cargo Handling')).toBe(true)
    }
  })

  it('is the same bytes for whoever comes, in its pictures and its certificate too, until the choice changes', async () => {
    const query = await shareWithout(['name', 'results'])
    const { bytes: json } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
    const renewed = await put(`/me/backpack/${entry}/sharing`, { visibility: 'link', renew: true })
    const other = new URL(((await renewed.json()) as Shared).url).search
    expect(other).not.toBe(query)
    expect((await bytesOf(`/credentials/${credential}/credential.json${other}`)).bytes.equals(json)).toBe(
      true,
    )
    const [png] = readPng((await bytesOf(`/credentials/${credential}/badge.png${other}`)).bytes, inflate)
    const [svg] = readBakedSvg((await bytesOf(`/credentials/${credential}/badge.svg${other}`)).bytes)
    expect([png?.text, svg?.text]).toEqual([json.toString(), json.toString()])
    const pdf = (await bytesOf(`/credentials/${credential}/certificate.pdf${other}`)).bytes
    expect(inflatedOf(pdf).filter((part) => part.includes('"@context"'))).toEqual([json])
    const next = await shareWithout(['name'])
    expect((await bytesOf(`/credentials/${credential}/credential.json${next}`)).bytes.equals(json)).toBe(
      false,
    )
  })

  it('is shown whole again once nothing is hidden, and its holder always sees the whole', async () => {
    const query = await shareWithout(['name'])
    expect(await whole()).toMatchObject({ proof: { cryptosuite: 'eddsa-rdfc-2022' } })
    expect(await jsonOf(`/credentials/${credential}/credential.json${query}`)).not.toEqual(await whole())
    await shareWithout([])
    expect(await jsonOf(`/credentials/${credential}/credential.json${query}`)).toEqual(await whole())
  })

  it('stays as it was chosen while only who sees it changes', async () => {
    await shareWithout(['evidence'])
    for (const visibility of ['private', 'public', 'link']) {
      const response = await put(`/me/backpack/${entry}/sharing`, { visibility })
      expect((await response.json()) as Shared).toMatchObject({ visibility, hidden: ['evidence'] })
    }
  })

  it('has no token, and says why', async () => {
    const query = await shareWithout(['address'])
    const { status, bytes } = await bytesOf(`/credentials/${credential}/credential.jwt${query}`)
    expect([status, bytes.includes('the token would show all of it')]).toEqual([409, true])
    const page = (await bytesOf(`/credentials/${credential}${query}`)).bytes.toString()
    expect(page).not.toContain('credential.jwt')
    expect(page).toContain('A signed token is always of the whole badge')
    expect((await bytesOf(`/credentials/${credential}/credential.jwt`, program.learner)).status).toBe(200)
  })

  it('tells on its page what is not shown, and of the log only that the entry is of the whole', async () => {
    const query = await shareWithout(['name', 'results', 'assessment', 'evidence'])
    const page = (await bytesOf(`/credentials/${credential}${query}`)).bytes.toString()
    for (const words of ['Name of the holder', 'Levels reached', 'How it was assessed', 'Evidence'])
      expect(page).toContain(`<span>${words}</span></li>`)
    expect(page).toContain('Not shown by the holder')
    expect(page).toContain('The holder does not show which levels were reached.')
    expect(page).not.toContain('Awarded directly, for the reason above')
    expect(page).toContain('Its entry cannot be shown for a part of it.')
    const own = (await bytesOf(`/credentials/${credential}`, program.learner)).bytes.toString()
    expect(own).toContain('Others do not get the following.')
  })

  it('is suspended, revoked and ended as any other', async () => {
    const query = await shareWithout(['name'])
    const verdict = async () => {
      const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
      const report = await verdictOf(bytes)
      return [report.verdict, ...failedOf(report)]
    }
    expect(await verdict()).toEqual(['valid'])
    const before = app.clock.now
    app.clock.now = new Date('2027-03-02T00:00:00Z')
    await app.runJobs()
    expect(await verdict()).toEqual(['invalid', 'dates-expired'])
    app.clock.now = before
    await app.fetch(`/api/v1/organizations/harbor/credentials/${credential}/revoke`, {
      ...{ as: program.manager, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ reason: 'Found to be wrong' }),
    })
    await app.runJobs()
    expect(await verdict()).toEqual(['invalid', 'status-revoked'])
    expect((await bytesOf(`/credentials/${credential}${query}`)).bytes.toString()).toContain('Revoked on')
    await put(`/me/backpack/${entry}/sharing`, { visibility: 'private' })
    for (const path of addressesOf(query)) expect([path, (await bytesOf(path)).status]).toEqual([path, 404])
  })

  it('refuses to hide what a verifier must see, what the badge has nothing of, and anything of a badge from elsewhere', async () => {
    for (const hide of [['issuer'], ['credentialStatus'], 'name', ['name', 'constructor']])
      expect((await put(`/me/backpack/${entry}/sharing`, { visibility: 'link', hide })).status).toBe(422)
    const plain = await issuedTo(app, program, program.learner, { shared: false })
    const none = await put(`/me/backpack/${await entryOf(plain)}/sharing`, {
      visibility: 'link',
      hide: ['evidence'],
    })
    expect([none.status, await none.text()]).toEqual([422, expect.stringContaining('not_in_badge')])
    const foreign = await app.fetch('/api/v1/me/backpack', {
      ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({
        credential: await foreignBadge({ id: 'urn:x:1', name: 'Crane', address: program.learner.email }),
      }),
    })
    const brought = ((await foreign.json()) as { entry: { id: string } }).entry.id
    const refused = await put(`/me/backpack/${brought}/sharing`, { visibility: 'link', hide: ['name'] })
    expect([refused.status, await refused.text()]).toEqual([409, expect.stringContaining('from elsewhere')])
  })
})

/** Puts the badge into a collection by link, and answers the query that opens it there. */
async function collectionWith(badge: string): Promise<string> {
  const input = { title: 'Proofs', description: '', entries: [badge], lastDay: null }
  const response = await app.fetch('/api/v1/me/collections', {
    ...{ as: program.learner, method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ ...input, visibility: 'link' }),
  })
  const { id, url } = (await response.json()) as { id: string; url: string }
  return `?collection=${id}&${new URL(url).search.slice(1)}`
}

async function entryOf(credentialId: string): Promise<string> {
  const [row] = await app.asOwner(
    `SELECT id FROM assay.backpack_entry WHERE credential_id = '${credentialId}'`,
  )
  return String(row?.id)
}

/** Everything that strangers with the link may ask for. */
const addressesOf = (query: string) => [
  ...['', '/credential.json', '/badge.png', '/badge.svg', '/certificate.pdf', '/preview.png'].map(
    (path) => `/credentials/${credential}${path}${query}`,
  ),
  `/verify/credentials/${credential}${query}`,
]

/** What the compressed streams of a PDF hold. */
function inflatedOf(file: Buffer): readonly Buffer[] {
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

describe('the file of a part', () => {
  it('is had by the holder in each form, is the same each time, verifies, and holds nothing of what is hidden', async () => {
    const words = wordsOf(await whole())
    const { bytes: json } = await bytesOf(
      `/credentials/${credential}/part.json?hide=name&hide=evidence`,
      program.learner,
    )
    expect((await verdictOf(json)).verdict).toBe('valid')
    for (const word of [...words.name, ...words.evidence]) expect(json.includes(word)).toBe(false)
    const path = `/api/v1/me/credentials/${credential}`
    const again = await bytesOf(`${path}/part.json?hide=evidence,name`, program.learner)
    expect(again.bytes.equals(json)).toBe(true)
    const [png] = readPng(
      (await bytesOf(`${path}/part.png?hide=evidence,name`, program.learner)).bytes,
      inflate,
    )
    const [svg] = readBakedSvg((await bytesOf(`${path}/part.svg?hide=evidence,name`, program.learner)).bytes)
    expect([png?.text, svg?.text]).toEqual([json.toString(), json.toString()])
    const wrong = await bytesOf(`${path}/part.json?hide=issuer`, program.learner)
    expect(wrong.status).toBe(422)
  })

  it('P8: is made for nobody but the holder, also where the badge is public', async () => {
    await shareWithout([], 'public')
    const stranger = await app.person('Stranger')
    for (const as of [program.manager, stranger, undefined])
      for (const name of ['part.json', 'part.png', 'part.svg']) {
        const page = await bytesOf(`/credentials/${credential}/${name}?hide=name`, as)
        const api = await bytesOf(`/api/v1/me/credentials/${credential}/${name}?hide=name`, as)
        expect([name, page.status, api.status]).toEqual([name, 404, as === undefined ? 401 : 404])
      }
    expect(await rowsOf('credential_form', `form = 'sd_base'`)).toEqual([])
    const change = await put(
      `/me/backpack/${entry}/sharing`,
      { visibility: 'public', hide: ['name'] },
      stranger,
    )
    expect(change.status).toBe(404)
    expect(await rowsOf('credential_form', `form = 'sd_base'`)).toEqual([])
  })
})

const rowsOf = (table: string, where: string) =>
  app.asOwner(`SELECT * FROM assay.${table} WHERE credential_id = '${credential}' AND ${where}`)

describe('the base that parts are derived from', () => {
  it('P8: goes along with a badge that was another person’s, and what its former holder hid does not', async () => {
    await shareWithout(['name'])
    const other = await app.person('Other')
    await app.inOrg(program.organization, program.manager, (scope) => handOver(scope, credential, other.id))
    const [row] = await app.asOwner(`SELECT * FROM assay.backpack_entry WHERE id = '${entry}'`)
    expect(row).toMatchObject({
      hidden: [],
      part_sealed: null,
      part_data_key_id: null,
      visibility: 'private',
    })
    const path = `/api/v1/me/credentials/${credential}/part.json?hide=name`
    expect((await bytesOf(path, program.learner)).status).toBe(404)
    const { status, bytes } = await bytesOf(path, other)
    expect([status, (await verdictOf(bytes)).verdict]).toEqual([200, 'valid'])
  })

  it('is made once, however many ask at the same time, with one row for the log and one event', async () => {
    const path = `/api/v1/me/credentials/${credential}/part.json?hide=name`
    const all = await Promise.all(Array.from({ length: 5 }, () => bytesOf(path, program.learner)))
    for (const { status, bytes } of all)
      expect([status, bytes.equals(all[0]?.bytes ?? bytes)]).toEqual([200, true])
    const [base] = await rowsOf('credential_form', `form = 'sd_base'`)
    const logged = await rowsOf('log_row', `kind = ${entryKinds['form-added']}`)
    const events = await app.asOwner(
      `SELECT data FROM assay.audit_event WHERE action = 'credential.form_added' AND record_id = '${credential}'`,
    )
    const digest = Buffer.from(base?.digest as Uint8Array).toString('hex')
    expect(logged).toHaveLength(1)
    expect(events.map(({ data }) => data)).toEqual([
      expect.objectContaining({ form: 'sd_base', digest }) as unknown,
    ])
    const commitments = logged.map(({ commitment }) => (commitment as Buffer).toString('hex'))
    expect(commitments).toEqual([await commitmentOf(Buffer.from(digest, 'hex'))])
  })

  it('P8: row-level security keeps it from the public, and the whole as soon as something is hidden', async () => {
    const seen = async () =>
      inPublic(app.deps, async ({ db }) => {
        const rows = await db
          .selectFrom('credentialForm')
          .select('form')
          .where('credentialId', '=', credential)
          .execute()
        return rows.map(({ form }) => form)
      })
    await shareWithout(['name'], 'public')
    expect(await rowsOf('credential_form', 'true')).toHaveLength(2)
    expect(await seen()).toEqual([])
    await shareWithout([], 'public')
    expect(await seen()).toEqual(['data_integrity'])
  })

  it('is signed by the issuer’s own key for it, and stays valid when that is replaced', async () => {
    const query = await shareWithout(['name'])
    const { bytes } = await bytesOf(`/credentials/${credential}/credential.json${query}`)
    expect(await jsonOf(`/credentials/${credential}/credential.json${query}`)).toMatchObject({
      proof: { verificationMethod: 'http://127.0.0.1:8421/issuers/harbor#p256-1' },
    })
    const rotated = await app.fetch('/api/v1/organizations/harbor/issuer/keys', {
      ...{ as: program.manager, method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify({ purpose: 'credential_p256' }),
    })
    expect(rotated.status).toBe(201)
    expect((await verdictOf(bytes)).verdict).toBe('valid')
  })

  it('P5: what is shown of a badge is gone with its holder’s key', async () => {
    const query = await shareWithout(['name'])
    await app.asOwner(`UPDATE assay.data_key SET wrapped = NULL, destroyed_at = now() WHERE id IN
      (SELECT part_data_key_id FROM assay.backpack_entry WHERE id = '${entry}')`)
    expect((await bytesOf(`/credentials/${credential}/credential.json${query}`)).status).toBe(410)
  })
})

/** Computed from the digests and the salt alone, as whoever holds both would. */
function commitmentOf(sd: Uint8Array): Promise<string> {
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
