import { type BadgeCategory, CARTOUCHES, type Cartouche, isBadgeCategory } from './cartouches.ts'
import { escapeXml } from './escape-xml.ts'
import { fingerprint } from './fingerprint.ts'
import { GLYPHS, type GlyphName, isGlyphName } from './glyphs.ts'
import { drawGround } from './ground.ts'
import { platesSvg } from './plates.ts'

/** What a badge is drawn from. Texts may hold anything; they are escaped or drawn as outlines. */
export interface BadgeDefinition {
  /** Seeds the ground: same id, same ground. */
  readonly id: string
  readonly title: string
  readonly issuerName: string
  /** The first three characters are drawn; letters beyond A–Z lose their accents, other scripts become a lozenge. */
  readonly issuerMark: string
  readonly category: BadgeCategory
  readonly glyph: GlyphName
  /** Lozenges that are filled, from 0 to `levels`. */
  readonly level: number
  /** Lozenges in all, from 0 (no scale) to 8, beyond which they would touch. */
  readonly levels: number
  /** Calendar year in which it was or would be struck. */
  readonly year: number
}

/** `small` leaves ground and plates out, `large` has the finest ground. */
export type BadgeDetail = 'small' | 'medium' | 'large'

/** `page` takes the rim's colours from the style sheet, which knows light from dark; the other two are fixed. */
export type BadgeSurface = 'paper' | 'night' | 'page'

export interface BadgeSvgOptions {
  /** Width and height in CSS pixels; default 400. */
  readonly size?: number
  /** Default by size: small under 96, medium under 280. */
  readonly detail?: BadgeDetail
  /** Default `paper`, the drawing that is baked. */
  readonly surface?: BadgeSurface
  /** `outline` is the place for a badge not struck yet: dashes in the current colour. Default `struck`. */
  readonly state?: 'struck' | 'outline'
  /** Text alternative, usually from `badgeAltText`; without it the drawing is hidden from screen readers on a page. */
  readonly label?: string
  /** Tells two drawings of the same badge on one page apart. */
  readonly scope?: string
}

interface Drawing {
  readonly definition: BadgeDefinition
  readonly cartouche: Cartouche
  readonly id: string
  readonly detail: BadgeDetail
  readonly edge: string
  readonly band: string
}

const paper = '#FBFAF7'
const night = '#17181B'
const mostLevels = 8

/**
 * Draws a badge. Pure: the same arguments give the same bytes. The result is one well-formed `<svg>` element without
 * scripts, links or references outside itself, whatever the texts are.
 * @throws TypeError for a category or glyph that does not exist; parse those with `isBadgeCategory` and `isGlyphName`
 */
export function badgeSvg(definition: BadgeDefinition, options: BadgeSvgOptions = {}): string {
  const { category, glyph } = definition
  if (!isBadgeCategory(category) || !isGlyphName(glyph)) throw new TypeError('no such category or glyph')
  const { size = 400, surface = 'paper', state = 'struck', scope = '' } = options
  const detail = options.detail ?? (size < 96 ? 'small' : size < 280 ? 'medium' : 'large')
  const cartouche = CARTOUCHES[category]
  const drawing: Drawing = {
    definition,
    cartouche,
    id: fingerprint(JSON.stringify([definition, size, surface, detail, state, scope])),
    detail,
    ...rimColours(cartouche, surface),
  }
  const inside = state === 'outline' ? drawPlace(drawing) : drawStruck(drawing)
  return `${openTag(drawing, surface, size, options.label)}${inside}</svg>`
}

function rimColours({ ink, lift }: Cartouche, surface: BadgeSurface): { edge: string; band: string } {
  switch (surface) {
    case 'paper':
      return { edge: ink, band: paper }
    case 'night':
      return { edge: lift, band: night }
    case 'page':
      return { edge: `var(--badge-edge,${ink})`, band: `var(--badge-band,${paper})` }
  }
}

