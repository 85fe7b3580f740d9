import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase58, encodeBase58 } from './base58.ts'
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from './base64.ts'
import { concatBytes, decodeHex, decodeUtf8, encodeHex, encodeUtf8, equalBytes } from './bytes.ts'
import { decodeMultibase, encodeMultibase } from './multibase.ts'

const bytes = () => fc.uint8Array({ maxLength: 200 })
const refused = (code: string) => expect.objectContaining({ code })

describe('encodings', () => {
  it('give back what was encoded', () => {
    fc.assert(
      fc.property(bytes(), (value) => {
        expect(decodeBase58(encodeBase58(value))).toEqual(value)
        expect(decodeBase64(encodeBase64(value))).toEqual(value)
        expect(decodeBase64Url(encodeBase64Url(value))).toEqual(value)
        expect(decodeHex(encodeHex(value))).toEqual(value)
        expect(decodeMultibase(encodeMultibase('z', value))).toEqual(value)
        expect(decodeMultibase(encodeMultibase('u', value))).toEqual(value)
      }),
    )
  })

  it('agree with the platform on base64', () => {
    fc.assert(
      fc.property(bytes(), (value) => {
        expect(encodeBase64(value)).toBe(Buffer.from(value).toString('base64'))
        expect(encodeBase64Url(value)).toBe(Buffer.from(value).toString('base64url'))
      }),
    )
  })

  it('are as strict with long base64 as with short', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 100, maxLength: 400 }), (value) => {
        const url = encodeBase64Url(value)
        expect(url).toBe(Buffer.from(value).toString('base64url'))
        expect(decodeBase64Url(url)).toEqual(value)
        expect(decodeBase64(encodeBase64(value))).toEqual(value)
        const middle = Math.floor(url.length / 2)
        for (const odd of [' ', '=', '+', '/', 'é', '\n']) {
          const text = url.slice(0, middle) + odd + url.slice(middle + 1)
          expect(() => decodeBase64Url(text)).toThrow(refused('multibase'))
        }
        expect(() => decodeBase64Url(`${url}=`)).toThrow(refused('multibase'))
        expect(() => decodeBase64(`${encodeBase64(value)} `)).toThrow(refused('multibase'))
      }),
    )
    const stray = `${'AAAA'.repeat(60)}AB`
    expect(() => decodeBase64Url(stray)).toThrow(refused('multibase'))
    expect(() => decodeBase64(`${stray}==`)).toThrow(refused('multibase'))
  })

  it('writes base58 as the number that the bytes are, whatever their length', () => {
    const digits = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (value) => {
        const zeros = [...value].findIndex((byte) => byte !== 0)
        let number = BigInt(`0x0${encodeHex(value)}`)
        let text = ''
        for (; number > 0n; number /= 58n) text = digits.charAt(Number(number % 58n)) + text
        expect(encodeBase58(value)).toBe('1'.repeat(zeros < 0 ? value.length : zeros) + text)
      }),
      { numRuns: 1_000 },
    )
  })

  it('knows the base58 examples of draft-msporny-base58', () => {
    expect(encodeBase58(encodeUtf8('Hello World!'))).toBe('2NEpo7TZRRrLZSi2U')
    expect(encodeBase58(decodeHex('0000287fb4cd'))).toBe('11233QC4')
  })

  it.each(['0', 'O', 'I', 'l', ' 2', '2\n', 'é'])('refuses %j as base58', (text) => {
    expect(() => decodeBase58(text)).toThrow(refused('multibase'))
  })

  it('refuses base58 of a length that would take long', () => {
    expect(() => decodeBase58('2'.repeat(1_025))).toThrow(refused('multibase'))
  })

  it.each(['a', 'ab=', 'a+b/', 'ab c', 'AB', 'AAB'])('refuses %j as base64url', (text) => {
    expect(() => decodeBase64Url(text)).toThrow(refused('multibase'))
  })

  it.each(['AA', 'AA=', 'AB==', 'AA-_', '===='])('refuses %j as base64', (text) => {
    expect(() => decodeBase64(text)).toThrow(refused('multibase'))
  })

  it.each(['', 'm', 'f00', 'Z1'])('refuses %j as multibase', (text) => {
    expect(() => decodeMultibase(text)).toThrow(refused('multibase'))
  })

  it('DI2: refuses another multibase prefix than the expected one', () => {
    expect(() => decodeMultibase('uAAAA', 'z')).toThrow(refused('multibase'))
  })

  it('refuses texts and bytes that are not UTF-8', () => {
    expect(() => encodeUtf8('\ud800')).toThrow(refused('utf8'))
    expect(() => decodeUtf8(Uint8Array.of(0xc0, 0x80))).toThrow(refused('utf8'))
    expect(decodeUtf8(encodeUtf8('\ufeffñ\u{1f600}'))).toBe('\ufeffñ\u{1f600}')
  })

  it('refuses hexadecimal of odd length or with foreign characters', () => {
    expect(() => decodeHex('abc')).toThrow(refused('hex'))
    expect(() => decodeHex('zz')).toThrow(refused('hex'))
  })

  it('compares bytes by length and content', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false)
    expect(concatBytes(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2))).toEqual(Uint8Array.of(1, 2))
  })
})
