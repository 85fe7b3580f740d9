import { deflateSync, inflateSync } from 'node:zlib'
import { concatBytes, encodeUtf8 } from '@assay/core'
import { fastestOf } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bakePng, readPng } from './bake-png.ts'
import { CredentialError } from './errors.ts'
import type { Expand } from './expand.ts'
import { makeChunk, type PngChunk, readChunks, writeChunks } from './png-chunks.ts'

const inflate: Expand = (bytes, maximumBytes) => {
  try {
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: maximumBytes }))
  } catch (error) {
    throw error instanceof RangeError ? new CredentialError('png-too-large', 'beyond the limit') : error
  }
}
const refused = (code: string) => expect.objectContaining({ code })

function header(width = 1, height = 1): PngChunk {
  const data = new Uint8Array(13)
  new DataView(data.buffer).setUint32(0, width)
  new DataView(data.buffer).setUint32(4, height)
  data.set([8, 2, 0, 0, 0], 8)
  return makeChunk('IHDR', data)
}

const pixels = makeChunk('IDAT', new Uint8Array(deflateSync(Uint8Array.of(0, 255, 0, 0))))
const end = makeChunk('IEND', new Uint8Array())
const text = (keyword: string, content: Uint8Array, flag = 0) =>
  makeChunk(
    'iTXt',
    concatBytes(encodeUtf8(keyword), Uint8Array.of(0, flag, 0), encodeUtf8('en\0\0'), content),
  )
const png = writeChunks([header(), pixels, end])
const withChunks = (...chunks: PngChunk[]) => writeChunks([header(), ...chunks, pixels, end])

describe('baking', () => {
  it('gives back any text, also with characters beyond Latin-1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (badge) => {
        expect(readPng(bakePng(png, badge), inflate)).toEqual([{ format: 'open-badges-3', text: badge }])
      }),
    )
  })

  it('BK1: writes one uncompressed iTXt chunk with the keyword of Open Badges 3.0', () => {
    const chunk = readChunks(bakePng(png, '{"a":1}'))[1] ?? expect.fail('there is no chunk')
    expect(chunk.type).toBe('iTXt')
    expect(chunk.data).toEqual(encodeUtf8('openbadgecredential\0\0\0\0\0{"a":1}'))
  })

  it('BK5: replaces a badge that is there and leaves every other byte alone', () => {
    const other = makeChunk('tEXt', encodeUtf8('Comment\0kept'))
    const image = withChunks(other)
    const twice = bakePng(bakePng(image, 'first'), 'second')
    expect(readPng(twice, inflate)).toEqual([{ format: 'open-badges-3', text: 'second' }])
    expect(twice).toEqual(bakePng(image, 'second'))
    expect(writeChunks(readChunks(twice).filter(({ type }) => type !== 'iTXt'))).toEqual(image)
  })

  it('BK2, BK5: shows badges of both versions', () => {
    const both = bakePng(bakePng(png, 'new'), 'old', 'open-badges-2')
    expect(readPng(both, inflate)).toEqual([
      { format: 'open-badges-3', text: 'new' },
      { format: 'open-badges-2', text: 'old' },
    ])
  })

  it('BK5: reads compressed text', () => {
    const image = withChunks(text('openbadgecredential', new Uint8Array(deflateSync('{"a":"ñ"}')), 1))
    expect(readPng(image, inflate)).toEqual([{ format: 'open-badges-3', text: '{"a":"ñ"}' }])
  })

  it('answers nothing for an image without a badge, whatever else it says', () => {
    expect(
      readPng(
        withChunks(text('Title', encodeUtf8('x')), makeChunk('iTXt', new Uint8Array(100).fill(65))),
        inflate,
      ),
    ).toEqual([])
  })
})

describe('images that are refused (F3)', () => {
  const badge = text('openbadgecredential', encodeUtf8('x'))
  const damaged = Uint8Array.from(png)
  damaged[20] = (damaged[20] ?? 0) ^ 1

  it.each<[string, string, Uint8Array]>([
    ['65,535 by 65,535', 'png-too-large', writeChunks([header(65_535, 65_535), pixels, end])],
    [
      '10,000 iTXt chunks',
      'png-too-large',
      withChunks(...Array<PngChunk>(10_000).fill(text('x', encodeUtf8('y')))),
    ],
    ['more than 10 MiB', 'png-too-large', withChunks(makeChunk('tEXt', new Uint8Array(10 * 1024 * 1024)))],
    ['two badges of one kind', 'png-two-badges', withChunks(badge, badge)],
    ['a wrong checksum', 'png-checksum', damaged],
    [
      'a compressed text of 50 MB',
      'png-too-large',
      withChunks(text('openbadgecredential', new Uint8Array(deflateSync(new Uint8Array(50_000_000))), 1)),
    ],
    [
      'a compressed text that is damaged',
      'png-malformed',
      withChunks(text('openbadgecredential', encodeUtf8('junk'), 1)),
    ],
    [
      'a badge of more than 1 MiB',
      'png-too-large',
      withChunks(text('openbadgecredential', new Uint8Array(1024 * 1024 + 1).fill(65))),
    ],
    ['an unknown compression', 'png-malformed', withChunks(text('openbadgecredential', encodeUtf8('x'), 2))],
    [
      'a badge cut off after its keyword',
      'png-malformed',
      withChunks(makeChunk('iTXt', encodeUtf8('openbadgecredential\0\0\0'))),
    ],
    [
      'a badge that is not UTF-8',
      'png-malformed',
      withChunks(text('openbadgecredential', Uint8Array.of(0xff))),
    ],
    ['no area', 'png-malformed', writeChunks([header(0, 1), pixels, end])],
    ['no header', 'png-malformed', writeChunks([pixels, end])],
    ['no picture', 'png-malformed', writeChunks([header(), end])],
    ['no end', 'png-malformed', writeChunks([header(), pixels])],
    ['bytes after the end', 'png-malformed', concatBytes(png, Uint8Array.of(0))],
    ['no bytes', 'png-malformed', new Uint8Array()],
    ['text', 'png-malformed', encodeUtf8('<svg/>')],
  ])('with %s: %s, within 50 ms', async (_, code, image) => {
    const refusal = () => expect(() => readPng(image, inflate)).toThrow(refused(code))
    expect(await fastestOf(5, refusal)).toBeLessThan(50)
  })

  it('give only our own errors, wherever they are cut or changed', () => {
    const image = bakePng(png, '{"a":1}')
    fc.assert(
      fc.property(fc.nat(image.length), fc.nat(255), fc.nat(image.length - 1), (length, byte, place) => {
        const broken = image.slice(0, length)
        if (place < length) broken[place] = byte
        try {
          expect(readPng(broken, inflate)).toEqual([{ format: 'open-badges-3', text: '{"a":1}' }])
          expect(broken).toEqual(image)
        } catch (error) {
          if (!(error instanceof CredentialError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })

  it('are not baked', () => {
    expect(() => bakePng(damaged, 'x')).toThrow(refused('png-checksum'))
    expect(() => bakePng(png, 'x'.repeat(1024 * 1024 + 1))).toThrow(refused('png-too-large'))
  })
})
