import { constants, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, encodeUtf8 } from './bytes.ts'
import { CoreError } from './errors.ts'
import { portableGunzip, portableInflate } from './inflate.ts'

const LIMIT = 1 << 20
/** Bytes in which much is repeated, near and far, as compression has work with. */
const content = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(300)), { maxLength: 12 })
  .map((parts) => concatBytes(...parts.flatMap(([part, times]) => new Array<Uint8Array>(times).fill(part))))
const settings = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
})

function codeOf(work: () => unknown): string {
  try {
    work()
    return 'none'
  } catch (error) {
    if (!(error instanceof CoreError)) throw error
    return error.code
  }
}

describe.each([
  { name: 'portableInflate', expand: portableInflate, pack: deflateSync, reference: inflateSync },
  { name: 'portableGunzip', expand: portableGunzip, pack: gzipSync, reference: gunzipSync },
])('$name', ({ expand, pack, reference }) => {
  /** What zlib expands, if it takes the bytes as a whole. */
  function expected(bytes: Uint8Array): Uint8Array | undefined {
    try {
      const { buffer, engine } = reference(bytes, { info: true, maxOutputLength: LIMIT }) as unknown as {
        buffer: Buffer
        engine: { bytesWritten: number }
      }
      return engine.bytesWritten === bytes.length ? new Uint8Array(buffer) : undefined
    } catch {
      return undefined
    }
  }

  it('expands what zlib packed, at every level and in every way', () => {
    fc.assert(
      fc.property(content, settings, (bytes, how) => {
        expect(Buffer.from(expand(pack(bytes, how), LIMIT)).equals(Buffer.from(bytes))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('takes and refuses the same streams as zlib when bytes of one are changed, left out or added', () => {
    const change = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'add'))
    fc.assert(
      fc.property(
        content,
        settings,
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (bytes, how, changes) => {
          const stream = [...pack(bytes, how)]
          for (const [at, byte, way] of changes) {
            if (way === 'set') stream[at % Math.min(stream.length, 64)] = byte
            else if (way === 'cut') stream.splice(at % (stream.length + 1), 1)
            else stream.splice(at % (stream.length + 1), 0, byte)
            if (stream.length === 0) return
          }
          const given = Uint8Array.from(stream)
          const wanted = expected(given)
          const code = codeOf(() => expand(given, LIMIT))
          expect(code === 'none').toBe(wanted !== undefined)
          if (wanted !== undefined) expect(expand(given, LIMIT)).toEqual(wanted)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('stops at the limit, before a bomb has gone off, and takes what just fits', () => {
    const bomb = pack(new Uint8Array(16 << 20))
    expect(codeOf(() => expand(bomb, 1000))).toBe('inflate-too-large')
    const stored = pack(new Uint8Array(1001), { level: 0 })
    expect(codeOf(() => expand(stored, 1000))).toBe('inflate-too-large')
    expect(expand(stored, 1001)).toHaveLength(1001)
  })

  it('refuses what is empty, broken off or followed by something', () => {
    const whole = pack(encodeUtf8('a status list'))
    for (const bytes of [new Uint8Array(), whole.subarray(0, -1), concatBytes(whole, Uint8Array.of(0))])
      expect(codeOf(() => expand(bytes, LIMIT))).toBe('inflate-damaged')
  })
})

describe('portableGunzip', () => {
  it('reads a header with every part, several members, and a checksum of the header', () => {
    const body = gzipSync(encodeUtf8('list')).subarray(10)
    const header = Uint8Array.of(0x1f, 0x8b, 8, 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, 65, 0, 66, 67, 0)
    const member = concatBytes(header, body)
    expect(portableGunzip(concatBytes(member, gzipSync(encodeUtf8('s'))), LIMIT)).toEqual(encodeUtf8('lists'))
    expect(codeOf(() => portableGunzip(concatBytes(member, member), 7))).toBe('inflate-too-large')
    const flagged = concatBytes(Uint8Array.of(0x1f, 0x8b, 8, 2, 0, 0, 0, 0, 0, 3), Uint8Array.of(0, 0), body)
    expect(codeOf(() => portableGunzip(flagged, LIMIT))).toBe('inflate-damaged')
  })
})
