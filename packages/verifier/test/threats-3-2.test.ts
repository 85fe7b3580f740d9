import {
  decodeHex,
  didKey,
  didKeyMethod,
  encodeMultibase,
  encodeMultikey,
  type JsonObject,
  type JsonValue,
  type PublicKey,
  portableCrypto,
} from '@assay/core'
import { buildStatusEntry } from '@assay/credentials'
import { nodeCrypto } from '@assay/node'
import { testSigner } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  listUrl,
  method,
  multikeyMethod,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  statusList,
  unsignedBadge,
  verifyBadge,
} from '../src/test/badge.ts'

let network: Network
let badge: JsonObject
beforeAll(async () => {
  network = await goodNetwork()
  badge = await sign(unsignedBadge())
})

/** Every encoding of the eight points of small order, the non-canonical ones too. */
const edgePoints = [
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  '00'.repeat(32),
  `${'00'.repeat(31)}80`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  `01${'00'.repeat(30)}80`,
  ...['ec', 'ed', 'ee'].map((low) => `${low}${'ff'.repeat(31)}`),
  ...['ed', 'ee'].map((low) => `${low}${'ff'.repeat(30)}7f`),
]

const proofOf = (document: JsonObject) => document.proof as JsonObject
const withProofs = (...proofs: readonly JsonValue[]): JsonObject => ({ ...badge, proof: proofs })

describe('3.2 signatures', () => {
  const pairs = [
    { type: 'p256', order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n, half: 32 },
    {
      type: 'p384',
      order:
        0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
      half: 48,
    },
  ] as const

  // Fails when `verify` of a Crypto answers true for r = 0 or s = 0, as the Java of CVE-2022-21449 did.
  it.each(pairs)(
    'T5 $type: zero, out-of-range and DER signatures are refused',
    async ({ type, order, half }) => {
      const signer = testSigner('curve', type)
      const own = unsignedBadge({ issuer: { id: didKey(signer.publicKey), type: ['Profile'] } })
      const { credentialStatus: _, ...plain } = own
      const verificationMethod = didKeyMethod(signer.publicKey)
      const signed = await sign(plain, { signer, verificationMethod, cryptosuite: 'ecdsa-rdfc-2019' })
      expect((await verifyBadge(signed, {})).verdict).toBe('valid')
      const number = (value: bigint) => value.toString(16).padStart(2 * half, '0')
      const good = number(1n)
      const forms = [
        ...[
          [0n, 0n],
          [0n, 1n],
          [1n, 0n],
          [order, 1n],
          [1n, order],
          [order, order],
          [order + 1n, 1n],
          [1n, order - 1n],
        ],
      ].map(([r = 0n, s = 0n]) => number(r) + number(s))
      const der = `30${(4 + 2 * half).toString(16)}02${half.toString(16)}${good}02${half.toString(16)}${good}`
      for (const [crypto, hex] of [portableCrypto, nodeCrypto].flatMap((c) =>
        [...forms, der, ''].map((f) => [c, f] as const),
      )) {
        const proofValue = encodeMultibase('z', decodeHex(hex))
        const report = await verifyBadge(
          { ...signed, proof: { ...proofOf(signed), proofValue } },
          {},
          { crypto },
        )
        expect(report.verdict, hex).toBe('invalid')
      }
    },
  )

  // Fails when either engine is asked without the check of small order: the identity as key and R passes for anything.
  it('T6 Ed25519 edge points: both engines refuse every key and every R of small order', async () => {
    const [identity = '', lowest = ''] = edgePoints
    for (const [a, r] of edgePoints.flatMap((point) =>
      [point, identity, lowest].map((other) => [point, other]),
    )) {
      const key: PublicKey = { type: 'ed25519', bytes: decodeHex(a ?? '') }
      const { credentialStatus: _, ...plain } = unsignedBadge({
        issuer: { id: didKey(key), type: ['Profile'] },
      })
      const proofValue = encodeMultibase('z', decodeHex(`${r}${'00'.repeat(32)}`))
      const proof = { ...proofOf(badge), verificationMethod: didKeyMethod(key), proofValue }
      const [ours, openssl] = await Promise.all(
        [portableCrypto, nodeCrypto].map(
          async (crypto) => (await verifyBadge({ ...plain, proof }, {}, { crypto })).verdict,
        ),
      )
      expect([ours, openssl], `A ${a} R ${r}`).toEqual(['invalid', 'invalid'])
    }
  })

  // Fail with the binding step comparing hosts in place of the controller: eight of nine are then bound.
  it.each<[string, string]>([
    ['a key in the fragment', `${issuerId}#${encodeMultikey(otherKey.publicKey)}`],
    ['a path below the issuer', `${issuerId}/keys#key-1`],
    ['a path above the issuer', `${issuerId}/../evil#key-1`],
    ['a longer host', `https://harbor.example.org.evil.example.org/issuer#key-1`],
    ['the issuer as user name', `https://harbor.example.org@evil.example.org/issuer#key-1`],
    ['the issuer as query', `https://evil.example.org/?${issuerId}#key-1`],
    ['the issuer as fragment', `https://evil.example.org/#${issuerId}#key-1`],
    ['another scheme', `http://harbor.example.org/issuer#key-1`],
    ['a did:web of a longer host', 'did:web:harbor.example.org.evil.example.org#key-1'],
  ])('T8 KY4 %s: binding or look-up fails', async (_, verificationMethod) => {
    const signed = await sign(unsignedBadge(), { signer: otherKey, verificationMethod })
    const base = verificationMethod.split('#')[0] ?? ''
    // The attacker's server answers with whatever makes the key look listed.
    const listing = (id: string) => ({
      id,
      verificationMethod: [multikeyMethod(otherKey, verificationMethod, { controller: id })],
      assertionMethod: [verificationMethod],
    })
    const did = 'https://harbor.example.org.evil.example.org/.well-known/did.json'
    const evil: Network = { [base]: listing(base), [did]: listing(base) }
    for (const answers of [{ ...evil, ...network }, network]) {
      const report = await verifyBadge(signed, answers)
      expect(report.verdict).not.toBe('valid')
      expect(report.credential?.established).toEqual({})
    }
  })

  // Fails with the binding step passing when the issuer's document does not list the key.
  it('T12 a key of another tenant signs for nobody but that tenant', async () => {
    const tenantB = 'https://harbor.example.org/tenants/b'
    const methodB = `${tenantB}#key-1`
    const documentB = (extra: JsonObject = {}): JsonObject => ({
      id: tenantB,
      verificationMethod: [multikeyMethod(otherKey, methodB)],
      assertionMethod: [methodB],
      ...extra,
    })
    const forged = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: methodB })
    const check = async (document: JsonObject, answers: Network) =>
      deviations(await verifyBadge(document, { ...network, ...answers }))
    expect(await check(forged, { [tenantB]: documentB() })).toContain(
      'issuer-binding failed issuer-not-bound',
    )
    const claiming = documentB({ alsoKnownAs: [issuerId], controller: issuerId })
    expect(await check(forged, { [tenantB]: claiming })).toContain('issuer-binding failed issuer-not-bound')
    const borrowed = documentB({
      verificationMethod: [multikeyMethod(otherKey, methodB, { controller: issuerId })],
    })
    expect(await check(forged, { [tenantB]: borrowed })).toContain('proof failed key-not-authorised')
    const underA = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: method })
    expect(await check(underA, {})).toContain('proof failed proof-signature')
  })
})

