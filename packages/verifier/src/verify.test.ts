import {
  didKey,
  didKeyMethod,
  encodeMultikey,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@assay/core'
import { bakePng, buildStatusEntry } from '@assay/credentials'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkIds } from './report.ts'
import {
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  listUrl,
  memoryNetwork,
  method,
  type Network,
  now,
  otherKey,
  sign,
  statusList,
  suspensionUrl,
  unsignedBadge,
  verifyBadge,
  verifyOptions,
} from './verify.fixture.ts'
import { verify } from './verify.ts'

const extensionsContext = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'

let badge: JsonObject
let network: Network

beforeAll(async () => {
  badge = await sign(unsignedBadge())
  network = await goodNetwork()
})

describe('verify', () => {
  it('calls a signed, unrevoked badge of the issuer it names valid, with every step in order', async () => {
    const report = await verifyBadge(badge, network)
    expect(deviations(report)).toEqual([])
    expect(report.verdict).toBe('valid')
    expect(report.format).toBe('ob3-json')
    expect(report.checks.map((check) => check.id)).toEqual(checkIds)
  })

  it('keeps what it established apart from what the badge says', async () => {
    const { credential } = await verifyBadge(badge, network)
    expect(credential?.established).toEqual({
      issuerId,
      issuerHost: 'harbor.example.org',
      issuerName: 'Harbor Logistics',
      signedBy: issuerId,
    })
    expect(credential?.claimed).toMatchObject({
      issuerName: 'Harbor Logistics (says the badge)',
      achievementName: 'Forklift safety',
    })
    const forged = await verifyBadge({ ...badge, name: 'Captain' }, network)
    expect(forged.credential?.established).toEqual({})
  })

  it('reads the badge out of an image', async () => {
    const image = bakePng(onePixel, JSON.stringify(badge))
    const report = await verify(image, verifyOptions(network))
    expect(report).toMatchObject({ format: 'ob3-png', verdict: 'valid' })
    const damaged = image.map((byte, index) => (index === 60 ? byte ^ 1 : byte))
    expect(await verify(damaged, verifyOptions(network))).toMatchObject({ verdict: 'invalid' })
    expect(deviations(await verify(onePixel, verifyOptions(network)))[0]).toBe('parse failed parse-no-badge')
  })

  it('runs every check even after one failed', async () => {
    const expired = await sign(unsignedBadge({ validUntil: '2026-02-01T00:00:00Z' }))
    const report = await verifyBadge(
      { ...expired, name: 'Captain' },
      { ...network, [listUrl]: await statusList({ set: [94_567] }) },
      { recipient: { value: 'eve@example.org' } },
    )
    expect(report.verdict).toBe('invalid')
    expect(deviations(report)).toEqual([
      'proof failed proof-signature',
      'status failed status-revoked',
      'validity-dates failed dates-expired',
      'recipient failed recipient-mismatch',
      'trust-registry skipped needs-issuer-binding',
    ])
  })

  it('asks for each document once, and for nothing else', async () => {
    const { fetchDocument, asked } = memoryNetwork(network)
    await verifyBadge(badge, {}, { fetchDocument })
    expect(asked).toEqual([issuerId, listUrl])
  })

  it('stops at the budget of documents and of time', async () => {
    const few = await verifyBadge(badge, network, { budget: { fetches: 1 } })
    expect(deviations(few)).toEqual(['status unknown status-unreachable'])
    let clock = now
    const late = await verifyBadge(badge, network, {
      now: () => {
        clock += 10_000
        return clock
      },
      at: now,
    })
    expect(deviations(late)).toContain('status unknown status-unreachable')
    expect(late.verdict).toBe('inconclusive')
  })
})

