import { webcrypto } from 'node:crypto'
import { createWebCrypto, decodeHex, encodeUtf8, portableCrypto, verifyEvery } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLocalSigner, generateSigningKey } from './signing.ts'

const vectors = sharedVectors('ed25519-cctv')
const kinds = ['ed25519', 'p256', 'p384'] as const
const engines = [
  { name: 'the algorithms of the platform', crypto: createWebCrypto(webcrypto.subtle) },
  { name: 'a page without HTTPS', crypto: createWebCrypto(undefined) },
  {
    name: 'a browser that throws at everything',
    crypto: createWebCrypto({
      importKey: () => Promise.reject(new DOMException('no', 'NotSupportedError')),
      verify: () => Promise.reject(new DOMException('no', 'NotSupportedError')),
    }),
  },
]

describe('createWebCrypto', () => {
  it.skipIf(vectors === null)(
    'T6 gives the verdict of portableCrypto on all 914 edge vectors, whatever the platform has',
    async () => {
      const rows = vectors?.json('ed25519vectors.json') as readonly {
        key: string
        sig: string
        msg: string
      }[]
      expect(rows).toHaveLength(914)
      for (const { name, crypto } of engines) {
        let accepted = 0
        for (const { key, sig, msg } of rows) {
          const input = [{ type: 'ed25519', bytes: decodeHex(key) }, encodeUtf8(msg), decodeHex(sig)] as const
          const verdict = await crypto.verify(...input)
          expect(verdict, `${name} ${key} ${sig}`).toBe(await portableCrypto.verify(...input))
          if (verdict) accepted += 1
        }
        expect(accepted).toBe(43)
      }
      vectors?.report(rows.length)
    },
    60_000,
  )
})

describe.each(engines)('createWebCrypto with $name', ({ crypto }) => {
  it.each(kinds)('accepts what a %s key signed, and refuses it with any bit changed', async (kind) => {
    const pair = generateSigningKey(kind)
    const message = encodeUtf8('a badge')
    const [signature = new Uint8Array()] = await createLocalSigner(pair.privateKeyPkcs8).sign([message])
    expect(await crypto.verify(pair.publicKey, message, signature)).toBe(true)
    expect(await crypto.verify(pair.publicKey, encodeUtf8('a cadge'), signature)).toBe(false)
    expect(await verifyEvery(crypto, pair.publicKey, [{ message, signature }])).toBe(true)
    await fc.assert(
      fc.asyncProperty(fc.nat(signature.length * 8 - 1), async (bit) => {
        const changed = signature.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
        expect(await crypto.verify(pair.publicKey, message, changed)).toBe(false)
      }),
      { numRuns: 8 },
    )
  })

  it.each(kinds)(
    'T5 refuses zero, maximal and wrongly long %s signatures and keys off the curve',
    async (kind) => {
      const { publicKey } = generateSigningKey(kind)
      const size = kind === 'p384' ? 96 : 64
      const message = encodeUtf8('a badge')
      for (const signature of [
        new Uint8Array(size),
        new Uint8Array(size).fill(255),
        new Uint8Array(size - 1),
      ])
        expect(await crypto.verify(publicKey, message, signature)).toBe(false)
      const offCurve = { type: kind, bytes: new Uint8Array(publicKey.bytes.length).fill(255) }
      expect(await crypto.verify(offCurve, message, new Uint8Array(size).fill(1))).toBe(false)
      const short = { type: kind, bytes: publicKey.bytes.subarray(1) }
      expect(await crypto.verify(short, message, new Uint8Array(size).fill(1))).toBe(false)
    },
  )

  it('hashes as portableCrypto does', () => {
    const bytes = encodeUtf8('abc')
    expect(crypto.sha256(bytes)).toEqual(portableCrypto.sha256(bytes))
    expect(crypto.sha384(bytes)).toEqual(portableCrypto.sha384(bytes))
  })
})
