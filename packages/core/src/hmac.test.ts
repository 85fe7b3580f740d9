import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeHex, encodeUtf8 } from './bytes.ts'
import { hmacSha256 } from './hmac.ts'
import { portableCrypto } from './portable-crypto.ts'

describe('hmacSha256', () => {
  it.each([
    // RFC 4231, 4.2, 4.3 and 4.7.
    [
      new Uint8Array(20).fill(0x0b),
      'Hi There',
      'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    ],
    [
      encodeUtf8('Jefe'),
      'what do ya want for nothing?',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    [
      new Uint8Array(131).fill(0xaa),
      'Test Using Larger Than Block-Size Key - Hash Key First',
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
  ])('gives the values of RFC 4231', (key, message, expected) => {
    expect(encodeHex(hmacSha256(key, encodeUtf8(message), portableCrypto))).toBe(expected)
  })

  it('gives what OpenSSL gives for keys and messages of every length', () => {
    const bytes = fc.uint8Array({ maxLength: 200 })
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        const theirs = createHmac('sha256', key).update(message).digest('hex')
        expect(encodeHex(hmacSha256(key, message, portableCrypto))).toBe(theirs)
      }),
    )
  })
})
