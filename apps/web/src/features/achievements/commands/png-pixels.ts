import { Readable } from 'node:stream'
import { createInflate } from 'node:zlib'
import { artRefusal } from '../schema/art-refusal.ts'

/** Samples of one pixel by colour type, and the bit depths that go with it (PNG 11.2.1, table 12). */
const COLOURS: ReadonlyMap<number, { readonly samples: number; readonly depths: readonly number[] }> =
  new Map([
    [0, { samples: 1, depths: [1, 2, 4, 8, 16] }],
    [2, { samples: 3, depths: [8, 16] }],
    [3, { samples: 1, depths: [1, 2, 4, 8] }],
    [4, { samples: 2, depths: [8, 16] }],
    [6, { samples: 4, depths: [8, 16] }],
  ])

/** Where each pass of an interlaced picture starts and how far its pixels lie apart: x, y, dx, dy (PNG 8.2). */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const

/**
 * Expands the pixels of a PNG whose structure was checked, without keeping them: they must have exactly the size that the header says,
 * and nothing may lie behind them (THREATS F3). Stops at the first byte too many, so a bomb costs no more than the picture it claims to
 * be. Error: `invalid_input` with `art_png_damaged`.
 */
export async function checkPixels(png: Uint8Array): Promise<void> {
  const chunks = chunksOf(png)
  const header = chunks.find(({ type }) => type === 'IHDR')?.data
  const pixels = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)
  const expected = header === undefined ? undefined : expectedBytes(header)
  if (expected === undefined || !(await expandsTo(pixels, expected))) throw artRefusal('art_png_damaged')
}

function chunksOf(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const chunks: { readonly type: string; readonly data: Uint8Array }[] = []
  for (let at = 8; at < png.length; ) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...png.subarray(at + 4, at + 8))
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  return chunks
}

/** Each row has one byte for its filter. Undefined for a header that no picture has. */
function expectedBytes(header: Uint8Array): number | undefined {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  const [width, height] = [view.getUint32(0), view.getUint32(4)]
  const [depth = 0, type = -1, compression, filter, interlace = 2] = header.subarray(8)
  const colour = COLOURS.get(type)
  if (!colour?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) return undefined
  return (interlace === 1 ? PASSES : WHOLE)
    .map(([x, y, dx, dy]) => {
      const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)]
      return columns <= 0 || rows <= 0 ? 0 : rows * (1 + Math.ceil((columns * colour.samples * depth) / 8))
    })
    .reduce((sum, bytes) => sum + bytes, 0)
}

async function expandsTo(parts: readonly Uint8Array[], expected: number): Promise<boolean> {
  const inflate = createInflate()
  const source = Readable.from(parts.map((part) => Buffer.from(part)))
  let length = 0
  try {
    for await (const chunk of source.pipe(inflate) as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > expected) return false
    }
  } catch (error) {
    // zlib names what is wrong with the data by a code; anything else is a defect of ours.
    if (error instanceof Error && 'code' in error) return false
    throw error
  } finally {
    source.destroy()
    inflate.destroy()
  }
  return length === expected && inflate.bytesWritten === parts.reduce((sum, part) => sum + part.length, 0)
}
