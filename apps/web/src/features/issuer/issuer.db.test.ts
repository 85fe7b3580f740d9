import { decodeUtf8, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { bundledContexts, createCanonicalize, createProof } from '@assay/credentials'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { getCredentialJson } from '../credentials/queries.ts'
import { verifyDocument } from '../verify/commands.ts'
import { openSigner, revokeKey, rotateKey } from './commands.ts'
import { listKeys } from './queries.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const ISSUER = 'http://127.0.0.1:8421/issuers/harbor'
const served = async (path: string, accept = 'application/json') => {
  const response = await app.fetch(path, { headers: { accept } })
  return { response, body: (await response.json()) as JsonObject & Record<string, unknown> }
}
const credentialOf = async (of: Program, credentialId: string) =>
  JSON.parse(
    decodeUtf8(
      await app.inOrg(of.organization, of.manager, (scope) => getCredentialJson(scope, credentialId)),
    ),
  ) as JsonObject
const keysOf = (of: Program) => app.inOrg(of.organization, of.manager, listKeys)

/** What any JSON-LD library does with an address, over nothing but what the application serves. */
async function documentLoader(url: string) {
  const bundled = bundledContexts.get(url)?.document
  if (bundled !== undefined) return { contextUrl: null, documentUrl: url, document: structuredClone(bundled) }
  const { body } = await served(new URL(url).pathname, 'application/ld+json')
  if (!url.includes('#')) return { contextUrl: null, documentUrl: url, document: body }
  const method = (body.verificationMethod as JsonObject[]).find(({ id }) => id === url)
  const document = { '@context': 'https://w3id.org/security/multikey/v1', ...method }
  return { contextUrl: null, documentUrl: url, document }
}

async function verifiesElsewhere(credential: JsonObject): Promise<boolean> {
  const result = await vc.verifyCredential({
    credential: structuredClone(credential),
    suite: new DataIntegrityProof({ cryptosuite: eddsaRdfc2022 }),
    documentLoader,
    now: app.clock.now,
    checkStatus: async () => ({ verified: true }),
  })
  return result.verified
}

/** Our own verifier, answered by the application as strangers are. */
const verdictHere = async (credential: JsonObject) => {
  const deps = {
    ...app.deps,
    fetchDocument: async (url: string, { accept }: { accept: string }) => {
      const response = await app.fetch(new URL(url).pathname, { headers: { accept } })
      const body = new Uint8Array(await response.arrayBuffer())
      return { outcome: 'ok' as const, status: response.status, mediaType: 'application/json', body, url }
    },
  }
  return verifyDocument(deps, JSON.stringify(credential))
}
const codeOf = (report: Awaited<ReturnType<typeof verdictHere>>, id: string) =>
  report.checks.find((check) => check.id === id)?.code

describe('the controller document', () => {
  it('lists the keys for credentials as the issuer’s, and not the log’s', async () => {
    const { response, body } = await served('/issuers/harbor')
    expect(response.headers.get('vary')).toContain('Accept')
    expect(body).toMatchObject({
      id: ISSUER,
      type: ['Profile'],
      name: 'Organization harbor',
      alsoKnownAs: ['did:web:127.0.0.1%3A8421:issuers:harbor'],
      verificationMethod: expect.arrayContaining([
        expect.objectContaining({ id: `${ISSUER}#key-1`, type: 'Multikey', controller: ISSUER }),
        expect.objectContaining({
          id: `${ISSUER}#jwt-1`,
          type: 'JsonWebKey',
          publicKeyJwk: expect.objectContaining({ kty: 'RSA', alg: 'RS256' }),
        }),
      ]),
    })
    expect([...(body.assertionMethod as string[])].sort()).toEqual([
      `${ISSUER}#jwt-1`,
      `${ISSUER}#key-1`,
      `${ISSUER}#p256-1`,
    ])
    expect(JSON.stringify(body)).not.toContain('log-1')
  })

  it('resolves under its did:web name too', async () => {
    const { response, body } = await served('/issuers/harbor/did.json')
    const did = 'did:web:127.0.0.1%3A8421:issuers:harbor'
    expect(response.headers.get('content-type')).toBe('application/did+json')
    expect(body).toMatchObject({ id: did, alsoKnownAs: [ISSUER] })
    expect(body.assertionMethod).toContain(`${did}#key-1`)
    expect(body.verificationMethod).toContainEqual(
      expect.objectContaining({ id: `${did}#key-1`, controller: did }),
    )
  })

  it('answers programs with JSON and unknown names with 404', async () => {
    const plain = await app.fetch('/issuers/harbor')
    expect(plain.headers.get('content-type')).toBe('application/ld+json')
    expect((await app.fetch('/issuers/nobody')).status).toBe(404)
    expect((await app.fetch('/issuers/nobody/did.json')).status).toBe(404)
  })

  it('K1 shows no private key material anywhere', async () => {
    const secret = /"(d|p|q|dp|dq|qi|k)":|secretKey|privateKey|sealed/i
    const texts = await Promise.all(
      [
        app.fetch('/issuers/harbor'),
        app.fetch('/issuers/harbor/did.json'),
        app.fetch('/api/v1/organizations/harbor/issuer', { as: program.manager }),
      ].map(async (answer) => (await answer).text()),
    )
    for (const text of texts) expect(text).not.toMatch(secret)
    const stored = await app.asOwner(`SELECT sealed_private FROM assay.signing_key`)
    for (const row of stored) {
      const bytes = Buffer.from(row.sealed_private as Buffer)
      // How the PKCS #8 form of an Ed25519 key begins.
      expect(bytes.includes(Buffer.from('302e020100300506032b6570', 'hex'))).toBe(false)
    }
  })
})

describe('a credential', () => {
  it('verifies with @digitalbazaar/vc and here, over nothing but what we serve', async () => {
    const credential = await credentialOf(program, await issuedTo(app, program, program.learner))
    expect(await verifiesElsewhere(credential)).toBe(true)
    expect((await verdictHere(credential)).verdict).toBe('valid')
    const forged = { ...credential, validUntil: '2099-01-01T00:00:00Z' }
    expect(await verifiesElsewhere(forged)).toBe(false)
    expect((await verdictHere(forged)).verdict).toBe('invalid')
  })

  it('T12 of one organization, signed with another’s key, is refused by the binding', async () => {
    const cove = await makeProgram(app, 'cove')
    const [mine, theirs] = [
      await credentialOf(program, await issuedTo(app, program, program.learner)),
      await credentialOf(cove, await issuedTo(app, cove, cove.learner)),
    ]
    const issuer = memberOf(mine, 'issuer') ?? null
    const { proof: _, ...unsigned }: Record<string, JsonValue> = { ...theirs, issuer }
    const resigned = await resign(cove, unsigned)
    const report = await verdictHere(resigned)
    expect([report.verdict, codeOf(report, 'proof'), codeOf(report, 'issuer-binding')]).toEqual([
      'invalid',
      'proof-ok',
      'issuer-not-bound',
    ])
  })
})

/** Signs any document with an organization's own key, as nobody can through the application. */
async function resign(of: Program, document: JsonObject): Promise<JsonObject> {
  const keys = await keysOf(of)
  const key = keys.find(({ purpose }) => purpose === 'credential')
  const signer = await app.inOrg(of.organization, of.manager, (scope) => openSigner(scope, key?.id ?? ''))
  return createProof({
    document,
    verificationMethod: `http://127.0.0.1:8421/issuers/${of.organization.slug}#${key?.fragment}`,
    created: app.clock.now.getTime(),
    signer,
    canonicalize: createCanonicalize({ crypto: app.deps.crypto }),
    crypto: app.deps.crypto,
  })
}

describe('rotation', () => {
  it('K3 signs with the new key, and what the old one signed still verifies', async () => {
    const before = await credentialOf(program, await issuedTo(app, program, program.learner))
    await app.inOrg(program.organization, program.manager, (scope) => rotateKey(scope, 'credential'))
    const after = await credentialOf(program, await issuedTo(app, program, program.learner))
    const methodOf = (credential: JsonObject) =>
      memberOf(credential.proof as JsonObject, 'verificationMethod')
    expect([methodOf(before), methodOf(after)]).toEqual([`${ISSUER}#key-1`, `${ISSUER}#key-2`])
    for (const credential of [before, after]) {
      expect(await verifiesElsewhere(credential)).toBe(true)
      expect((await verdictHere(credential)).verdict).toBe('valid')
    }
    const { body } = await served('/issuers/harbor')
    const old = (body.verificationMethod as JsonObject[]).find(({ id }) => id === `${ISSUER}#key-1`)
    expect(Object.keys(old ?? {}).sort()).toEqual(['controller', 'id', 'publicKeyMultibase', 'type'])
  })

  it('K3 under load loses no award', async () => {
    const other = await makeProgram(app, 'load')
    const rotations = [1, 2, 3].map(() =>
      app.inOrg(other.organization, other.manager, (scope) => rotateKey(scope, 'credential')),
    )
    const people = await Promise.all(
      [1, 2, 3, 4].map((n) => app.member(other.organization, `Load ${n}`, 'learner')),
    )
    const ids: string[] = []
    for (const person of people) ids.push(await issuedTo(app, other, person))
    await Promise.all(rotations)
    for (const id of ids) expect((await verdictHere(await credentialOf(other, id))).verdict).toBe('valid')
  })

  it('keeps every published state, and serves the newest', async () => {
    const states = await app.asOwner(
      `SELECT body FROM assay.issuer_document WHERE org_id = '${program.organization.id}' ORDER BY created_at`,
    )
    expect(states).toHaveLength(2)
    expect(JSON.stringify(states[0])).not.toContain('#key-2')
    expect(JSON.stringify((await served('/issuers/harbor')).body)).toContain('#key-2')
  })
})

describe('a compromised key', () => {
  it('is published as revoked, replaced, and verifies nothing any more', async () => {
    const other = await makeProgram(app, 'breach')
    const credential = await credentialOf(other, await issuedTo(app, other, other.learner))
    const [key] = (await keysOf(other)).filter(({ purpose }) => purpose === 'credential')
    const answer = await app.fetch(`/api/v1/organizations/breach/issuer/keys/${key?.id}/revoke`, {
      method: 'POST',
      as: other.manager,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: 'The server was broken into' }),
    })
    expect(await answer.json()).toMatchObject({ state: 'revoked', fragment: 'key-1' })
    const { body } = await served('/issuers/breach')
    expect(body.verificationMethod).toContainEqual(
      expect.objectContaining({
        id: 'http://127.0.0.1:8421/issuers/breach#key-1',
        revoked: '2026-05-03T10:00:00Z',
      }),
    )
    const report = await verdictHere(credential)
    expect([report.verdict, codeOf(report, 'proof')]).toEqual(['invalid', 'key-revoked'])
    await app.runJobs()
    const next = await credentialOf(other, await issuedTo(app, other, other.learner))
    expect((await verdictHere(next)).verdict).toBe('valid')
  })

  it('cannot be revoked twice, and the log’s key not at all', async () => {
    const keys = await keysOf(program)
    const revoke = (keyId: string) =>
      app.inOrg(program.organization, program.manager, (scope) => revokeKey(scope, keyId, 'A test'))
    const retired = keys.find(({ retiredAt }) => retiredAt !== null)
    const log = keys.find(({ purpose }) => purpose === 'log')
    await revoke(retired?.id ?? '')
    for (const id of [retired?.id, log?.id])
      await expect(revoke(id ?? '')).rejects.toMatchObject({ code: 'wrong_state' })
  })

  it('is seen and changed by administrators only', async () => {
    const paths = ['/api/v1/organizations/harbor/issuer', '/api/v1/organizations/harbor/issuer/keys']
    const [read, rotate] = [
      await app.fetch(paths[0] ?? '', { as: program.learner }),
      await app.fetch(paths[1] ?? '', {
        method: 'POST',
        as: program.learner,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ purpose: 'credential' }),
      }),
    ]
    expect([read.status, rotate.status]).toEqual([403, 403])
  })
})
