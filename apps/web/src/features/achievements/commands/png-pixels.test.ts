import { crc32, deflateSync } from 'node:zlib'
import { fastestOf } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../app-error.ts'
import { checkPixels } from './png-pixels.ts'

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const bytes = Buffer.alloc(typed.length + 8)
  bytes.writeUInt32BE(data.length)
  typed.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(typed), typed.length + 4)
  return bytes
}

interface Picture {
  readonly width: number
  readonly height: number
  readonly depth?: number
  readonly colour?: number
  readonly interlace?: number
  readonly pixels: readonly Uint8Array[]
}

function png({ width, height, depth = 8, colour = 6, interlace = 0, pixels }: Picture): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([depth, colour, 0, 0, interlace], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...pixels.map((data) => chunk('IDAT', data)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes))

async function outcomeOf(picture: Picture): Promise<string> {
  try {
    await checkPixels(png(picture))
    return 'accepted'
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.fields[0]?.code ?? error.code
  }
}

// Fail with the call of `checkPixels` out of `uploadArt` (the one on the API), with the comparison of lengths or that of the bytes read
// out of `expandsTo`.
describe('checkPixels', () => {
  const small = { width: 2, height: 2 }

  it.each<[string, Picture]>([
    ['8-bit RGBA', { ...small, pixels: [zeros(2 * 9)] }],
    [
      '1-bit grey, where a row ends within a byte',
      { width: 9, height: 3, depth: 1, colour: 0, pixels: [zeros(9)] },
    ],
    ['16-bit RGB', { ...small, depth: 16, colour: 2, pixels: [zeros(2 * 13)] }],
    ['interlaced, where three passes are empty', { ...small, interlace: 1, pixels: [zeros(5 + 5 + 9)] }],
    [
      'its pixels in three chunks',
      { ...small, pixels: [0, 4, 7].map((at, i) => zeros(18).subarray(at, [4, 7][i])) },
    ],
    ['4096 by 4096', { width: 4096, height: 4096, colour: 0, pixels: [zeros(4096 * 4097)] }],
  ])('accepts a picture that is %s', async (_title, picture) => {
    expect(await outcomeOf(picture)).toBe('accepted')
  })

  it.each<[string, Picture]>([
    ['F3 one byte too few', { ...small, pixels: [zeros(17)] }],
    ['F3 one byte too many', { ...small, pixels: [zeros(19)] }],
    ['F3 a bomb of 50 MB', { ...small, pixels: [zeros(50_000_000)] }],
    ['F3 something behind its pixels', { ...small, pixels: [zeros(18), Buffer.from('<script>')] }],
    ['F3 pixels that are cut off', { ...small, pixels: [zeros(18).subarray(0, -5)] }],
    ['F3 no compressed pixels', { ...small, pixels: [Buffer.from('just words')] }],
    ['F3 a colour type that there is not', { ...small, colour: 5, pixels: [zeros(18)] }],
    ['F3 a depth that its colours do not have', { ...small, depth: 4, pixels: [zeros(18)] }],
    ['F3 an interlacing that there is not', { ...small, interlace: 2, pixels: [zeros(18)] }],
  ])('%s: is refused within 50 ms', async (_title, picture) => {
    const bytes = png(picture)
    const refusal = () =>
      expect(checkPixels(bytes)).rejects.toMatchObject({ fields: [{ code: 'art_png_damaged' }] })
    expect(await fastestOf(5, refusal)).toBeLessThan(50)
  })
})
