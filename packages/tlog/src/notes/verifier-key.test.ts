import { createHash } from 'node:crypto'
import { decodeHex, encodeBase64, encodeHex, encodeUtf8 } from '@assay/core'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import { anyName, anyResemblingText, c2spExample, crypto, logKey, outcome, refusal } from './notes.fixture.ts'
import {
  createVerifierKey,
  formatVerifierKey,
  keyId,
  keyTypes,
  parseVerifierKey,
  sameVerifierKey,
} from './verifier-key.ts'

const { publicKey } = testSigner('log')
const key32 = (fill: number) => new Uint8Array(32).fill(fill)
/** Text of a key as it would be if its type, length and name were right. */
const textOf = (name: string, type: number, key: Uint8Array) =>
  `${name}+${encodeHex(keyId(name, type, key, crypto))}+${encodeBase64(Uint8Array.of(type, ...key))}`

describe('keyId', () => {
  it('TL6: is the first 4 bytes of SHA-256(name, newline, type, key)', () => {
    const hash = createHash('sha256').update('é.example\n').update(Uint8Array.of(6)).update(key32(3)).digest()
    expect(encodeHex(keyId('é.example', 6, key32(3), crypto))).toBe(hash.toString('hex').slice(0, 8))
  })

  it('TL6: differs between the kinds of one key', () => {
    expect(keyTypes).toEqual({ note: 1, cosignature: 4 })
    const [note, cosignature] = [0x01, 0x04].map((type) => keyId('a', type, key32(1), crypto))
    expect(note).not.toEqual(cosignature)
  })
})

describe('a verifier key', () => {
  it.skipIf(c2spExample === null)('is read from the example of signed-note', () => {
    const text = c2spExample?.('signed-note-example').verifierKey ?? ''
    const key = parseVerifierKey(text, crypto)
    expect(key).toMatchObject({ kind: 'note', name: 'example.com/foo', keyId: decodeHex('530d903a') })
    expect(formatVerifierKey(key)).toBe(text)
  })

  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        anyName,
        fc.constantFrom('note' as const, 'cosignature' as const),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (name, kind, bytes) => {
          const key = createVerifierKey({ kind, name, publicKey: { type: 'ed25519', bytes } }, crypto)
          const read = parseVerifierKey(formatVerifierKey(key), crypto)
          expect(read).toEqual(key)
          expect(sameVerifierKey(read, key)).toBe(true)
        },
      ),
    )
  })

  it('is the same as another only with kind, name and public key alike', () => {
    const other = testSigner('other').publicKey
    const { name } = logKey
    expect(sameVerifierKey(logKey, createVerifierKey({ kind: 'note', name, publicKey }, crypto))).toBe(true)
    for (const differing of [
      { kind: 'cosignature', name, publicKey } as const,
      { kind: 'note', name: `${name}2`, publicKey } as const,
      { kind: 'note', name, publicKey: other } as const,
    ])
      expect(sameVerifierKey(logKey, createVerifierKey(differing, crypto))).toBe(false)
  })

  const good = formatVerifierKey(logKey)
  const [name, id, ...base64] = good.split('+')
  it.each([
    ['an empty text', '', /is not name\+id\+key/],
    ['no key', `${name}+${id}`, /is not name\+id\+key/],
    ['an id in upper case', `${name}+${id?.toUpperCase()}+${base64.join('+')}`, /is not name\+id\+key/],
    ['an id of 7 digits', `${name}+${id?.slice(1)}+${base64.join('+')}`, /is not name\+id\+key/],
    ['the id of another key', `${name}+00000000+${base64.join('+')}`, /id does not belong/],
    ['another name', good.replace('main', 'mein'), /id does not belong/],
    ['an empty name', textOf('', 1, key32(1)), /name is empty/],
    ['a space in the name', textOf('a b', 1, key32(1)), /name is empty or has white space/],
    ['a no-break space in the name', textOf('a\u00a0b', 1, key32(1)), /white space/],
    ['an ideographic space in the name', textOf('a\u3000', 1, key32(1)), /white space/],
    ['U+0085 in the name', textOf('a\u0085', 1, key32(1)), /white space/],
    ['a control character in the name', textOf('a\u0001', 1, key32(1)), /control characters/],
    ['U+007F in the name', textOf('a\u007f', 1, key32(1)), /control characters/],
    ['a lone surrogate in the name', good.replace('main', '\ud800'), /name is empty/],
    ['base64 of an impossible length', good.slice(0, -1), /strict base64/],
    ['a newline behind it', `${good}\n`, /strict base64/],
    ['a key of no byte', `${name}+${id}+`, /strict base64/],
    ['a key of 31 bytes', textOf('a', 1, new Uint8Array(31)), /32 bytes/],
    ['a cosignature key of 33 bytes', textOf('a', 4, new Uint8Array(33)), /32 bytes/],
    ['TL12: ML-DSA-44', textOf('a', 6, new Uint8Array(1312)), /type 0x06 are not supported/],
    ['ECDSA', textOf('a', 2, key32(1)), /type 0x02 are not supported/],
    ['a type of its own', textOf('a', 0xff, key32(1)), /type 0xff are not supported/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseVerifierKey(text, crypto)).toThrow(refusal('key-malformed', message))
  })

  it('may have base64 with a plus', () => {
    const bytes = Uint8Array.of(0, 0, 0xfb, 0xef, 0xbe, ...new Uint8Array(27))
    const text = textOf('a', 1, bytes)
    expect(text.split('+').length).toBeGreaterThan(3)
    expect(parseVerifierKey(text, crypto).publicKey.bytes).toEqual(bytes)
  })

  it('refuses whatever text it is not with its own error', async () => {
    await fc.assert(
      fc.asyncProperty(anyResemblingText, async (text) => {
        const result = await outcome(() => parseVerifierKey(text, crypto))
        if ('error' in result) expect(result.error).toBeInstanceOf(LogError)
        else expect(formatVerifierKey(result.answer)).toBe(text)
      }),
    )
  })

  it('is not made with a bad name or another kind of public key', () => {
    const p256 = testSigner('p', 'p256').publicKey
    expect(() => createVerifierKey({ kind: 'note', name: 'a+b', publicKey }, crypto)).toThrow(TypeError)
    expect(() => createVerifierKey({ kind: 'note', name: 'a\u007f', publicKey }, crypto)).toThrow(TypeError)
    expect(() => createVerifierKey({ kind: 'note', name: 'a', publicKey: p256 }, crypto)).toThrow(TypeError)
    const short = { type: 'ed25519', bytes: encodeUtf8('short') } as const
    expect(() => createVerifierKey({ kind: 'note', name: 'a', publicKey: short }, crypto)).toThrow(TypeError)
  })
})
