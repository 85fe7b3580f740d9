import { sharedVectors } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import { bundlesSince, hashesOn, parseTilePath, type Tile, tilePath, tilesSince } from './tile.ts'
import { checkTile, decodeEntryBundle, encodeEntryBundle } from './tile-bytes.ts'

const vectors = sharedVectors('c2sp')

interface Widths {
  readonly size: number
  readonly [member: string]: number
}

const tile = fc.record({
  level: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant('entries' as const)),
  index: fc.integer({ min: 0, max: 2 ** 45 - 1 }),
  width: fc.integer({ min: 1, max: 256 }),
}) as fc.Arbitrary<Tile>

const codeOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof LogError) return error.code
    throw error
  }
}

describe('paths of tiles', () => {
  it.skipIf(vectors === null)('TL2 are those of the printed example', () => {
    const all = vectors?.json('examples.json') as unknown as { vectors: { name: string; cases: unknown[] }[] }
    const casesOf = (name: string) => all.vectors.find((vector) => vector.name === name)?.cases ?? []
    const paths = casesOf('tile-path-encoding') as { index: number; path: string }[]
    expect(paths.length).toBeGreaterThan(0)
    for (const { index, path } of paths)
      expect(tilePath({ level: 0, index, width: 256 })).toBe(`tile/0/${path}`)
    const widths = casesOf('tile-widths') as Widths[]
    expect(widths.length).toBeGreaterThan(0)
    for (const { size, ...expected } of widths)
      for (const [name, value] of Object.entries(expected)) {
        const count = hashesOn(Number(name[5]), size)
        expect(name.endsWith('Full') ? Math.floor(count / 256) : count % 256, name).toBe(value)
      }
    vectors?.report(paths.length + widths.length)
  })

  it('TL2 are read as they are written', () => {
    fc.assert(
      fc.property(tile, (one) => {
        expect(parseTilePath(tilePath(one))).toEqual(one)
      }),
    )
  })

  it('G6 have one spelling, and others are refused', () => {
    const wrong = [
      ...['', 'tile', 'tile/0/', 'tile/0/1', 'tile/0/0001', 'tile/00/001', 'tile/7/001', 'tile/-1/001'],
      ...['tile/0/x000/001', 'tile/0/x001', 'tile/0/x001/x234', 'tile/0/001.p/0', 'tile/0/001.p/256'],
      ...['tile/0/001.p/01', 'tile/0/001.p/', 'tile/0/001.p', 'tile/0/../001', 'tile/0/001/', '/tile/0/001'],
      ...[
        'tile/0/001%2e',
        'tile/entries/x1/001',
        'tile/0/٠٠١',
        `tile/0/${'x999/'.repeat(6)}999`,
        'tile/0/001\n',
      ],
    ]
    for (const path of wrong)
      expect(
        codeOf(() => parseTilePath(path)),
        path,
      ).toBe('tile-malformed')
  })

  it('G6 no other text is a path, and none makes us stumble', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'tile/0123456789x.pentries') }), (text) => {
        if (codeOf(() => parseTilePath(text)) === undefined) expect(tilePath(parseTilePath(text))).toBe(text)
      }),
    )
  })
})

describe('tiles of a tree that grows', () => {
  it('TL2 are the new ones and those that became wider, none of them empty', () => {
    expect(tilesSince(70_000, 70_000)).toEqual([])
    expect(tilesSince(0, 256)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ])
    expect(tilesSince(255, 257)).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 0, index: 1, width: 1 },
      { level: 1, index: 0, width: 1 },
    ])
    expect(bundlesSince(256, 300)).toEqual([{ level: 'entries', index: 1, width: 44 }])
  })
})

describe('bytes of tiles and bundles', () => {
  it('G6 a tile of another length is refused, whole ones for parts too', () => {
    const part: Tile = { level: 0, index: 0, width: 3 }
    expect(checkTile(part, new Uint8Array(96))).toHaveLength(96)
    for (const length of [0, 95, 97, 8_192])
      expect(codeOf(() => checkTile(part, new Uint8Array(length)))).toBe('tile-malformed')
  })

  it('TL2 entries are read as they are written', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 })
    fc.assert(
      fc.property(entries, (all) => {
        const bundle = { level: 'entries', index: 0, width: all.length } as const
        expect(decodeEntryBundle(bundle, encodeEntryBundle(all))).toEqual(all)
      }),
      { numRuns: 30 },
    )
  })

  it('G6 a bundle that is cut, goes on or holds another number is refused', () => {
    const bundle = { level: 'entries', index: 0, width: 2 } as const
    const good = encodeEntryBundle([new Uint8Array(34), new Uint8Array(34)])
    expect(decodeEntryBundle(bundle, good)).toHaveLength(2)
    for (const wrong of [
      good.slice(0, -1),
      good.slice(0, 36),
      good.slice(0, 37),
      new Uint8Array([...good, 0]),
    ])
      expect(codeOf(() => decodeEntryBundle(bundle, wrong))).toBe('tile-malformed')
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(TypeError)
  })
})
