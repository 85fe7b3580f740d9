import { type JsonObject, type JsonValue, limits, parseDateTimeStamp } from '@assay/core'
import { buildClr, type ClrInput, createProof } from '@assay/credentials'
import { createWorkerCanonicalize, nodeCrypto } from '@assay/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerId,
  issuerKey,
  listUrl,
  method,
  type Network,
  otherKey,
  sign,
  statusList,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

const subject = 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11'
const { canonicalize, close } = createWorkerCanonicalize({ threads: 1 })
afterAll(close)

let network: Network
let badge: JsonObject
beforeAll(async () => {
  network = await goodNetwork()
  badge = await sign(unsignedBadge())
})

const record = (extra: Partial<ClrInput> = {}): JsonObject =>
  buildClr({
    id: 'https://harbor.example.org/records/1',
    name: 'Record of Ana Ruiz',
    issuer: { id: issuerId, name: 'Harbor Logistics' },
    validFrom: parseDateTimeStamp('2026-02-01T00:00:00Z'),
    subject: { id: subject, identifiers: [] },
    credentials: [badge],
    ...extra,
  })

const signRecord = (document: JsonObject, signer = issuerKey) =>
  createProof({
    document,
    verificationMethod: method,
    created: parseDateTimeStamp('2026-02-01T00:00:00Z'),
    signer,
    crypto: nodeCrypto,
    canonicalize,
  })
const check = async (document: JsonObject, change: Network = {}) =>
  verifyBadge(document, { ...network, ...change }, { canonicalize, crypto: nodeCrypto })
const usual = ['status skipped status-absent', 'credentials passed credentials-ok']
const otherThanUsual = (report: Parameters<typeof deviations>[0]) =>
  deviations(report).filter((deviation) => !usual.includes(deviation))

describe('CLR 2.0', () => {
  it('CL1, CL2: verifies the record and each credential inside by itself', async () => {
    const report = await check(await signRecord(record({ partial: true })))
    expect(otherThanUsual(report)).toEqual([])
    expect(report).toMatchObject({ format: 'clr2-json', verdict: 'valid' })
    expect(report.credential?.claimed).toMatchObject({ name: 'Record of Ana Ruiz', partial: true })
    expect(report.credentials).toMatchObject([
      {
        pointer: '/credentialSubject/verifiableCredential/0',
        sameSubject: true,
        report: { verdict: 'valid', format: 'ob3-json' },
      },
    ])
  })

  it.each<[string, () => Promise<JsonObject>, string, string]>([
    ['forged', () => second({}, otherKey), 'invalid', 'credentials failed credentials-failed'],
    [
      'changed after it was signed',
      async () => ({ ...(await second()), name: 'Doctor' }),
      'invalid',
      'credentials failed credentials-failed',
    ],
    [
      'expired',
      () => second({ validUntil: '2026-03-01T00:00:00Z' }),
      'valid',
      'credentials warning credentials-lapsed',
    ],
    [
      'of a status that cannot be had',
      () => second({ credentialStatus: status('https://harbor.example.org/status/9') }),
      'inconclusive',
      'credentials unknown credentials-unknown',
    ],
    [
      'about somebody else',
      () => second({ credentialSubject: aboutOther() }),
      'valid',
      'credentials warning credentials-other-subject',
    ],
  ])(
    'CL2, CL3: a credential inside that is %s shows, and the one beside it keeps its own verdict',
    async (_, inner, verdict, outcome) => {
      const report = await check(await signRecord(record({ credentials: [badge, await inner()] })))
      expect(otherThanUsual(report)).toEqual([outcome])
      expect(report.verdict).toBe(verdict)
      expect(report.credentials?.[0]?.report.verdict).toBe('valid')
    },
  )

  it('CL2: a revoked one fails the record', async () => {
    const list = await statusList({ set: [94_567] })
    const report = await check(await signRecord(record()), { [listUrl]: list })
    expect(otherThanUsual(report)).toEqual(['credentials failed credentials-failed'])
  })

  it('refuses a record that was changed, or signed by somebody else', async () => {
    const signed = await signRecord(record())
    expect(deviations(await check({ ...signed, name: 'Another' }))).toContain('proof failed proof-signature')
    expect(deviations(await check(await signRecord(record(), otherKey)))).toContain(
      'proof failed proof-signature',
    )
  })

  it('CL1: names every fault of form', async () => {
    const bad = record({ associations: [{ type: 'isPartOf', sourceId: 'urn:x:1', targetId: 'urn:x:2' }] })
    expect(deviations(await check(await signRecord(bad)))).toContain('data-model failed data-model-malformed')
    const good = record({
      associations: [
        {
          type: 'isRelatedTo',
          sourceId: 'https://harbor.example.org/achievements/1',
          targetId: 'https://harbor.example.org/achievements/1',
        },
      ],
    })
    expect(otherThanUsual(await check(await signRecord(good)))).toEqual([])
    const empty = record({ credentials: [] })
    expect(deviations(await check(await signRecord(empty)))).toContain(
      'data-model failed data-model-malformed',
    )
  })

  it('CL3: the identity objects of the record show that the credentials are about one person', async () => {
    const inner = await second({ credentialSubject: aboutOther() })
    const identifiers = [
      {
        type: 'IdentityObject',
        hashed: true,
        identityHash: 'sha256$00',
        identityType: 'emailAddress',
        salt: 's',
      },
    ]
    const report = await check(
      await signRecord(record({ credentials: [inner], subject: { id: subject, identifiers } })),
    )
    expect(report.credentials?.[0]?.sameSubject).toBe(true)
  })

  it('2 CLR record: 40 badges pass under the caps of a record, which no other document has', async () => {
    const many: JsonObject[] = []
    for (let index = 0; index < 40; index += 1)
      many.push(await second({ id: `https://harbor.example.org/c/${index}` }))
    const report = await check(await signRecord(record({ credentials: many })))
    expect([report.verdict, report.credentials?.length]).toEqual(['valid', 40])
  }, 60_000)

  it('CL2: records inside records are followed to four levels', async () => {
    let inner = await signRecord(record())
    for (let level = 2; level <= 5; level += 1) {
      inner = await signRecord(
        record({ id: `https://harbor.example.org/records/${level}`, credentials: [inner] }),
      )
    }
    const depth = (report: Awaited<ReturnType<typeof check>>): number =>
      1 + Math.max(-1, ...(report.credentials ?? []).map((nested) => depth(nested.report)))
    const report = await check(inner)
    expect(report.verdict).toBe('inconclusive')
    expect(depth(report)).toBe(limits.verification.depth)
  }, 60_000)
})

const status = (list: string): JsonObject => ({
  ...(unsignedBadge().credentialStatus as JsonObject),
  id: `${list}#7`,
  statusListCredential: list,
})

const second = (extra: JsonObject = {}, signer = issuerKey) =>
  sign(unsignedBadge({ id: 'https://harbor.example.org/credentials/2', ...extra }), { signer })

function aboutOther(): JsonValue {
  const { credentialSubject } = unsignedBadge()
  const identifier = [
    {
      type: 'IdentityObject',
      hashed: true,
      identityHash: 'sha256$00',
      identityType: 'emailAddress',
      salt: 's',
    },
  ]
  return {
    ...(credentialSubject as JsonObject),
    id: 'urn:uuid:00000000-0000-4000-8000-000000000001',
    identifier,
  }
}
