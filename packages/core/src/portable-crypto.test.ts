import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { sharedVectors } from '@assay/testkit'
import { p256 } from '@noble/curves/nist.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, decodeHex, encodeUtf8 } from './bytes.ts'
import type { PublicKey } from './crypto.ts'
import { portableCrypto } from './portable-crypto.ts'

const vectors = sharedVectors('ed25519-cctv')

/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410). */
const spki = (key: Uint8Array) => Buffer.from(concatBytes(decodeHex('302a300506032b6570032100'), key))

describe('Ed25519', () => {
  it.skipIf(vectors === null)(
    'T6, DI14: gives the verdict of OpenSSL, less points of small order, for every edge case of C2SP/CCTV',
    () => {
      const cases = vectors?.json('ed25519vectors.json') as {
        key: string
        sig: string
        msg: string
        number: number
        flags: readonly string[] | null
      }[]
      vectors?.report(cases.length)
      const accepted = cases.filter(({ key, sig, msg, number, flags }) => {
        const publicKey = decodeHex(key)
        const message = encodeUtf8(msg)
        const ours = portableCrypto.verify({ type: 'ed25519', bytes: publicKey }, message, decodeHex(sig))
        const openssl = createPublicKey({ key: spki(publicKey), format: 'der', type: 'spki' })
        const small = flags?.some((flag) => flag === 'low_order_A' || flag === 'low_order_R') ?? false
        expect({ number, verdict: ours }).toEqual({
          number,
          verdict: !small && verify(null, message, openssl, decodeHex(sig)),
        })
        return ours
      })
      expect(cases).toHaveLength(914)
      expect(accepted).toHaveLength(43)
    },
  )

  it('accepts what OpenSSL signed and refuses it after any flipped bit', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const key: PublicKey = {
      type: 'ed25519',
      bytes: publicKey.export({ format: 'der', type: 'spki' }).subarray(12),
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(511), (message, bit) => {
        const signature = new Uint8Array(sign(null, message, privateKey))
        expect(portableCrypto.verify(key, message, signature)).toBe(true)
        const place = bit >> 3
        signature[place] = (signature[place] ?? 0) ^ (1 << (bit & 7))
        expect(portableCrypto.verify(key, message, signature)).toBe(false)
      }),
      { numRuns: 25 },
    )
  })

  it('answers false for keys and signatures of wrong length', () => {
    const short: PublicKey = { type: 'ed25519', bytes: new Uint8Array(31) }
    expect(portableCrypto.verify(short, new Uint8Array(), new Uint8Array(64))).toBe(false)
    const key: PublicKey = { type: 'ed25519', bytes: new Uint8Array(32) }
    expect(portableCrypto.verify(key, new Uint8Array(), new Uint8Array(63))).toBe(false)
  })
})

describe('ECDSA', () => {
  const pairs = [
    { type: 'p256', curve: 'P-256', hash: 'sha256', half: 32 },
    { type: 'p384', curve: 'P-384', hash: 'sha384', half: 48 },
  ] as const

  const made = pairs.map((pair) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: pair.curve })
    const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-2 * pair.half)
    const odd = (point.at(-1) ?? 0) & 1
    const key: PublicKey = {
      type: pair.type,
      bytes: concatBytes(Uint8Array.of(2 + odd), point.subarray(0, pair.half)),
    }
    const message = encodeUtf8('message')
    const raw = new Uint8Array(sign(pair.hash, message, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
    const der = new Uint8Array(sign(pair.hash, message, { key: privateKey, dsaEncoding: 'der' }))
    return { ...pair, key, message, raw, der }
  })

  it.each(made)('accepts what OpenSSL signed with $curve', ({ key, message, raw }) => {
    expect(portableCrypto.verify(key, message, raw)).toBe(true)
    expect(portableCrypto.verify(key, encodeUtf8('massage'), raw)).toBe(false)
  })

  it.each(made)(
    'T5, DI15: refuses zero, out-of-range numbers and DER with $curve',
    ({ key, message, raw, der, half }) => {
      const zero = new Uint8Array(half)
      const huge = new Uint8Array(half).fill(255)
      for (const signature of [
        concatBytes(zero, zero),
        concatBytes(zero, raw.subarray(half)),
        concatBytes(raw.subarray(0, half), zero),
        concatBytes(huge, raw.subarray(half)),
        concatBytes(raw.subarray(0, half), huge),
        der,
      ]) {
        expect(portableCrypto.verify(key, message, signature)).toBe(false)
      }
    },
  )

  it('accepts both signs of s, as the standard has no low-S rule', () => {
    const { key, message, raw } = made[0] ?? expect.fail('no P-256 pair')
    const s = BigInt(`0x${Buffer.from(raw.subarray(32)).toString('hex')}`)
    const other = (p256.Point.Fn.ORDER - s).toString(16).padStart(64, '0')
    expect(portableCrypto.verify(key, message, concatBytes(raw.subarray(0, 32), decodeHex(other)))).toBe(true)
  })

  it('answers false for a key that is no point of the curve', () => {
    const key: PublicKey = { type: 'p256', bytes: Uint8Array.of(2, ...new Uint8Array(32).fill(255)) }
    expect(portableCrypto.verify(key, new Uint8Array(), new Uint8Array(64).fill(1))).toBe(false)
  })
})

describe('hashes', () => {
  it('agree with OpenSSL', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Buffer.from(portableCrypto.sha256(bytes))).toEqual(createHash('sha256').update(bytes).digest())
        expect(Buffer.from(portableCrypto.sha384(bytes))).toEqual(createHash('sha384').update(bytes).digest())
      }),
      { numRuns: 30 },
    )
  })
})
