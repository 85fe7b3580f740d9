import { describe, expect, it } from 'vitest'
import { badgeSvg } from './badge-svg.ts'
import { renderBadgePng } from './render-png.server.ts'
import type { BadgeDefinition } from './simple-badge-svg.ts'

const reefer: BadgeDefinition = {
  id: 'urn:uuid:1',
  title: 'Reefer Cargo Handling',
  issuerName: 'Harbor Logistics',
  issuerMark: 'HL',
  category: 'quality',
  glyph: 'snow',
  level: 3,
  levels: 4,
  year: 2026,
}

describe('renderBadgePng', () => {
  const sizeOf = (png: Uint8Array) => new DataView(png.buffer, png.byteOffset).getUint32(16)

  it('makes a square PNG of the size asked for, 800 by default', () => {
    const png = renderBadgePng(badgeSvg(reefer))
    expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10])
    expect(sizeOf(png)).toBe(800)
    expect(sizeOf(renderBadgePng(badgeSvg(reefer), 64))).toBe(64)
  })

  it('gives the same pixels for the same drawing and reads hostile texts', () => {
    const svg = badgeSvg({ ...reefer, title: '<script>&\u0000', issuerMark: '"><' }, { label: '</desc>' })
    expect(renderBadgePng(svg, 96)).toEqual(renderBadgePng(svg, 96))
  })

  it('refuses a size that no one needs', () => {
    expect(() => renderBadgePng(badgeSvg(reefer), 100_000)).toThrow(RangeError)
  })
})
