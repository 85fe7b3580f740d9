import { AssayError, decodeUtf8, encodeUtf8, limits } from '@assay/core'
import { scanXml, type XmlFault, type XmlOpenTag } from '@assay/credentials'
import { type ArtRefusal, artRefusal } from './art-refusal.ts'
import { checkValue, cleanDeclarations, cleanStyleSheet } from './svg-style.ts'
import {
  DROPPED_ELEMENTS,
  DROPPED_NAMESPACES,
  GEOMETRY,
  KEPT_ELEMENTS,
  PRESENTATION,
  SCRIPT_ELEMENTS,
  SVG_NAMESPACE,
  TEXT_ELEMENTS,
  XLINK_NAMESPACE,
} from './svg-vocabulary.ts'

/** An element that is kept; text is escaped when it is written. */
interface SvgElement {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: (SvgElement | string)[]
}

/**
 * A drawing made of allowed shapes, written anew from what was understood: nothing of the file's own bytes is kept. What runs, embeds,
 * fetches or declares is refused (THREATS F1, STANDARDS BK6); what drawing programs leave behind is dropped.
 * Error: `invalid_input` with a code of `ArtRefusal`.
 */
export function cleanSvg(bytes: Uint8Array): Uint8Array {
  if (bytes.length > limits.svg.bytes) throw artRefusal('art_too_large')
  const root = readTree(decode(bytes))
  if (!root.attributes.has('viewBox') && !(root.attributes.has('width') && root.attributes.has('height')))
    throw artRefusal('art_svg_damaged', 'viewBox')
  checkExpansion(root)
  return encodeUtf8(write(root, true))
}

function decode(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw artRefusal('art_svg_encoding')
  }
}

const XML_REFUSALS: Readonly<Record<XmlFault, ArtRefusal>> = {
  tag: 'art_svg_damaged',
  'attribute-twice': 'art_svg_damaged',
  'tag-open': 'art_svg_damaged',
  'cut-off': 'art_svg_damaged',
  character: 'art_svg_damaged',
  encoding: 'art_svg_encoding',
  doctype: 'art_svg_doctype',
  instruction: 'art_svg_external',
  entity: 'art_svg_entity',
}

const refuseXml = (fault: XmlFault, detail: string) => artRefusal(XML_REFUSALS[fault], detail)

/** An element that is open while reading: undefined `kept` is dropped with all that it holds. */
interface OpenElement {
  readonly name: string
  readonly kept: SvgElement | undefined
  readonly prefixes: ReadonlyMap<string, string>
}

function readTree(xml: string): SvgElement {
  const open: OpenElement[] = []
  let root: SvgElement | undefined
  let count = 0
  for (const token of scanXml(xml, refuseXml)) {
    const parent = open.at(-1)
    if (token.kind === 'text') addText(parent, token.text)
    else if (token.kind === 'close') {
      if (open.pop()?.name !== token.name) throw artRefusal('art_svg_damaged', token.name)
    } else {
      if (parent === undefined && root !== undefined) throw artRefusal('art_svg_damaged', token.name)
      count += 1
      if (count > limits.svg.elements || open.length >= limits.svg.depth) throw artRefusal('art_svg_too_big')
      const element = openElement(token, parent)
      root ??= element.kept
      if (!token.empty) open.push(element)
    }
  }
  if (root === undefined || open.length > 0) throw artRefusal('art_svg_damaged')
  return root
}

function openElement(token: XmlOpenTag, parent: OpenElement | undefined): OpenElement {
  const prefixes = prefixesOf(token, parent)
  const drop = (): OpenElement => ({ name: token.name, kept: undefined, prefixes })
  const [prefix, local] = token.name.includes(':') ? token.name.split(':') : [undefined, token.name]
  if (SCRIPT_ELEMENTS.has((local ?? '').toLowerCase())) throw artRefusal('art_svg_script', token.name)
  if (prefix !== undefined) {
    if (!DROPPED_NAMESPACES.has(prefixes.get(prefix) ?? '')) throw artRefusal('art_svg_element', token.name)
    return drop()
  }
  if (parent === undefined && (token.name !== 'svg' || token.attributes.get('xmlns') !== SVG_NAMESPACE))
    throw artRefusal('art_svg_damaged', token.name)
  const dropped = DROPPED_ELEMENTS.has(token.name)
  if (!dropped && !KEPT_ELEMENTS.has(token.name)) throw artRefusal('art_svg_element', token.name)
  const attributes = cleanAttributes(token, prefixes)
  if (dropped || (parent !== undefined && parent.kept === undefined)) return drop()
  const kept: SvgElement = { name: token.name, attributes, children: [] }
  parent?.kept?.children.push(kept)
  return { name: token.name, kept, prefixes }
}

