import { deflateSync } from 'node:zlib'
import { limits } from '@assay/core'
import { bakePng } from '@assay/credentials'
import { fastestOf } from '@assay/testkit'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  memoryNetwork,
  type Network,
  sign,
  unsignedBadge,
  verifyOptions,
} from '../src/test/badge.ts'
import { verify } from '../src/verify.ts'
import { memoryGrowth } from './memory-growth.ts'
import { chunk, onePixel, pngOf, textChunk } from './png.ts'

const KEYWORD = 'openbadgecredential'
let network: Network
let text: string
beforeAll(async () => {
  network = await goodNetwork()
  text = JSON.stringify(await sign(unsignedBadge()))
})

const { bytes, chunks, height, width, textBytes } = limits.png
/** IHDR, IDAT and IEND take three chunks. */
const fillers = (count: number) => Array.from({ length: count }, () => textChunk('Comment', 'x'))
const fill = (size: number) => chunk('teSt', new Uint8Array(size))
const pad = (document: string, length: number) => document + ' '.repeat(length - document.length)
const badCrc = () => {
  const image = Uint8Array.from(bakePng(onePixel, text))
  image[60] = (image[60] ?? 0) ^ 1
  return image
}

describe('3.5 images', { timeout: 60_000 }, () => {
  // Fail, each by itself, with its cap in `readChunks`, `readPng` or `readText` removed; the last one takes 150 ms then.
  const refused: readonly (readonly [string, () => Uint8Array, string])[] = [
    ['65,535 by 65,535', () => pngOf([textChunk(KEYWORD, text)], 65_535, 65_535), 'parse-too-large'],
    ['one column too wide', () => pngOf([textChunk(KEYWORD, text)], width + 1, 1), 'parse-too-large'],
    ['one row too high', () => pngOf([textChunk(KEYWORD, text)], 1, height + 1), 'parse-too-large'],
    ['10,000 iTXt chunks', () => pngOf([textChunk(KEYWORD, text), ...fillers(10_000)]), 'parse-too-large'],
    [
      'one chunk too many',
      () => pngOf([textChunk(KEYWORD, text), ...fillers(chunks - 3)]),
      'parse-too-large',
    ],
    ['one byte too many', () => pngOf([textChunk(KEYWORD, text), fill(bytes)]), 'parse-too-large'],
    ['two badges', () => pngOf([textChunk(KEYWORD, text), textChunk(KEYWORD, text)]), 'parse-image'],
    [
      'two badges, one compressed',
      () => pngOf([textChunk(KEYWORD, text), textChunk(KEYWORD, text, true)]),
      'parse-image',
    ],
    ['a bad checksum', badCrc, 'parse-image'],
    [
      'a badge text one byte too long',
      () => pngOf([textChunk(KEYWORD, pad(text, textBytes + 1))]),
      'parse-too-large',
    ],
    [
      'a compressed chunk of 50 MB',
      () => pngOf([textChunk(KEYWORD, new Uint8Array(50_000_000), true)]),
      'parse-too-large',
    ],
    [
      'a compressed chunk with something behind it',
      () =>
        pngOf([
          chunk(
            'iTXt',
            Buffer.concat([Buffer.from(`${KEYWORD}\0\u0001\0\0\0`), deflateSync(text), Buffer.from('x')]),
          ),
        ]),
      'parse-image',
    ],
  ]
  it.each(refused)('F3 %s: refused within 50 ms, nothing is fetched', async (_, make, code) => {
    const image = make()
    const { fetchDocument, asked } = memoryNetwork(network)
    const run = () => verify(image, verifyOptions({}, { fetchDocument }))
    const report = await run()
    expect(deviations(report)[0]).toBe(`parse failed ${code}`)
    expect(report.verdict).toBe('invalid')
    expect(asked).toEqual([])
    expect(await fastestOf(5, run)).toBeLessThan(50)
  })

  const accepted: readonly (readonly [string, () => Uint8Array])[] = [
    ['the largest area', () => pngOf([textChunk(KEYWORD, text)], width, height)],
    ['the most chunks', () => pngOf([textChunk(KEYWORD, text), ...fillers(chunks - 4)])],
    ['the most bytes', () => filledTo(bytes)],
    ['the longest badge text', () => pngOf([textChunk(KEYWORD, pad(text, textBytes))])],
    ['a compressed badge', () => pngOf([textChunk(KEYWORD, text, true)])],
  ]
  it.each(accepted)('2 PNG: F3 %s: accepted', async (_, make) => {
    expect(await verify(make(), verifyOptions(network))).toMatchObject({
      format: 'ob3-png',
      verdict: 'valid',
    })
  })

  it('F3 a compressed chunk of 1 GB grows the memory by less than 64 MiB', async () => {
    const prepare = `import { inflate } from '@assay/node'
      import { createDeflate, deflateSync } from 'node:zlib'
      import { buffer } from 'node:stream/consumers'
      import { Readable } from 'node:stream'
      const zeros = Buffer.alloc(1024 * 1024)
      const bomb = await buffer(Readable.from(Array(1024).fill(zeros)).pipe(createDeflate()))
      if (inflate(deflateSync(zeros), 1024 * 1024).length !== zeros.length) throw new Error('good data is refused')`
    const work = `try { inflate(bomb, 1024 * 1024) } catch (error) { if (error.code !== 'inflate.too-large') throw error }`
    expect(await memoryGrowth(prepare, work)).toBeLessThan(64)
  })
})

/** An image with a badge of exactly this many bytes. */
function filledTo(size: number): Uint8Array {
  const rest = size - pngOf([textChunk(KEYWORD, text), fill(0)]).length
  return pngOf([textChunk(KEYWORD, text), fill(rest)])
}
