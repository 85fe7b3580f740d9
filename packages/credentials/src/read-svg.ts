import { AssayError, decodeUtf8, limits } from '@assay/core'
import type { BadgeFormat } from './bake-png.ts'
import { CredentialError } from './errors.ts'
import { malformed, refuseXml } from './svg-refusal.ts'
import { checkStyle, checkTag, localName } from './svg-safety.ts'
import { type Span, scanXml, type XmlOpenTag } from './xml-scanner.ts'

/** Where each version keeps its badge in a drawing (OB3 5.3.2, OB2 baking). */
export const svgVocabulary: Readonly<
  Record<BadgeFormat, { readonly namespace: string; readonly element: string }>
> = {
  'open-badges-3': { namespace: 'https://purl.imsglobal.org/ob/v3p0', element: 'credential' },
  'open-badges-2': { namespace: 'http://openbadges.org', element: 'assertion' },
}
const formats = ['open-badges-3', 'open-badges-2'] as const
const svgNamespace = 'http://www.w3.org/2000/svg'

/** An element that carries a badge, with its place from tag to tag. */
export interface BadgeElement extends Span {
  readonly format: BadgeFormat
  readonly verify: string | undefined
  readonly content: string
}

/** A drawing, read as far as badges and safety need it. */
export interface SvgReading {
  readonly xml: string
  readonly outermost: XmlOpenTag
  readonly badges: readonly BadgeElement[]
}

interface OpenElement {
  readonly tag: XmlOpenTag
  /** Prefix to namespace; the empty prefix is the default one. */
  readonly namespaces: ReadonlyMap<string, string>
  readonly badge: BadgeFormat | undefined
  content: string
}

/**
 * Reads a drawing under `limits.svg`: every element is looked at, for badges and for what must not be in a picture. A badge stands
 * directly in the drawing; anywhere else it is no badge. Throws `CredentialError` `svg-malformed`, `svg-unsafe` or `svg-too-large`.
 */
export function readSvg(svg: Uint8Array): SvgReading {
  const xml = decodeSvg(svg)
  const open: OpenElement[] = []
  const badges: BadgeElement[] = []
  let outermost: XmlOpenTag | undefined
  let elements = 0
  for (const piece of scanXml(xml, refuseXml)) {
    const parent = open.at(-1)
    if (piece.kind === 'text') {
      addText(parent, piece.text)
      continue
    }
    if (piece.kind === 'close') {
      const closed = open.pop()
      if (closed?.tag.name !== piece.name) throw malformed('its tags do not match')
      badges.push(...badgeOf(closed, piece.end))
      continue
    }
    if (parent === undefined && outermost !== undefined) throw malformed('it has two outermost elements')
    elements += 1
    if (elements > limits.svg.elements || open.length >= limits.svg.depth)
      throw tooLarge('has too many elements')
    checkTag(piece)
    const element = openElement(piece, parent, open.length)
    outermost ??= piece
    if (piece.empty) badges.push(...badgeOf(element, piece.end))
    else open.push(element)
  }
  if (outermost === undefined || open.length > 0) throw malformed('it is cut off')
  return { xml, outermost, badges }
}

function decodeSvg(svg: Uint8Array): string {
  if (svg.length > limits.svg.bytes) throw tooLarge('is larger than 1 MiB')
  try {
    return decodeUtf8(svg)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw new CredentialError('svg-malformed', 'the drawing is not UTF-8', { cause })
  }
}

function openElement(tag: XmlOpenTag, parent: OpenElement | undefined, depth: number): OpenElement {
  if (parent?.badge !== undefined) throw malformed('its badge holds other elements')
  const namespaces = new Map(parent?.namespaces)
  for (const [name, value] of tag.attributes) {
    if (name === 'xmlns') namespaces.set('', value)
    else if (name.startsWith('xmlns:')) namespaces.set(name.slice('xmlns:'.length), value)
  }
  const namespace = namespaces.get(tag.name.includes(':') ? (tag.name.split(':')[0] ?? '') : '')
  if (depth === 0 && (tag.name !== 'svg' || namespace !== svgNamespace)) throw malformed('it is not an SVG')
  const badge = formats.find((format) => {
    const vocabulary = svgVocabulary[format]
    return depth === 1 && namespace === vocabulary.namespace && localName(tag.name) === vocabulary.element
  })
  return { tag, namespaces, badge, content: '' }
}

function addText(parent: OpenElement | undefined, text: string): void {
  if (parent === undefined) {
    if (text.replace(/^\ufeff/, '').trim() !== '') throw malformed('it has text outside its elements')
    return
  }
  if (parent.badge !== undefined || localName(parent.tag.name).toLowerCase() === 'style')
    parent.content += text
}

/** What the element carries, when it carries a badge; a style is judged when all of it was read. */
function badgeOf({ tag, badge, content }: OpenElement, end: number): readonly BadgeElement[] {
  if (localName(tag.name).toLowerCase() === 'style') checkStyle(content)
  if (badge === undefined) return []
  return [{ format: badge, verify: tag.attributes.get('verify'), content, start: tag.start, end }]
}

function tooLarge(why: string): CredentialError {
  return new CredentialError('svg-too-large', `the drawing ${why}`)
}