describe('verify on content that is no signed badge', () => {
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['nothing', '', 'parse failed parse-empty'],
    ['white space', ' \n', 'parse failed parse-empty'],
    ['prose', 'a badge, honestly', 'parse failed parse-unreadable'],
    ['bytes', Uint8Array.of(0, 255, 254, 1), 'parse failed parse-unreadable'],
    ['half a document', '{"type":', 'parse failed parse-json'],
    ['J7 a duplicate name', '{"type":1,"type":2}', 'parse failed parse-json'],
    ['J7 a deep document', '['.repeat(100_000), 'parse failed parse-json'],
    ['J7 a lone surrogate', '{"type":"\\ud800"}', 'parse failed parse-json'],
    ['a large document', `{"a":"${'x'.repeat(1_100_000)}"}`, 'parse failed parse-too-large'],
    ['other JSON', '{"type":"Person"}', 'parse failed parse-not-credential'],
    ['J6 __proto__', '{"__proto__":{"type":"VerifiableCredential"}}', 'parse failed parse-not-credential'],
    ['an HTML page', '<!doctype html><p>Sign in</p>', 'parse failed parse-unreadable'],
    ['an SVG without badge', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'parse failed parse-no-badge'],
  ]
  for (const [name, input, expected] of cases) {
    it(`calls ${name} invalid and fetches nothing`, async () => {
      const { fetchDocument, asked } = memoryNetwork(network)
      const report = await verify(input, verifyOptions({}, { fetchDocument }))
      expect(report.verdict).toBe('invalid')
      expect(deviations(report)[0]).toBe(expected)
      expect(report.checks.slice(1).every((check) => check.code === 'needs-parse')).toBe(true)
      expect(asked).toEqual([])
    })
  }

  const jwt = (header: JsonObject, payload: JsonObject) =>
    `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.AAAA`
  const unbuilt: readonly (readonly [string, string | Uint8Array])[] = [
    ['ob3-jwt', jwt({ alg: 'RS256' }, { vc: {} })],
    ['ob3-jwt', jwt({ alg: 'none', typ: 'JWT' }, {})],
    ['vc-jwt', jwt({ alg: 'ES256', typ: 'vc+jwt' }, {})],
    ['ob2-jws', jwt({ alg: 'RS256' }, { badge: 'https://x.example' })],
    ['ob2-json', '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}'],
    ['clr2-json', '{"type":["VerifiableCredential","ClrCredential"]}'],
    ['vp-json', '{"type":"VerifiablePresentation"}'],
    ['ob3-svg', '<svg xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"/>'],
    ['ob2-svg', '<svg xmlns:openbadges="http://openbadges.org"/>'],
  ]
  for (const [format, input] of unbuilt) {
    it(`names ${format} and says that it is not checked yet`, async () => {
      const report = await verify(input, verifyOptions({}))
      expect(report).toMatchObject({ format, verdict: 'inconclusive' })
      expect(report.checks.filter((check) => check.outcome === 'passed')).toEqual([])
      expect(deviations(report)).toContain('proof unknown format-not-built')
    })
  }
})

