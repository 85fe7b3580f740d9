import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { encodeHex, type JsonObject, parseJson, portableCrypto } from '@assay/core'
import { parseJws, readBakedSvg, readVcJwt } from '@assay/credentials'
import { commitCredential, entryKinds, saltOfChange } from '@assay/tlog'
import { importJWK, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { verifyServed } from '../../../test/verify-served.ts'
import { openSealed } from '../data-keys/queries.ts'
import { rotateKey } from '../issuer/commands.ts'
import { getCredentialJson } from './queries.ts'

let app: TestApp
let program: Program
let id: string
const ISSUER = 'http://127.0.0.1:8421/issuers/harbor'

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  id = await issuedTo(app, program, program.learner)
})
afterAll(() => app.close())

const download = async (name: string, credentialId = id) => {
  const response = await app.fetch(`/credentials/${credentialId}/${name}`)
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
}
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const signedJson = () => app.inPerson(program.learner, (scope) => getCredentialJson(scope, id))
const inOrg = <T>(work: Parameters<typeof app.inOrg<T>>[2]) =>
  app.inOrg(program.organization, program.manager, work)

const verdictOf = (input: Uint8Array) => verifyServed(app, input)

describe('the token of a credential', () => {
  it('OI5-OI7 holds the credential with its proof inside, and verifies from what the issuer publishes', async () => {
    const { response, bytes } = await download('credential.jwt')
    expect(response.headers.get('content-type')).toBe('application/jwt')
    const jws = parseJws(text(bytes))
    expect(jws.header).toEqual({ alg: 'RS256', kid: `${ISSUER}#jwt-1`, typ: 'JWT' })
    expect(readVcJwt(jws)).toMatchObject({ credential: parseJson(await signedJson()), problems: [] })
    const report = await verdictOf(bytes)
    expect([report.format, report.verdict]).toEqual(['ob3-jwt', 'valid'])
    expect(report.checks.find((check) => check.id === 'proof')?.details).toMatchObject({
      proofs: [{ outcome: 'passed', algorithm: 'RS256', controller: ISSUER }, { outcome: 'passed' }],
    })
  })

  it('is accepted by jose with the key of the issuer’s document', async () => {
    const { bytes } = await download('credential.jwt')
    const document = (await (
      await app.fetch('/issuers/harbor', { headers: { accept: 'application/json' } })
    ).json()) as {
      verificationMethod: { id: string; publicKeyJwk?: JsonObject }[]
    }
    const method = document.verificationMethod.find((entry) => entry.id === `${ISSUER}#jwt-1`)
    expect(Object.keys(method?.publicKeyJwk ?? {}).toSorted()).toEqual(['alg', 'e', 'kty', 'n', 'use'])
    const key = await importJWK({ ...method?.publicKeyJwk }, 'RS256')
    const { payload } = await jwtVerify(text(bytes), key, { issuer: ISSUER, currentDate: app.clock.now })
    expect(payload.jti).toBe(`http://127.0.0.1:8421/credentials/${id}`)
  })

  it('is made once, however many ask at the same time, with one row for the log and one event', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    const all = await Promise.all(Array.from({ length: 6 }, () => download('credential.jwt', credentialId)))
    const token = all[0]?.bytes ?? new Uint8Array()
    for (const { bytes } of all) expect(text(bytes)).toBe(text(token))
    const { forms, rows, events } = await inOrg(async ({ db }) => ({
      forms: await db
        .selectFrom('credentialForm')
        .select(['form', 'digest', 'size'])
        .where('credentialId', '=', credentialId)
        .orderBy('form')
        .execute(),
      rows: await db
        .selectFrom('logRow')
        .select(['kind', 'commitment'])
        .where('credentialId', '=', credentialId)
        .orderBy('ordinal')
        .execute(),
      events: await db
        .selectFrom('auditEvent')
        .select('data')
        .where('action', '=', 'credential.form_added')
        .where('recordId', '=', credentialId)
        .execute(),
    }))
    const digest = createHash('sha256').update(token).digest()
    expect(forms.map(({ form, size }) => [form, size > 0])).toEqual([
      ['data_integrity', true],
      ['jwt', true],
    ])
    expect(forms[1]?.digest.equals(digest)).toBe(true)
    expect(rows.map(({ kind }) => kind)).toEqual([entryKinds.issued, entryKinds['form-added']])
    expect(events).toHaveLength(1)
    expect(events[0]?.data).toMatchObject({ form: 'jwt', digest: digest.toString('hex') })
    expect(rows[1]?.commitment.toString('hex')).toBe(
      await commitmentOf(credentialId, forms[0]?.digest, digest),
    )
  })

  it('OI8 stays valid when the key is replaced, and is not made anew', async () => {
    const before = await download('credential.jwt')
    await inOrg((scope) => rotateKey(scope, 'credential_jwt'))
    const after = await download('credential.jwt')
    expect(text(after.bytes)).toBe(text(before.bytes))
    expect((await verdictOf(after.bytes)).verdict).toBe('valid')
    const next = await issuedTo(app, program, program.learner)
    const { bytes } = await download('credential.jwt', next)
    expect(parseJws(text(bytes)).kid).toBe(`${ISSUER}#jwt-2`)
    expect((await verdictOf(bytes)).verdict).toBe('valid')
  })
})

