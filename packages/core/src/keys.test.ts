import { testSigner } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { concatBytes } from './bytes.ts'
import {
  didKey,
  didKeyMethod,
  encodeMultikey,
  parseDidKey,
  parseDidKeyMethod,
  parseMultikey,
} from './keys.ts'
import { encodeMultibase } from './multibase.ts'

const types = ['ed25519', 'p256', 'p384'] as const
const refused = (code: string) => expect.objectContaining({ code })

describe('Multikey', () => {
  it.each(types)('gives back a key of type %s', (type) => {
    const { publicKey } = testSigner('keys', type)
    expect(parseMultikey(encodeMultikey(publicKey))).toEqual(publicKey)
  })

  it.each([
    ['ed25519', 'z6Mk'],
    ['p256', 'zDna'],
    ['p384', 'z82L'],
  ] as const)('DI16: writes %s with the prefix %s', (type, prefix) => {
    expect(encodeMultikey(testSigner('keys', type).publicKey).slice(0, 4)).toBe(prefix)
  })

  it.each([
    ['an X25519 header', Uint8Array.of(0xec, 0x01), 32],
    ['a secp256k1 header', Uint8Array.of(0xe7, 0x01), 33],
    ['an Ed25519 secret key header', Uint8Array.of(0x80, 0x26), 32],
    ['a key that is too short', Uint8Array.of(0xed, 0x01), 31],
    ['a key that is too long', Uint8Array.of(0xed, 0x01), 33],
    ['no key', Uint8Array.of(), 0],
    ['a P-256 point off the curve', Uint8Array.of(0x80, 0x24), 33],
  ])('DI16: refuses %s', (_, header, size) => {
    const text = encodeMultibase('z', concatBytes(header, new Uint8Array(size)))
    expect(() => parseMultikey(text)).toThrow(refused('multikey'))
  })

  it('refuses base64url multibase and texts that are not multibase', () => {
    const { publicKey } = testSigner('keys')
    const text = encodeMultibase('u', concatBytes(Uint8Array.of(0xed, 1), publicKey.bytes))
    expect(() => parseMultikey(text)).toThrow(refused('multikey'))
    expect(() => parseMultikey('')).toThrow(refused('multikey'))
    expect(() => parseMultikey(`z${'2'.repeat(1_000_000)}`)).toThrow(refused('multikey'))
  })
})

describe('did:key', () => {
  it.each(types)('names a key of type %s and its method', (type) => {
    const { publicKey } = testSigner('keys', type)
    expect(parseDidKey(didKey(publicKey))).toEqual(publicKey)
    expect(parseDidKeyMethod(didKeyMethod(publicKey))).toEqual({
      key: publicKey,
      controller: didKey(publicKey),
    })
  })

  it('KY1: refuses a method without fragment, with another fragment, or with two', () => {
    const { publicKey } = testSigner('keys')
    const did = didKey(publicKey)
    const other = encodeMultikey(testSigner('other').publicKey)
    for (const url of [
      did,
      `${did}#`,
      `${did}#${other}`,
      `${did}#key-1`,
      `${didKeyMethod(publicKey)}#x`,
      '#',
      '',
    ]) {
      expect(() => parseDidKeyMethod(url)).toThrow(refused('did-key'))
    }
  })

  it('refuses other methods, versions and queries', () => {
    const { publicKey } = testSigner('keys')
    for (const did of [
      'did:web:a.example',
      `${didKey(publicKey)}?x=1`,
      `did:key:1:${encodeMultikey(publicKey)}`,
      '',
    ]) {
      expect(() => parseDidKey(did)).toThrow(refused('did-key'))
    }
  })
})
