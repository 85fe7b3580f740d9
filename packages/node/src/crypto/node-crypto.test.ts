import { decodeHex, encodeHex, encodeUtf8, portableCrypto, verifyEvery } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nodeCrypto } from './node-crypto.ts'
import { createLocalSigner, generateSigningKey } from './signing.ts'

const vectors = sharedVectors('ed25519-cctv')
const kinds = ['ed25519', 'p256', 'p384'] as const

describe('nodeCrypto', () => {
  it.skipIf(vectors === null)('T6 gives the verdict of portableCrypto on all 914 edge vectors', async () => {
    const rows = vectors?.json('ed25519vectors.json') as readonly { key: string; sig: string; msg: string }[]
    let accepted = 0
    for (const { key, sig, msg } of rows) {
      const input = [{ type: 'ed25519', bytes: decodeHex(key) }, encodeUtf8(msg), decodeHex(sig)] as const
      const verdict = await nodeCrypto.verify(...input)
      expect(verdict, `${key} ${sig}`).toBe(await portableCrypto.verify(...input))
      if (verdict) accepted += 1
    }
    vectors?.report(rows.length)
    expect(rows).toHaveLength(914)
    expect(accepted).toBe(43)
  })

  it('hashes as FIPS 180-4 says', () => {
    const abc = encodeUtf8('abc')
    expect(encodeHex(nodeCrypto.sha256(abc))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    expect(encodeHex(nodeCrypto.sha384(abc))).toBe(encodeHex(portableCrypto.sha384(abc)))
  })

  it('hashes whatever bytes as portableCrypto does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(nodeCrypto.sha256(bytes)).toEqual(portableCrypto.sha256(bytes))
        expect(nodeCrypto.sha384(bytes)).toEqual(portableCrypto.sha384(bytes))
      }),
    )
  })

  for (const kind of kinds) {
    it(`accepts what a ${kind} key signed, and refuses it with any bit changed, as portableCrypto does`, async () => {
      const pair = generateSigningKey(kind)
      const signer = createLocalSigner(pair.privateKeyPkcs8)
      const message = encodeUtf8('a badge')
      const [signature = new Uint8Array()] = await signer.sign([message])
      expect(await nodeCrypto.verify(pair.publicKey, message, signature)).toBe(true)
      expect(await portableCrypto.verify(pair.publicKey, message, signature)).toBe(true)
      await fc.assert(
        fc.asyncProperty(fc.nat(signature.length * 8 - 1), async (bit) => {
          const changed = flipBit(signature, bit)
          const verdict = await nodeCrypto.verify(pair.publicKey, message, changed)
          expect(verdict).toBe(await portableCrypto.verify(pair.publicKey, message, changed))
          expect(verdict).toBe(false)
        }),
        { numRuns: 15 },
      )
      expect(await nodeCrypto.verify(pair.publicKey, encodeUtf8('a cadge'), signature)).toBe(false)
    })

    it(`verifies many ${kind} signatures at once with the verdict of each alone`, async () => {
      const pair = generateSigningKey(kind)
      const messages = Array.from({ length: 70 }, (_, index) => encodeUtf8(`statement ${index}`))
      const signatures = await createLocalSigner(pair.privateKeyPkcs8).sign(messages)
      const signed = messages.map((message, index) => ({ message, signature: signatures[index] ?? message }))
      for (const crypto of [nodeCrypto, portableCrypto]) {
        expect(await verifyEvery(crypto, pair.publicKey, signed)).toBe(true)
        expect(await verifyEvery(crypto, pair.publicKey, [])).toBe(true)
        for (const index of [0, 69]) {
          for (const signature of [flipBit(signatures[index] ?? new Uint8Array(), 9), new Uint8Array(5)]) {
            const forged = signed.map((one, at) => (at === index ? { ...one, signature } : one))
            expect(await verifyEvery(crypto, pair.publicKey, forged)).toBe(false)
          }
        }
        const noPoint = { type: kind, bytes: new Uint8Array(pair.publicKey.bytes.length).fill(255) }
        expect(await verifyEvery(crypto, noPoint, signed.slice(0, 2))).toBe(false)
      }
    })

    it(`T5 refuses zero, maximal and wrongly long ${kind} signatures and keys off the curve without throwing`, () => {
      const { publicKey } = generateSigningKey(kind)
      const size = kind === 'p384' ? 96 : 64
      const message = encodeUtf8('a badge')
      for (const signature of [
        new Uint8Array(size),
        new Uint8Array(size).fill(255),
        new Uint8Array(size - 1),
      ]) {
        expect(nodeCrypto.verify(publicKey, message, signature)).toBe(false)
      }
      const offCurve = { type: kind, bytes: new Uint8Array(publicKey.bytes.length).fill(255) }
      expect(nodeCrypto.verify(offCurve, message, new Uint8Array(size).fill(1))).toBe(false)
    })
  }
})

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
}