describe('3.2 issuers', () => {
  /** Registered is the true issuer alone. */
  const trust = {
    vouchersFor: async (issuer: string) => (issuer === issuerId ? [{ registry: 'Port authority' }] : []),
  }
  const hosts = [
    'harb0r',
    'harbour',
    'harbor-example',
    'xn--hrbor-3ve',
    'www.harbor',
    'harbor.example.org.evil',
    'evil',
  ]
  const paths = [
    '/issuer',
    '/issuer/',
    '/Issuer',
    '/issuer?x',
    '/issuer%2f',
    '//issuer',
    '/%69ssuer',
    '/issuer;a',
    '/',
  ]
  const names = [
    'Harbor Logistics',
    'H\u0430rbor Logistics',
    'HARBOR LOGISTICS',
    'Harbor\u200b Logistics',
    '\u202eroHbra',
  ]

  // Fails when the trust step is asked without binding, and when a registry's name is compared instead of its id.
  it('T11 500 copies of an issuer with another key: none is shown as trusted, each by its own ASCII host', async () => {
    let tries = 0
    let shown = 0
    for (let index = 0; index < 500; index += 1) {
      const host = hosts[index % hosts.length] ?? ''
      const id = `https://${host}.example.org${paths[index % paths.length]}`
      const name = names[index % names.length] ?? ''
      const own = `${id}#key-1`
      const copy = {
        ...issuerDocument({ name }),
        id,
        verificationMethod: [multikeyMethod(otherKey, own)],
        assertionMethod: [own],
      }
      const claimed = index % 2 === 0 ? id : issuerId
      const { credentialStatus: _, ...plain } = unsignedBadge({
        issuer: { id: claimed, type: ['Profile'], name },
      })
      const signed = await sign(plain, { signer: otherKey, verificationMethod: own })
      const report = await verifyBadge(signed, { ...network, [id]: copy }, { ...nodeEngines, trust })
      const { established = {} } = report.credential ?? {}
      tries += 1
      if (report.checks.some(({ code }) => code === 'trust-vouched')) shown += 1
      expect(established.issuerId, id).not.toBe(issuerId)
      if (claimed === issuerId) expect(report.verdict).toBe('invalid')
      else expect(established.issuerHost, id).toBe(`${host}.example.org`)
      expect(established.issuerHost ?? '').toMatch(/^[\x21-\x7e]*$/)
    }
    expect({ tries, shown }).toEqual({ tries: 500, shown: 0 })
    expect((await verifyBadge(badge, network, { trust })).checks.at(-1)?.code).toBe('trust-vouched')
  }, 60_000)

  // What happened: the name came from the first proof's key, so that a stranger who added a proof named the issuer.
  it('T11 whoever adds a proof of their own to a badge does not lend it their name', async () => {
    const evil = 'https://evil.example.org/issuer'
    const evilDocument = {
      id: evil,
      name: 'Port Authority University',
      verificationMethod: [multikeyMethod(otherKey, `${evil}#k`)],
      assertionMethod: [`${evil}#k`],
    }
    const own = await sign(unsignedBadge(), { signer: otherKey, verificationMethod: `${evil}#k` })
    const report = await verifyBadge(withProofs(proofOf(own), proofOf(badge)), {
      ...network,
      [evil]: evilDocument,
    })
    expect(report.verdict).toBe('valid')
    expect(report.credential?.established).toMatchObject({
      issuerName: 'Harbor Logistics',
      signedBy: issuerId,
    })
  })

  it('T11 names in other scripts are not fetched and never established', async () => {
    for (const id of [
      'https://h\u0430rbor.example.org/issuer',
      'https://\u212barbor.example.org/',
      'https://harbor\u3002example.org/issuer',
    ]) {
      const signed = await sign(unsignedBadge({ issuer: { id, type: ['Profile'] } }), { signer: otherKey })
      const report = await verifyBadge(signed, network, { trust })
      expect(report.verdict).toBe('invalid')
      expect(report.credential?.established).toEqual({})
    }
  })
})