/** Computed from the digests and the salt alone, as whoever holds both would. */
function commitmentOf(credentialId: string, json: Uint8Array | undefined, jwt: Uint8Array): Promise<string> {
  return inOrg(async (scope) => {
    const row = await scope.db
      .selectFrom('credential')
      .select(['url', 'dataKeyId', 'saltSealed'])
      .where('id', '=', credentialId)
      .executeTakeFirstOrThrow()
    const salt = await openSealed(scope, row.dataKeyId, row.saltSealed, `credential:${credentialId}:salt`)
    const formDigests = { json: new Uint8Array(json ?? []), jwt: new Uint8Array(jwt) }
    const used = saltOfChange(salt, 'form-added:jwt', portableCrypto)
    return encodeHex(
      commitCredential({ id: row.url, issuer: ISSUER, formDigests, salt: used }, portableCrypto),
    )
  })
}

describe('the other forms', () => {
  it('BK3 the drawing carries the exact bytes, verifies, and runs nothing where it is shown', async () => {
    const { response, bytes } = await download('badge.svg')
    expect(readBakedSvg(bytes)).toEqual([{ format: 'open-badges-3', text: text(await signedJson()) }])
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    const report = await verdictOf(bytes)
    expect([report.format, report.verdict]).toEqual(['ob3-svg', 'valid'])
  })

  it('the certificate has the credential attached, byte for byte, and is the same each time', async () => {
    const { response, bytes } = await download('certificate.pdf')
    expect(response.headers.get('content-type')).toBe('application/pdf')
    const attached = streamsOf(bytes).filter((stream) => stream.startsWith('{"@context"'))
    expect(attached).toEqual([text(await signedJson())])
    const raw = Buffer.from(bytes).toString('latin1')
    for (const part of [
      '/AFRelationship /Data',
      '/Lang (en)',
      '/MarkInfo',
      '/Subtype /application#2Fvc+ld+json',
      `(http://127.0.0.1:8421/credentials/${id})`,
    ]) {
      expect(raw, part).toContain(part)
    }
    expect(Buffer.from((await download('certificate.pdf')).bytes).equals(bytes)).toBe(true)
    expect(await verdictOf(bytes)).toMatchObject({
      verdict: 'valid',
      format: 'ob3-json',
      attached: attached[0],
    })
  })

  it('gives programs the same files: holders their own, the issuer those it issued', async () => {
    for (const name of ['credential.json', 'credential.jwt', 'badge.png', 'badge.svg', 'certificate.pdf']) {
      const { bytes } = await download(name)
      for (const [path, as] of [
        [`/api/v1/me/credentials/${id}/${name}`, program.learner],
        [`/api/v1/organizations/harbor/credentials/${id}/${name}`, program.manager],
      ] as const) {
        const response = await app.fetch(path, { as })
        expect([path, response.status]).toEqual([path, 200])
        expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
      }
      const foreign = await app.fetch(`/api/v1/me/credentials/${id}/${name}`, { as: program.manager })
      expect(foreign.status).toBe(404)
    }
  })

  it('has no certificate once it is revoked', async () => {
    const credentialId = await issuedTo(app, program, program.learner)
    await app.fetch(`/api/v1/organizations/harbor/credentials/${credentialId}/revoke`, {
      method: 'POST',
      as: program.manager,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'Found to be wrong' }),
    })
    expect((await download('certificate.pdf', credentialId)).response.status).toBe(409)
    expect((await download('credential.jwt', credentialId)).response.status).toBe(200)
  })
})

/** What the compressed streams of a PDF hold, as text. */
function streamsOf(pdf: Uint8Array): readonly string[] {
  const raw = Buffer.from(pdf)
  const found: string[] = []
  for (let at = raw.indexOf('\nstream\n'); at >= 0; at = raw.indexOf('\nstream\n', at + 1)) {
    const end = raw.indexOf('\nendstream', at)
    try {
      found.push(inflateSync(raw.subarray(at + 8, end)).toString('utf8'))
    } catch {
      // Pictures and metadata are not compressed this way.
    }
  }
  return found
}
