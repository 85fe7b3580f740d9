import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { testSigner } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from './json.ts'
import { encodeJwk, jwkThumbprint, parseJwk } from './jwk.ts'
import { portableCrypto } from './portable-crypto.ts'

const refused = (code: string) => expect.objectContaining({ code })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaJwk = rsa.publicKey.export({ format: 'jwk' }) as JsonObject
const p256Jwk = encodeJwk(testSigner('jwk', 'p256').publicKey)

describe('JWK', () => {
  it.each(['ed25519', 'p256', 'p384'] as const)(
    'gives back a key of type %s, which OpenSSL reads alike',
    (type) => {
      const { publicKey } = testSigner('jwk', type)
      const jwk = encodeJwk(publicKey)
      expect(parseJwk(jwk)).toEqual(publicKey)
      expect(createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ format: 'jwk' })).toEqual(jwk)
    },
  )

  it('gives back an RSA key', () => {
    expect(encodeJwk(parseJwk(rsaJwk))).toEqual(rsaJwk)
  })

  it('has the thumbprint that RFC 7638 prints for its example', () => {
    const n =
      '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'
    const key = parseJwk({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' })
    expect(jwkThumbprint(key, portableCrypto)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs')
  })

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])(
    'OI5 refuses a key with the private member %s',
    (name) => {
      for (const jwk of [rsaJwk, p256Jwk])
        expect(() => parseJwk({ ...jwk, [name]: 'AQAB' })).toThrow(refused('jwk-private'))
    },
  )

  it('refuses keys that say they are for something else', () => {
    const others: JsonObject[] = [
      { use: 'enc' },
      { key_ops: ['sign'] },
      { key_ops: 'verify' },
      { alg: 'RS512' },
      { alg: 'RSA-OAEP' },
    ]
    for (const member of others) expect(() => parseJwk({ ...rsaJwk, ...member })).toThrow(refused('jwk'))
    expect(parseJwk({ ...rsaJwk, use: 'sig', key_ops: ['verify'], alg: 'RS256' }).type).toBe('rsa')
  })

  it('VJ4 refuses RSA keys below 2048 bits, and numbers written with leading zeros', () => {
    const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
      format: 'jwk',
    }) as JsonObject
    const padded = Buffer.concat([Buffer.alloc(1), Buffer.from(String(rsaJwk.n), 'base64url')]).toString(
      'base64url',
    )
    for (const jwk of [
      small,
      { ...rsaJwk, n: padded },
      { ...rsaJwk, e: 'AAEAAQ' },
      { ...rsaJwk, e: 'AQ' },
      { ...rsaJwk, e: 'AQAA' },
    ]) {
      expect(() => parseJwk(jwk)).toThrow(refused('jwk'))
    }
  })

  it('refuses points off the curve, and what is no key at all', () => {
    const wrong: JsonObject[] = [
      { ...p256Jwk, y: p256Jwk.x ?? '' },
      { ...p256Jwk, crv: 'P-384' },
      { ...p256Jwk, x: 'AA' },
      { ...p256Jwk, x: '***' },
      { kty: 'oct' },
      { kty: 'EC', crv: 'secp256k1' },
      { kty: 'OKP', crv: 'X25519', x: p256Jwk.x ?? '' },
      {},
    ]
    for (const jwk of wrong) expect(() => parseJwk(jwk)).toThrow(refused('jwk'))
  })
})
