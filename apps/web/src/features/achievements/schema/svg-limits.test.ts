import { encodeUtf8, limits } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../app-error.ts'
import { cleanSvg } from './svg-art.ts'

const drawing = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">${inside}</svg>`

function answerTo(text: string): string {
  try {
    cleanSvg(encodeUtf8(text))
    return 'accepted'
  } catch (error) {
    if (error instanceof AppError) return error.fields[0]?.code ?? error.code
    throw error
  }
}

// Each fails with its comparison in svg-art.ts taken out, or moved by one.
describe('a drawing', () => {
  it('2 SVG: may have 1 MiB, and is refused with one byte more', () => {
    const filled = (bytes: number) => drawing(' '.repeat(bytes - drawing('').length))
    expect(encodeUtf8(filled(limits.svg.bytes))).toHaveLength(1024 * 1024)
    expect(answerTo(filled(limits.svg.bytes))).toBe('accepted')
    expect(answerTo(filled(limits.svg.bytes + 1))).toBe('art_too_large')
  })

  it('2 SVG: may have 10,000 elements, and is refused with one more', () => {
    const made = (elements: number) => drawing('<g/>'.repeat(elements - 1))
    expect(limits.svg.elements).toBe(10_000)
    expect(answerTo(made(limits.svg.elements))).toBe('accepted')
    expect(answerTo(made(limits.svg.elements + 1))).toBe('art_svg_too_big')
  })

  it('2 SVG: may be 64 elements deep, and is refused with one more', () => {
    const made = (depth: number) => drawing(`${'<g>'.repeat(depth - 1)}${'</g>'.repeat(depth - 1)}`)
    expect(limits.svg.depth).toBe(64)
    expect(answerTo(made(limits.svg.depth))).toBe('accepted')
    expect(answerTo(made(limits.svg.depth + 1))).toBe('art_svg_too_big')
  })

  it('2 SVG: is refused with a document type, whatever it declares', () => {
    for (const type of [
      '<!DOCTYPE svg>',
      '<!DOCTYPE svg [<!ENTITY a "b">]>',
      '<!doctype svg SYSTEM "http://x/">',
    ])
      expect(answerTo(`${type}${drawing('')}`), type).not.toBe('accepted')
  })
})