/** A file names itself by title and description; on a page one attribute does, since a title would pop up as a hint. */
function openTag({ id, definition }: Drawing, surface: BadgeSurface, size: number, label?: string): string {
  const box = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" width="${size}" height="${size}"`
  if (surface === 'page') {
    const name = label === undefined ? 'aria-hidden="true"' : `role="img" aria-label="${escapeXml(label)}"`
    return `${box} class="badge badge-${definition.category}" ${name}>`
  }
  const described = label === undefined ? '' : `<desc id="${id}d">${escapeXml(label)}</desc>`
  const describedBy = label === undefined ? '' : ` aria-describedby="${id}d"`
  return `${box} role="img" aria-labelledby="${id}t"${describedBy}><title id="${id}t">${escapeXml(definition.title)}</title>${described}`
}

function drawPlace({ cartouche, definition, detail }: Drawing): string {
  const small = detail === 'small'
  const dashes = small
    ? 'stroke-width="9" stroke-dasharray="22 16"'
    : 'stroke-width="5" stroke-dasharray="14 10"'
  return (
    `<path d="${cartouche.path}" fill="none" stroke="currentColor" ${dashes}/>` +
    glyphSvg(definition.glyph, small ? 196 : 176, small ? 8.2 : 6.6, small ? 1.5 : 1.3, 'currentColor')
  )
}

function drawStruck(drawing: Drawing): string {
  const { cartouche, id } = drawing
  const shape = `<path id="${id}s" d="${cartouche.path}"/>`
  const clip = `<clipPath id="${id}c"><use href="#${id}s"/></clipPath>`
  return drawing.detail === 'small' ? drawSmall(drawing, shape + clip) : drawFull(drawing, shape + clip)
}

function drawSmall(drawing: Drawing, defs: string): string {
  const { definition, cartouche, id, edge, band } = drawing
  return (
    `<defs>${defs}</defs><g clip-path="url(#${id}c)"><use href="#${id}s" fill="${cartouche.ink}"/>` +
    `${rims(id, [26, band], [12, edge])}</g>` +
    glyphSvg(definition.glyph, 176, 7.2, 1.75, paper) +
    pipsSvg(definition, { y: 296, radius: 15, gap: 40, stroke: 5, room: 160 })
  )
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

/** Bands along the inside of the shape, widest first; only half of each stroke lies within the clip. */
function rims(id: string, ...bands: readonly (readonly [width: number, colour: string])[]): string {
  const strokes = bands.map(
    ([width, colour]) => `<use href="#${id}s" stroke="${colour}" stroke-width="${width * 2}"/>`,
  )
  return `<g fill="none" stroke-linejoin="round">${strokes.join('')}</g>`
}

/** A glyph centred at the middle of the width. */
function glyphSvg(name: GlyphName, y: number, scale: number, width: number, colour: string): string {
  const place = (centre: number) => Math.round((centre - 12 * scale) * 10) / 10
  return `<g transform="translate(${place(200)} ${place(y)}) scale(${scale})" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">${GLYPHS[name]}</g>`
}

interface PipRow {
  readonly y: number
  readonly radius: number
  readonly gap: number
  readonly stroke: number
  /** Width that all lozenges together may take. */
  readonly room: number
}

function pipsSvg({ level, levels }: BadgeDefinition, row: PipRow): string {
  const count = wholeWithin(levels, mostLevels)
  const filled = wholeWithin(level, count)
  const gap = Math.min(row.gap, row.room / Math.max(count - 1, 1))
  const r = Math.round(Math.min(row.radius, gap * 0.4) * 10) / 10
  const left = 200 - ((count - 1) * gap) / 2
  const pips = Array.from({ length: count }, (_, i) => {
    const x = Math.round((left + i * gap) * 10) / 10
    return `<path d="M${x} ${row.y - r}l${r} ${r}-${r} ${r}-${r}-${r}z"${i < filled ? ` fill="${paper}"` : ''}/>`
  })
  return `<g fill="none" stroke="${paper}" stroke-width="${row.stroke}">${pips.join('')}</g>`
}

function wholeWithin(value: number, most: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), 0), most) : 0
}
