import { didKeyMethod, type JsonObject, type JsonValue } from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  goodNetwork,
  issuerId,
  listUrl,
  memoryNetwork,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  statusList,
  unsignedBadge,
  verifyOptions,
} from './test/badge.ts'
import { present, presentationOf } from './test/presentation.ts'
import { toVerificationResult } from './verification-result.ts'
import { type VerifyOptions, verify } from './verify.ts'

let badge: JsonObject
let network: Network
beforeAll(async () => {
  badge = await sign(unsignedBadge())
  network = await goodNetwork()
})

async function result(input: JsonValue, options: Partial<VerifyOptions> = {}, change: Network = {}) {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const memory = memoryNetwork({ ...network, ...change })
  const report = await verify(text, {
    ...verifyOptions({}, nodeEngines),
    fetchDocument: memory.fetchDocument,
    ...options,
  })
  return { report, asked: memory.asked, ...toVerificationResult(report) }
}

const model = 'https://www.w3.org/TR/vc-data-model#'
const security = 'https://w3id.org/security#'
const status = 'https://www.w3.org/ns/credentials/status-list#'

describe('a verification result', () => {
  it('VM12 names a verified document with its media type, and what is worth knowing', async () => {
    const { verified, mediaType, document, errors, warnings } = await result(badge)
    expect([verified, mediaType, document, errors]).toEqual([true, 'application/vc', badge, []])
    expect(warnings.map(({ code }) => code)).toEqual(['trust-none'])
    const presentation = await present(presentationOf(badge))
    expect(await result(presentation)).toMatchObject({ mediaType: 'application/vp', document: presentation })
  })

  it.each<[string, () => Promise<JsonValue>, string]>([
    ['PARSING_ERROR for half a document', async () => '{"type":', `${model}PARSING_ERROR`],
    ['PARSING_ERROR for what is no credential', async () => ({ type: 'Person' }), `${model}PARSING_ERROR`],
    [
      'CRYPTOGRAPHIC_SECURITY_ERROR for a changed text',
      async () => ({ ...badge, name: 'Crane safety' }),
      `${model}CRYPTOGRAPHIC_SECURITY_ERROR`,
    ],
    [
      'MALFORMED_VALUE_ERROR for a holder that is no URL',
      async () => presentationOf(badge, { holder: 'Ana' }),
      `${model}MALFORMED_VALUE_ERROR`,
    ],
    [
      'RANGE_ERROR for dates in the wrong order',
      async () => sign(unsignedBadge({ validUntil: '2025-01-01T00:00:00Z' })),
      `${model}RANGE_ERROR`,
    ],
    [
      'DATA_LOSS_DETECTION_ERROR for a word without meaning',
      async () => ({ ...badge, shoeSize: 43 }),
      `${security}DATA_LOSS_DETECTION_ERROR`,
    ],
    [
      'PROOF_VERIFICATION_ERROR for no proof',
      async () => unsignedBadge(),
      `${security}PROOF_VERIFICATION_ERROR`,
    ],
    [
      'INVALID_VERIFICATION_METHOD_URL for a key nobody can look up',
      async () => sign(unsignedBadge(), { verificationMethod: 'did:unknown:1#2' }),
      `${security}INVALID_VERIFICATION_METHOD_URL`,
    ],
    [
      'INVALID_VERIFICATION_METHOD for a key that is not listed',
      async () => sign(unsignedBadge(), { verificationMethod: `${issuerId}#none` }),
      `${security}INVALID_VERIFICATION_METHOD`,
    ],
  ])('VM13 gives %s', async (_, make, type) => {
    const { verified, document, errors } = await result(await make())
    expect([verified, document]).toEqual([false, undefined])
    expect(errors.map((problem) => problem.type)).toContain(type)
  })

  it('VM13 names the place of each fault of form, and keeps warnings apart from errors', async () => {
    const { errors } = await result(presentationOf([badge, 'text'], { id: 'mine' }))
    expect(errors).toContainEqual(
      expect.objectContaining({ type: `${model}MALFORMED_VALUE_ERROR`, check: 'data-model', pointer: '/id' }),
    )
    expect(errors).toContainEqual(
      expect.objectContaining({ pointer: '/verifiableCredential/1', check: 'data-model' }),
    )
  })

  it('VM13 gives the types of vc-di for a presentation that was made for others', async () => {
    const made = await present(presentationOf(badge), { challenge: 'c-1', domain: 'a.example' })
    const types = async (asked: Partial<VerifyOptions>) =>
      (await result(made, asked)).errors.map(({ type }) => type)
    expect(await types({ challenge: 'c-2' })).toEqual([`${security}INVALID_CHALLENGE_ERROR`])
    expect(await types({ domain: 'b.example' })).toEqual([`${security}INVALID_DOMAIN_ERROR`])
  })

  it('VM13 gives the types of status lists, also for a credential inside a presentation, with the pointer to it', async () => {
    const of = async (list: JsonValue | number) => {
      const { errors } = await result(presentationOf([badge]), {}, { [listUrl]: list })
      return errors.find(({ check }) => check === 'status')
    }
    expect(await of(503)).toMatchObject({
      type: `${status}STATUS_RETRIEVAL_ERROR`,
      pointer: '/verifiableCredential/0',
    })
    expect(await of({ ...(await statusList()), name: 'changed' })).toMatchObject({
      type: `${status}STATUS_VERIFICATION_ERROR`,
    })
    expect(await of(await statusList({ set: [94_567] }))).toMatchObject({ code: 'status-revoked' })
  })

  it('has no errors where the verdict is good, whatever was left open', async () => {
    const { report, errors, warnings } = await result(
      await sign(
        unsignedBadge({
          credentialSchema: { id: 'https://gone.example/s.json', type: 'urn:x:Schema' },
        }),
      ),
    )
    expect([report.verdict, errors]).toEqual(['valid', []])
    expect(warnings.map(({ check }) => check)).toContain('schema')
  })
})