function prefixesOf(token: XmlOpenTag, parent: OpenElement | undefined): ReadonlyMap<string, string> {
  const prefixes = new Map(parent?.prefixes)
  for (const [name, value] of token.attributes) {
    if (name === 'xmlns' && value !== SVG_NAMESPACE) throw artRefusal('art_svg_element', value)
    if (!name.startsWith('xmlns:')) continue
    // A prefix for SVG or HTML would give every element a second name.
    if (value !== XLINK_NAMESPACE && !DROPPED_NAMESPACES.has(value) && value !== SVG_NAMESPACE)
      throw artRefusal('art_svg_element', value)
    prefixes.set(name.slice('xmlns:'.length), value)
  }
  return prefixes
}

function cleanAttributes(
  token: XmlOpenTag,
  prefixes: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const kept = new Map<string, string>()
  for (const [name, value] of token.attributes) {
    if (name === 'xmlns' || name.startsWith('xmlns:') || name === 'xml:space' || name === 'xml:lang') continue
    const local = name.slice(name.indexOf(':') + 1)
    if (/^on/i.test(local)) throw artRefusal('art_svg_script', name)
    const linked = name !== local && prefixes.get(name.slice(0, name.indexOf(':'))) === XLINK_NAMESPACE
    if (/^(href|src|base)$/i.test(local) && (name === local || linked || name.startsWith('xml:'))) {
      if (local !== 'href' || !/^#[A-Za-z_][\w.:-]*$/.test(value)) throw artRefusal('art_svg_external', value)
      kept.set('href', value)
    } else if (name === 'style') kept.set('style', cleanDeclarations(value))
    else if (PRESENTATION.has(name) || GEOMETRY.has(name)) kept.set(name, checkValue(value))
  }
  return kept
}

function addText(parent: OpenElement | undefined, text: string): void {
  if (parent === undefined) {
    if (text.trim() !== '') throw artRefusal('art_svg_damaged')
    return
  }
  const { kept } = parent
  if (kept === undefined) return
  if (TEXT_ELEMENTS.has(kept.name) || kept.name === 'style') kept.children.push(text)
}

/** Refuses drawings that `use` multiplies beyond the limit of elements, or that use themselves. */
function checkExpansion(root: SvgElement): void {
  const byId = new Map<string, SvgElement>()
  const index = (element: SvgElement): void => {
    const id = element.attributes.get('id')
    if (id !== undefined && !byId.has(id)) byId.set(id, element)
    for (const child of element.children) if (typeof child !== 'string') index(child)
  }
  index(root)
  const sizes = new Map<SvgElement, number>()
  const sizeOf = (element: SvgElement, path: ReadonlySet<SvgElement>): number => {
    const known = sizes.get(element)
    if (known !== undefined) return known
    if (path.has(element)) throw artRefusal('art_svg_too_big', 'use')
    const inside = new Set(path).add(element)
    let size = 1
    for (const child of element.children) if (typeof child !== 'string') size += sizeOf(child, inside)
    for (const target of referencesOf(element, byId)) size += sizeOf(target, inside)
    if (size > limits.svg.elements) throw artRefusal('art_svg_too_big', 'use')
    sizes.set(element, size)
    return size
  }
  sizeOf(root, new Set())
}

/** What is drawn in an element's place besides its children: by `href`, and by paint, clip and mask. */
function referencesOf(element: SvgElement, byId: ReadonlyMap<string, SvgElement>): readonly SvgElement[] {
  const ids = [...element.attributes].flatMap(([name, value]) =>
    name === 'href'
      ? [value.slice(1)]
      : value.split('url(').map((after) => /^\s*["']?#([\w.:-]+)/.exec(after)?.[1] ?? ''),
  )
  return ids.flatMap((id) => byId.get(id) ?? [])
}

function write(element: SvgElement, outermost = false): string {
  const attributes = [...element.attributes].map(([name, value]) => ` ${name}="${escapeXml(value)}"`).join('')
  const namespace = outermost ? ` xmlns="${SVG_NAMESPACE}"` : ''
  const content =
    element.name === 'style'
      ? escapeXml(cleanStyleSheet(element.children.join('')))
      : element.children
          .map((child) => (typeof child === 'string' ? escapeXml(child) : write(child)))
          .join('')
  return `<${element.name}${namespace}${attributes}>${content}</${element.name}>`
}

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' }
const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (sign) => ESCAPES[sign] ?? sign)