describe('3.2 status', () => {
  const entries = [buildStatusEntry({ purpose: 'revocation', list: listUrl, index: 7 })]
  const check = async (list: JsonValue | number | undefined) => {
    const revoked = await sign(unsignedBadge({ credentialStatus: entries }))
    const { [listUrl]: _, ...others } = network
    return (await verifyBadge(revoked, list === undefined ? others : { ...others, [listUrl]: list })).verdict
  }

  // Fails when an unreachable list counts as "not revoked".
  it('T13 a revoked badge is never valid, whatever happens to the answer', async () => {
    expect(await check(await statusList({ set: [7] }))).toBe('invalid')
    expect(await check(undefined)).toBe('inconclusive')
    for (const blocked of [204, 403, 404, 410, 500, '', '{}', 'null', '<html>Sign in</html>']) {
      expect(await check(blocked), String(blocked)).toBe('inconclusive')
    }
    const from = (validFrom: string, validUntil: string) => statusList({ change: { validFrom, validUntil } })
    expect(await check(await from('2026-01-01T00:00:00Z', '2026-05-03T16:37:59Z'))).toBe('inconclusive')
    expect(await check(await from('2026-05-03T16:38:01Z', '2026-06-01T00:00:00Z'))).toBe('inconclusive')
    expect(await check(await statusList({ signer: otherKey }))).toBe('inconclusive')
    const foreign = { signer: otherKey, verificationMethod: didKeyMethod(otherKey.publicKey) }
    expect(await check(await statusList(foreign))).toBe('inconclusive')
    expect(
      await check(await statusList({ ...foreign, change: { issuer: didKey(otherKey.publicKey) } })),
    ).toBe('inconclusive')
    expect(await check(await statusList({ url: 'https://harbor.example.org/status/9' }))).toBe('inconclusive')
  })
})