describe('verify on keys and issuers', () => {
  it('accepts did:key, where key and issuer are one name', async () => {
    const signer = testSigner('did')
    const own = unsignedBadge({ issuer: { id: didKey(signer.publicKey), type: ['Profile'] } })
    const { credentialStatus: _, ...rest } = own
    const signed = await sign(rest, { signer, verificationMethod: didKeyMethod(signer.publicKey) })
    const { fetchDocument, asked } = memoryNetwork({})
    const report = await verifyBadge(signed, {}, { fetchDocument })
    expect(deviations(report)).toEqual(['status skipped status-absent'])
    expect(report.verdict).toBe('valid')
    expect(asked).toEqual([])
  })

  it('T12 tells a good signature of somebody else from one of the issuer', async () => {
    const forged = await sign(unsignedBadge(), {
      signer: otherKey,
      verificationMethod: didKeyMethod(otherKey.publicKey),
    })
    const report = await verifyBadge(forged, network)
    expect(report.verdict).toBe('invalid')
    expect(deviations(report)).toEqual([
      'issuer-binding failed issuer-not-bound',
      'trust-registry skipped needs-issuer-binding',
    ])
    expect(report.credential?.established).toEqual({})
  })

  it('KY1 refuses a did:key without fragment', async () => {
    const bare = didKey(otherKey.publicKey)
    const signed = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: bare })
    expect(deviations(await verifyBadge(signed, network))).toContain('proof failed key-malformed')
  })

  it('T8 KY4 takes no key from the address, though it starts with the issuer’s', async () => {
    const address = `${issuerId}#${encodeMultikey(otherKey.publicKey)}`
    const signed = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: address })
    const report = await verifyBadge(signed, network)
    expect(report.verdict).toBe('invalid')
    expect(deviations(report)).toContain('proof failed key-not-listed')
    const elsewhere = `${issuerId}/../evil#key-1`
    const other = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: elsewhere })
    const evil = issuerDocument({ verificationMethod: [], assertionMethod: [] })
    const second = await verifyBadge(other, { ...network, [`${issuerId}/../evil`]: evil })
    expect(second.verdict).toBe('invalid')
  })

  const documents: readonly (readonly [string, JsonValue | number, string, string])[] = [
    [
      'KY3 another id',
      issuerDocument({ id: 'https://other.example.org/' }),
      'failed key-document',
      'invalid',
    ],
    [
      'KY7 no assertionMethod',
      issuerDocument({ assertionMethod: [] }),
      'failed key-not-authorised',
      'invalid',
    ],
    ['KY3 no such key', issuerDocument({ verificationMethod: [] }), 'failed key-not-listed', 'invalid'],
    ['no answer', 404, 'unknown key-unreachable', 'inconclusive'],
    ['S6 no JSON', 'Sign in', 'unknown key-unreachable', 'inconclusive'],
    ['S6 a list', [], 'unknown key-unreachable', 'inconclusive'],
  ]
  for (const [name, document, expected, verdict] of documents) {
    it(`answers ${expected} when the document of the key has ${name}`, async () => {
      const report = await verifyBadge(badge, { ...network, [issuerId]: document })
      expect(deviations(report)).toContain(`proof ${expected}`)
      expect(deviations(report)).toContain('issuer-binding skipped needs-key')
      expect(report.verdict).toBe(verdict)
    })
  }

  const keys: readonly (readonly [string, JsonObject, string])[] = [
    ['KY8 revoked', { revoked: '2026-05-01T00:00:00Z' }, 'proof failed key-revoked'],
    ['KY8 expired', { expires: '2026-05-01T00:00:00Z' }, 'proof failed key-expired'],
    ['KY8 oddly revoked', { revoked: 'yes' }, 'proof failed key-malformed'],
    ['KY9 private', { secretKeyMultibase: 'z1' }, 'proof failed key-private'],
    ['DI16 unknown', { publicKeyMultibase: 'z6LS' }, 'proof failed key-malformed'],
    ['KY3 nobody’s', { controller: 5 }, 'proof failed key-malformed'],
  ]
  for (const [name, change, expected] of keys) {
    it(`refuses a key that is ${name}`, async () => {
      const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
      const document = issuerDocument({ verificationMethod: [{ ...first, ...change }] })
      const report = await verifyBadge(badge, { ...network, [issuerId]: document })
      expect(deviations(report)).toContain(expected)
      expect(report.verdict).toBe('invalid')
    })
  }

  it('KY8 honours a key that will be revoked later, and judges at the instant given', async () => {
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const document = issuerDocument({ verificationMethod: [{ ...first, revoked: '2026-05-04T00:00:00Z' }] })
    const later = { ...network, [issuerId]: document }
    expect((await verifyBadge(badge, later)).verdict).toBe('valid')
    const tomorrow = await verifyBadge(badge, later, { at: now + 86_400_000 })
    expect(deviations(tomorrow)).toContain('proof failed key-revoked')
  })

  it('KY2 resolves did:web, and KY6 binds it when the issuer’s document lists the same key', async () => {
    const did = 'did:web:harbor.example.org:staff'
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const own = { ...first, id: `${did}#k`, controller: did }
    const didDocument = { id: did, verificationMethod: [own], assertionMethod: ['#k'] }
    const signed = await sign(unsignedBadge(), { verificationMethod: `${did}#k` })
    const web = { ...network, 'https://harbor.example.org/staff/did.json': didDocument }
    expect(deviations(await verifyBadge(signed, web))).toEqual(['issuer-binding passed issuer-listed'])
    const stranger = { ...web, [issuerId]: issuerDocument({ assertionMethod: [] }) }
    expect(deviations(await verifyBadge(signed, stranger))).toContain(
      'issuer-binding failed issuer-not-bound',
    )
    const silent = { ...web, [issuerId]: 503 }
    const open = await verifyBadge(signed, silent)
    expect(deviations(open)).toContain('issuer-binding unknown issuer-unreachable')
    expect(open.verdict).toBe('inconclusive')
  })

  it('KY3 reads a key that lies at an address of its own when its controller lists it', async () => {
    const address = 'https://keys.example.org/1'
    const [first = {}] = issuerDocument().verificationMethod as JsonObject[]
    const key = { ...first, id: address, controller: issuerId }
    const signed = await sign(unsignedBadge(), { verificationMethod: address })
    const listing = {
      ...network,
      [address]: key,
      [issuerId]: issuerDocument({ assertionMethod: [address, method] }),
    }
    expect(deviations(await verifyBadge(signed, listing))).toEqual([])
    const claimed = await verifyBadge(signed, { ...network, [address]: key })
    expect(deviations(claimed)).toContain('proof failed key-not-authorised')
  })

  it('says who vouches, which never turns a verdict', async () => {
    const trust = { vouchersFor: async () => [{ registry: 'Port authority' }] }
    const report = await verifyBadge(badge, network, { trust })
    expect(deviations(report)).toEqual(['trust-registry passed trust-vouched'])
  })
})

