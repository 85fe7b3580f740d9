import { constants, createHash, generateKeyPairSync, privateEncrypt, sign } from 'node:crypto'
import {
  type Crypto,
  createWebCrypto,
  encodeUtf8,
  type JsonObject,
  parseJwk,
  portableCrypto,
  type RsaPublicKey,
} from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeCrypto } from './node-crypto.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const larger = generateKeyPairSync('rsa', { modulusLength: 3072 })
const key = rsaKeyOf(pair)
const message = encodeUtf8('a badge')
const engines: readonly (readonly [string, Crypto])[] = [
  ['portableCrypto', portableCrypto],
  ['nodeCrypto', nodeCrypto],
  ['createWebCrypto', createWebCrypto(undefined)],
]

function rsaKeyOf({ publicKey }: typeof pair): RsaPublicKey {
  const read = parseJwk(publicKey.export({ format: 'jwk' }) as JsonObject)
  if (read.type !== 'rsa') throw new TypeError('this is an RSA key')
  return read
}

/** A signature over any block of bytes, which only the holder of the key can make. */
const signBlock = (block: Uint8Array) =>
  new Uint8Array(privateEncrypt({ key: pair.privateKey, padding: constants.RSA_NO_PADDING }, block))
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex')
const digest = createHash('sha256').update(message).digest()
function blockOf(head: readonly number[], info: Uint8Array, tail: Uint8Array): Uint8Array {
  const rest = Buffer.concat([Buffer.of(0), info, tail])
  return Buffer.concat([Buffer.from(head), Buffer.alloc(256 - head.length - rest.length, 0xff), rest])
}

describe.each(engines)('RS256 with %s', (_, crypto) => {
  it.each([
    [2048, pair],
    [3072, larger],
  ] as const)('accepts what a key of %i bits signed, and no other message', (_bits, own) => {
    const signature = sign('sha256', message, own.privateKey)
    expect(crypto.verify(rsaKeyOf(own), message, signature)).toBe(true)
    expect(crypto.verify(rsaKeyOf(own), encodeUtf8('a cadge'), signature)).toBe(false)
  })

  it('refuses a signature with any bit changed', () => {
    const signature = new Uint8Array(sign('sha256', message, pair.privateKey))
    fc.assert(
      fc.property(fc.nat(2047), (bit) => {
        const changed = signature.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
        expect(crypto.verify(key, message, changed)).toBe(false)
      }),
      { numRuns: 40 },
    )
  })

  it('T5 refuses zero, maximal, too short and too long signatures without throwing', () => {
    const good = sign('sha256', message, pair.privateKey)
    const wrong = [
      new Uint8Array(256),
      new Uint8Array(256).fill(255),
      good.subarray(1),
      Buffer.concat([Buffer.alloc(1), good]),
      new Uint8Array(),
    ]
    for (const signature of wrong) expect(crypto.verify(key, message, signature)).toBe(false)
  })

  it('accepts the one encoding of RFC 8017 9.2 and none that only looks like it', () => {
    const empty = Buffer.alloc(0)
    expect(crypto.verify(key, message, signBlock(blockOf([0, 1], digestInfo, digest)))).toBe(true)
    const shortPadding = Buffer.concat([
      Buffer.of(0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 0),
      digestInfo,
      digest,
      Buffer.alloc(194, 7),
    ])
    const withoutNull = Buffer.from('302f300b06096086480165030402010420', 'hex')
    const forged = [
      blockOf([0, 2], digestInfo, digest),
      blockOf([0, 1, 254], digestInfo, digest),
      blockOf([0, 1], empty, digest),
      blockOf([0, 1], withoutNull, digest),
      blockOf([0, 1], digestInfo, Buffer.concat([digest, Buffer.of(0)])),
      shortPadding,
    ]
    for (const block of forged) expect(crypto.verify(key, message, signBlock(block))).toBe(false)
  })

  it('VJ4 refuses keys that are too small, even, or of a slow exponent', () => {
    const signature = sign('sha256', message, pair.privateKey)
    const keys: RsaPublicKey[] = [
      { ...key, modulus: key.modulus.slice(0, 128) },
      { ...key, modulus: key.modulus.map((byte, at) => (at === 255 ? byte & 254 : byte)) },
      { ...key, exponent: Uint8Array.of(1) },
      { ...key, exponent: Uint8Array.of(1, 0, 0, 0, 1) },
      { ...key, exponent: new Uint8Array() },
      { ...key, modulus: new Uint8Array(1025).fill(255) },
    ]
    for (const other of keys) expect(crypto.verify(other, message, signature)).toBe(false)
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const { n, e } = weak.publicKey.export({ format: 'jwk' })
    const small: RsaPublicKey = {
      type: 'rsa',
      modulus: Buffer.from(n ?? '', 'base64url'),
      exponent: Buffer.from(e ?? '', 'base64url'),
    }
    expect(crypto.verify(small, message, sign('sha256', message, weak.privateKey))).toBe(false)
  })
})
