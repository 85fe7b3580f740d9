import { crc32 } from 'node:zlib'
import { concatBytes, encodeUtf8 } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../app-error.ts'
import { readArtFile } from './art-file.ts'
import { cleanPng } from './png-art.ts'

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = concatBytes(encodeUtf8(type), data)
  return concatBytes(bigEndian(data.length), typed, bigEndian(crc32(typed)))
}

function bigEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

const header = (width: number, height: number) =>
  chunk('IHDR', concatBytes(bigEndian(width), bigEndian(height), Uint8Array.of(8, 6, 0, 0, 0)))
const pixel = chunk('IDAT', Uint8Array.of(0x78, 0x9c, 0x63, 0, 0, 0, 5, 0, 1))
const end = chunk('IEND', new Uint8Array())
const png = (...chunks: Uint8Array[]) => concatBytes(SIGNATURE, ...chunks)
const badge = chunk(
  'iTXt',
  concatBytes(encodeUtf8('openbadgecredential'), Uint8Array.of(0, 0, 0, 0, 0), encodeUtf8('{}')),
)

function refusalOf(bytes: Uint8Array): string {
  try {
    readArtFile(bytes)
  } catch (error) {
    if (error instanceof AppError) return error.fields[0]?.code ?? error.code
    throw error
  }
  return 'accepted'
}

describe('cleanPng', () => {
  it('F3 keeps what draws and drops texts, times and badges', () => {
    const plain = png(header(2, 2), pixel, end)
    const loaded = png(
      header(2, 2),
      chunk('tEXt', encodeUtf8('Author\0Somebody')),
      chunk('tIME', new Uint8Array(7)),
      badge,
      badge,
      chunk('eXIf', encodeUtf8('place')),
      pixel,
      end,
    )
    expect(cleanPng(loaded)).toEqual(plain)
  })

  it.each([
    ['65,535 pixels a side', png(header(65_535, 65_535), pixel, end), 'art_png_dimensions'],
    ['no area', png(header(0, 1), pixel, end), 'art_png_damaged'],
    [
      '10,000 text chunks',
      png(header(1, 1), ...Array.from({ length: 10_000 }, () => badge), pixel, end),
      'art_png_dimensions',
    ],
    ['bytes behind its end', png(header(1, 1), pixel, end, encodeUtf8('<script>')), 'art_png_damaged'],
    ['no picture', png(header(1, 1), end), 'art_png_damaged'],
    ['a wrong checksum', png(header(1, 1), pixel.with(-1, 0xaa), end), 'art_png_damaged'],
    ['a cut', png(header(1, 1), pixel), 'art_png_damaged'],
  ])('F3 refuses a picture with %s', (_title, bytes, code) => {
    const start = performance.now()
    expect(refusalOf(bytes)).toBe(code)
    expect(performance.now() - start).toBeLessThan(100)
  })

  it.each([
    ['a GIF', encodeUtf8('GIF89a<svg onload=1>')],
    ['a text', encodeUtf8('just words')],
    ['an empty file', new Uint8Array()],
    ['HTML', encodeUtf8('<script>alert(1)</script>')],
  ])('F2 refuses %s, whatever it is called', (_title, bytes) => {
    expect(refusalOf(bytes)).toBe('art_kind')
  })

  it('F3 refuses more than 10 MiB before looking inside', () => {
    expect(refusalOf(concatBytes(SIGNATURE, new Uint8Array(10 * 1024 * 1024)))).toBe('art_too_large')
  })
})