describe('verify on proofs', () => {
  it('DI9 lists every proof, and fails when one that was checked failed', async () => {
    const twice = await sign(badge, { signer: otherKey })
    const report = await verifyBadge(twice, network)
    expect(deviations(report)).toContain('proof failed proof-signature')
    const proofs = report.checks.find((check) => check.id === 'proof')?.details?.proofs
    expect(proofs).toMatchObject([{ code: 'proof-ok' }, { code: 'proof-signature' }])
  })

  it('DI9 warns when a proof of an unknown suite stands beside a passing one', async () => {
    const proofs = [badge.proof ?? null, { type: 'DataIntegrityProof', cryptosuite: 'bbs-2023' }]
    const report = await verifyBadge({ ...badge, proof: proofs }, network)
    expect(deviations(report)).toEqual(['proof warning proof-partly-unsupported'])
    expect(report.verdict).toBe('valid')
    const alone = await verifyBadge({ ...badge, proof: proofs.slice(1) }, network)
    expect(deviations(alone)).toContain('proof unknown proof-cryptosuite')
    expect(alone.verdict).toBe('inconclusive')
  })

  it('T9 calls a badge without proof invalid', async () => {
    expect(deviations(await verifyBadge(unsignedBadge(), network))).toContain('proof failed proof-missing')
    const many = await verifyBadge({ ...badge, proof: Array(11).fill(badge.proof) }, network)
    expect(deviations(many)).toContain('proof failed proof-malformed')
  })

  it('T10 calls no mutant valid', async () => {
    const places = placesOf(badge, [])
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
        async (place, value) => {
          const mutant = replaceAt(badge, place, value)
          if (JSON.stringify(mutant) === JSON.stringify(badge)) return
          expect((await verifyBadge(mutant, network)).verdict, place.join('.')).not.toBe('valid')
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('verify on words without fixed meaning', () => {
  const contexts = unsignedBadge()['@context'] as JsonValue[]
  const cases: readonly (readonly [string, JsonObject, string])[] = [
    [
      'J3 an unknown context',
      { '@context': [...contexts, 'https://evil.example.org/c'] },
      'data-model-context',
    ],
    [
      'J4 a redefined term',
      { '@context': [...contexts, { name: 'https://x.example/n' }] },
      'data-model-context',
    ],
    [
      'J4 a catch-all',
      { '@context': [...contexts, { '@vocab': 'https://x.example/' }] },
      'data-model-context',
    ],
    ['J5 an undefined term', { nickname: 'Ana' }, 'data-model-undefined-term'],
    [
      'J6 __proto__ as a term',
      JSON.parse('{"__proto__":{"a":1}}') as JsonObject,
      'data-model-undefined-term',
    ],
  ]
  for (const [name, change, code] of cases) {
    it(`fails ${name} and fetches nothing`, async () => {
      const { fetchDocument, asked } = memoryNetwork(network)
      const changed = Object.fromEntries([...Object.entries(badge), ...Object.entries(change)])
      const own = name.startsWith('J6') ? `{"__proto__":{"a":1},${JSON.stringify(badge).slice(1)}` : undefined
      const input = own ?? JSON.stringify(changed)
      const report = await verify(input, verifyOptions({}, { fetchDocument }))
      expect(deviations(report)).toContain(`data-model failed ${code}`)
      expect(report.verdict).toBe('invalid')
      expect(report.credential).toBeUndefined()
      expect(asked).toEqual([])
    })
  }

  it('reports every fault of form, and still checks the rest', async () => {
    const { id: _, ...rest } = unsignedBadge({ validUntil: '2025-01-01', name: 5 })
    const report = await verifyBadge(await sign(rest), network)
    expect(deviations(report)).toEqual([
      'data-model failed data-model-malformed',
      'validity-dates failed dates-unreadable',
    ])
    const problems = report.checks[1]?.details?.problems as JsonObject[]
    expect(problems.map((problem) => problem.pointer).sort()).toEqual(['/id', '/name', '/validUntil'])
  })

  it('OD6 accepts an older context with a warning', async () => {
    const older = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'
    const { awardedDate: _, ...rest } = unsignedBadge({ '@context': [contexts[0] ?? '', older] })
    const signed = await sign(rest)
    const report = await verifyBadge(signed, network)
    expect(deviations(report)).toEqual(['data-model warning data-model-superseded'])
    expect(report.verdict).toBe('valid')
  })
})

describe('verify on dates, recipients, schemas, refresh and endorsements', () => {
  it('VM5 compares instants, at the instant of judgement', async () => {
    const signed = await sign(unsignedBadge({ validUntil: '2026-05-03T18:38:00+02:00' }))
    expect((await verifyBadge(signed, network)).verdict).toBe('valid')
    const after = await verifyBadge(signed, network, { at: now + 1 })
    expect(deviations(after)).toEqual(['validity-dates failed dates-expired'])
    const lists = {
      ...network,
      [listUrl]: await statusList({ change: { validFrom: '2025-01-01T00:00:00Z' } }),
    }
    const before = await verifyBadge(signed, lists, { at: Date.parse('2025-12-31T23:59:59Z') })
    expect(deviations(before)).toEqual(['validity-dates failed dates-not-yet'])
  })

  it('OD7 answers whom the badge is about', async () => {
    const ask = async (value: string, identityType?: string) => {
      const recipient = identityType === undefined ? { value } : { value, identityType }
      return deviations(await verifyBadge(badge, network, { recipient }))
    }
    expect(await ask('Ana@Example.org')).toEqual(['recipient passed recipient-ok'])
    expect(await ask('urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11')).toEqual([
      'recipient passed recipient-ok',
    ])
    expect(await ask('eve@example.org')).toEqual(['recipient failed recipient-mismatch'])
    expect(await ask('Ana', 'name')).toEqual(['recipient failed recipient-none'])
  })

  it('OD4 leaves a schema open, and warns of a newer version', async () => {
    const signed = await sign(
      unsignedBadge({
        '@context': [...(unsignedBadge()['@context'] as JsonValue[]), extensionsContext],
        credentialSchema: [{ id: 'https://x.example.org/s', type: '1EdTechJsonSchemaValidator2019' }],
        refreshService: { id: 'https://x.example.org/r', type: '1EdTechCredentialRefresh' },
      }),
    )
    const report = await verifyBadge(signed, network)
    expect(deviations(report)).toEqual([
      'schema unknown schema-not-built',
      'refresh warning refresh-not-built',
    ])
    expect(report.verdict).toBe('valid')
  })

  it('OD8 verifies endorsements on their own signature', async () => {
    const endorsement = (extra: JsonObject = {}): JsonObject => ({
      '@context': unsignedBadge()['@context'] ?? '',
      id: 'urn:uuid:2a3b1c54-8f4e-4f0e-9a5a-0a4d2f6f9d12',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      issuer: { id: issuerId, type: ['Profile'] },
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        id: 'https://harbor.example.org/credentials/1',
        type: ['EndorsementSubject'],
        endorsementComment: 'Sound.',
      },
      ...extra,
    })
    const check = async (endorsed: JsonObject) =>
      deviations(await verifyBadge(await sign(unsignedBadge({ endorsement: [endorsed] })), network))
    const good = await sign(endorsement())
    expect(await check(good)).toEqual(['endorsements passed endorsements-ok'])
    expect(await check({ ...good, validFrom: '2026-01-02T00:00:00Z' })).toEqual([
      'endorsements failed endorsements-failed',
    ])
    expect(await check(await sign(endorsement({ validUntil: '2026-02-01T00:00:00Z' })))).toEqual([
      'endorsements warning endorsements-lapsed',
    ])
    const other = { id: 'urn:uuid:0', type: ['EndorsementSubject'] }
    expect(await check(await sign(endorsement({ credentialSubject: other })))).toEqual([
      'endorsements failed endorsements-failed',
    ])
  })
})

describe('verify on several statuses', () => {
  it('BS8 looks at every entry and names the most serious', async () => {
    const entries = [
      buildStatusEntry({ purpose: 'suspension', list: suspensionUrl, index: 7 }),
      buildStatusEntry({ purpose: 'revocation', list: listUrl, index: 7 }),
    ]
    const two = await sign(unsignedBadge({ credentialStatus: entries }))
    const check = async (revoked: number[], suspended: number[]) => {
      const lists = {
        [listUrl]: await statusList({ set: revoked }),
        [suspensionUrl]: await statusList({ set: suspended, purpose: 'suspension', url: suspensionUrl }),
      }
      return deviations(await verifyBadge(two, { ...network, ...lists }))
    }
    expect(await check([], [])).toEqual([])
    expect(await check([], [7])).toEqual(['status failed status-suspended'])
    expect(await check([7], [7])).toEqual(['status failed status-revoked'])
    const { [suspensionUrl]: _, ...half } = { ...network }
    expect(deviations(await verifyBadge(two, half))).toEqual(['status unknown status-unreachable'])
  })
})

/** A PNG of one pixel, made here so that no file is needed. */
const onePixel = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

type Place = readonly (string | number)[]

function placesOf(value: JsonValue, at: Place): Place[] {
  if (isJsonArray(value))
    return value.flatMap((item, index) => [[...at, index], ...placesOf(item, [...at, index])])
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([name, item]) => [[...at, name], ...placesOf(item, [...at, name])])
}

function replaceAt(value: JsonValue, place: Place, replacement: JsonValue | undefined): JsonValue {
  const [head, ...rest] = place
  if (head === undefined) return replacement ?? null
  if (isJsonArray(value)) {
    return value.flatMap((item, index) =>
      index !== head
        ? [item]
        : rest.length === 0 && replacement === undefined
          ? []
          : [replaceAt(item, rest, replacement)],
    )
  }
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).flatMap(([name, item]): [string, JsonValue][] => {
    if (name !== head) return [[name, item]]
    return rest.length === 0 && replacement === undefined ? [] : [[name, replaceAt(item, rest, replacement)]]
  })
  return Object.fromEntries(entries)
}
