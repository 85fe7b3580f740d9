import { drawGround } from './ground.ts'
import { platesSvg } from './plates.ts'
import {
  type BadgeDefinition,
  type BadgeSvgOptions,
  composeBadge,
  type Drawing,
  glyphSvg,
  paper,
  pipsSvg,
  rims,
} from './simple-badge-svg.ts'

/**
 * Draws a badge. Pure: the same arguments give the same bytes. The result is one well-formed `<svg>` element without
 * scripts, links or references outside itself, whatever the texts are.
 * @throws TypeError for a category or glyph that does not exist; parse those with `isBadgeCategory` and `isGlyphName`
 */
export function badgeSvg(definition: BadgeDefinition, options: BadgeSvgOptions = {}): string {
  return composeBadge(definition, options, drawFull)
}

function drawFull(drawing: Drawing, defs: string): string {
  const { definition, cartouche, id, edge, band } = drawing
  const { ink, narrow } = cartouche
  const large = drawing.detail === 'large'
  const glyphY = narrow ? 157 : 166
  const pipsY = narrow ? 254 : 267
  const radius = narrow ? 80 : 85
  const ground = drawGround(definition.id, { y: glyphY, id, line: paper, fine: large })
  const ring = (r: number, width: number) =>
    `<circle cx="200" cy="${glyphY}" r="${r}" fill="none" stroke="${paper}" stroke-width="${width}"/>`
  return (
    `<defs>${defs}${ground.defs}</defs><g clip-path="url(#${id}c)"><use href="#${id}s" fill="${ink}"/>${ground.drawing}` +
    `<circle cx="200" cy="${glyphY}" r="${radius}" fill="${ink}"/>${ring(radius, large ? 1.5 : 2.2)}` +
    (definition.category === 'milestone' ? ring(radius - 7, 1.5) : '') +
    `<path d="M116 400V${pipsY - 2}q0-20 20-20h128q20 0 20 20v${402 - pipsY}z" fill="${ink}"/>` +
    `${rims(id, [20, ink], [17, paper], [15.5, ink], [13, band], [5, edge])}</g>` +
    glyphSvg(definition.glyph, glyphY, narrow ? 4.7 : 5, 1.45, paper) +
    pipsSvg(definition, { y: pipsY, radius: 9, gap: 27, stroke: 2.5, room: 136 }) +
    `<g transform="translate(199 ${narrow ? 296 : 313}) scale(${narrow ? 0.76 : 0.86})">` +
    `${platesSvg(definition.issuerMark, definition.year, paper, ink)}</g>`
  )
}
