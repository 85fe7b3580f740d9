import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gunzip, gzip, inflate } from './compression.ts'

const text = new Uint8Array(1000).fill(65)
const kinds = [
  ['gunzip', gunzip, gzipSync],
  ['inflate', inflate, deflateSync],
] as const

for (const [name, expand, compress] of kinds) {
  describe(name, () => {
    it('gives back what was compressed', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
          expect(expand(new Uint8Array(compress(bytes)), 400)).toEqual(bytes)
        }),
      )
    })

    it('L1 stops at the limit, to the byte', () => {
      const packed = new Uint8Array(compress(text))
      expect(expand(packed, 1000)).toEqual(text)
      expect(() => expand(packed, 999)).toThrow(expect.objectContaining({ code: 'inflate.too-large' }))
    })

    it('L1 stops at the limit without expanding a bomb', () => {
      const bomb = new Uint8Array(compress(Buffer.alloc(100_000_000)))
      const before = process.memoryUsage().rss
      expect(() => expand(bomb, 8_388_608)).toThrow(expect.objectContaining({ code: 'inflate.too-large' }))
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024)
    })

    it('L1 refuses truncated data, other data, and anything after the end', () => {
      const packed = new Uint8Array(compress(text))
      for (const bytes of [packed.subarray(0, -1), text, new Uint8Array(), Uint8Array.of(...packed, 0, 1)]) {
        expect(() => expand(bytes, 1000)).toThrow(expect.objectContaining({ code: 'inflate.damaged' }))
      }
    })
  })
}

describe('gzip', () => {
  it('makes what gunzip reads', () => {
    expect(gunzip(gzip(text), 1000)).toEqual(text)
  })
})