describe('checks that are asked for', () => {
  it('G5 rests on the proof alone, with the binding beside it, and asks for nothing else', async () => {
    const foreign = await sign(unsignedBadge(), {
      signer: otherKey,
      verificationMethod: didKeyMethod(otherKey.publicKey),
    })
    const whole = await result(foreign)
    expect(whole.verified).toBe(false)
    const { report, verified, errors } = await result(foreign, { checks: ['proof'] })
    expect([verified, errors]).toEqual([true, []])
    expect(report.asked).toEqual(['parse', 'data-model', 'proof', 'credentials'])
    const codes = Object.fromEntries(report.checks.map(({ id, code }) => [id, code]))
    expect(codes).toMatchObject({
      proof: 'proof-ok',
      'issuer-binding': 'issuer-not-bound',
      status: 'not-asked',
    })
    expect(report.credential?.established).toEqual({})
  })

  it('G5 fetches no list for a proof, and fails on what is changed', async () => {
    const { asked, verified } = await result(badge, { checks: ['proof'] })
    expect([asked, verified]).toEqual([[`${issuerId}#key-1`], true])
    expect((await result({ ...badge, name: 'x' }, { checks: ['proof'] })).verified).toBe(false)
    expect((await result({ ...badge, shoeSize: 43 }, { checks: ['proof'] })).verified).toBe(false)
  })

  it('rest on the status too where it is asked for', async () => {
    const revoked = { [listUrl]: await statusList({ set: [94_567] }) }
    expect((await result(badge, { checks: ['proof'] }, revoked)).verified).toBe(true)
    expect((await result(badge, { checks: ['proof', 'status'] }, revoked)).verified).toBe(false)
    expect((await result(presentationOf([badge]), { checks: ['proof', 'status'] }, revoked)).verified).toBe(
      false,
    )
  })
})

describe('the policy', () => {
  it('DI9 w3c fails where Open Badges warns: a proof that cannot be checked beside a passing one', async () => {
    const proofs = [badge.proof ?? null, { ...(badge.proof as JsonObject), cryptosuite: 'future-2030' }]
    const partly = { ...badge, proof: proofs }
    expect((await result(partly)).report.verdict).toBe('valid')
    const strict = await result(partly, { policy: 'w3c' })
    expect([strict.verified, strict.report.verdict]).toEqual([false, 'inconclusive'])
    expect(strict.errors.map(({ code }) => code)).toContain('proof-partly-unsupported')
    const inside = await result(presentationOf([partly]), { policy: 'w3c', checks: ['proof'] })
    expect(inside.verified).toBe(false)
  })
})
