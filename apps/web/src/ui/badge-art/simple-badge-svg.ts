import { type BadgeCategory, CARTOUCHES, type Cartouche, isBadgeCategory } from './cartouches.ts'
import { escapeXml } from './escape-xml.ts'
import { fingerprint } from './fingerprint.ts'
import { GLYPHS, type GlyphName, isGlyphName } from './glyphs.ts'

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

/** A definition with what its options decide. */
export interface Drawing {
  readonly definition: BadgeDefinition
  readonly cartouche: Cartouche
  readonly id: string
  readonly detail: BadgeDetail
  readonly edge: string
  readonly band: string
}

/** Ground of the drawing by day, and the colour of its lines. */
export const paper = '#FBFAF7'
const night = '#17181B'
const mostLevels = 8

/** Draws what lies within the shape of a struck badge of medium or large detail. */
export type DrawFull = (drawing: Drawing, shape: string) => string

/** What `composeBadge` draws alone: small ones, and the places of those not struck yet. */
export const isSimple = ({ size = 400, detail, state }: BadgeSvgOptions): boolean =>
  state === 'outline' || (detail ?? detailOf(size)) === 'small'

const detailOf = (size: number): BadgeDetail => (size < 96 ? 'small' : size < 280 ? 'medium' : 'large')

/**
 * Draws a badge with `drawFull` for those that are not simple. Apart from it, because ground and plates are most of the code, and most
 * pages have small badges only.
 * @throws TypeError for a category or glyph that does not exist
 */
export function composeBadge(
  definition: BadgeDefinition,
  options: BadgeSvgOptions,
  drawFull: DrawFull,
): string {
  const { category, glyph } = definition
  if (!isBadgeCategory(category) || !isGlyphName(glyph)) throw new TypeError('no such category or glyph')
  const { size = 400, surface = 'paper', state = 'struck', scope = '' } = options
  const detail = options.detail ?? detailOf(size)
  const cartouche = CARTOUCHES[category]
  const drawing: Drawing = {
    definition,
    cartouche,
    id: fingerprint(JSON.stringify([definition, size, surface, detail, state, scope])),
    detail,
    ...rimColours(cartouche, surface),
  }
  const inside = state === 'outline' ? drawPlace(drawing) : drawStruck(drawing, drawFull)
  return `${openTag(drawing, surface, size, options.label)}${inside}</svg>`
}

/** `badgeSvg` for simple badges. Errors: TypeError also for one that is not. */
export const simpleBadgeSvg = (definition: BadgeDefinition, options: BadgeSvgOptions): string =>
  composeBadge(definition, options, () => {
    throw new TypeError('this badge has ground and plates: draw it with badgeSvg')
  })

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

function drawStruck(drawing: Drawing, drawFull: DrawFull): string {
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

/** Bands along the inside of the shape, widest first; only half of each stroke lies within the clip. */
export function rims(id: string, ...bands: readonly (readonly [width: number, colour: string])[]): string {
  const strokes = bands.map(
    ([width, colour]) => `<use href="#${id}s" stroke="${colour}" stroke-width="${width * 2}"/>`,
  )
  return `<g fill="none" stroke-linejoin="round">${strokes.join('')}</g>`
}

/** A glyph centred at the middle of the width. */
export function glyphSvg(name: GlyphName, y: number, scale: number, width: number, colour: string): string {
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

export function pipsSvg({ level, levels }: BadgeDefinition, row: PipRow): string {
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
