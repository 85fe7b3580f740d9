import { encodeUtf8, isWellFormed, limits } from '@assay/core'
import type { BadgeFormat, BakedBadge } from './bake-png.ts'
import { CredentialError } from './errors.ts'
import { type BadgeElement, readSvg, svgVocabulary } from './read-svg.ts'
import { malformed } from './svg-refusal.ts'
import { looksLikeToken } from './token-shape.ts'
import { isXmlText, type XmlOpenTag } from './xml-scanner.ts'

const formats = ['open-badges-3', 'open-badges-2'] as const

/**
 * The drawing with the badge in one element directly behind its `svg` tag: a token or address in the attribute `verify`, JSON as CDATA
 * (STANDARDS BK3, BK4). A badge of the same format is replaced; everything else keeps its bytes. A drawing that runs, embeds or
 * fetches something is refused (BK6). Throws `CredentialError` `svg-*`.
 */
export function bakeSvg(svg: Uint8Array, text: string, format: BadgeFormat = 'open-badges-3'): Uint8Array {
  const { xml, outermost, badges } = readSvg(svg)
  const own = badges.filter((badge) => badge.format === format)
  const { head, rest } = openOutermost(xml, outermost, own)
  const { namespace } = svgVocabulary[format]
  const bound = outermost.attributes.get('xmlns:openbadges')
  const at = outermost.start + '<svg'.length
  // The prefix may already stand for the other version; the element then declares it for itself.
  const declared = bound === undefined ? ` xmlns:openbadges="${namespace}"` : ''
  const element = writeElement(text, format, bound !== undefined && bound !== namespace)
  const baked = encodeUtf8(`${xml.slice(0, at)}${declared}${head.slice(at)}${element}${rest}`)
  if (baked.length > limits.svg.bytes)
    throw new CredentialError('svg-too-large', 'the drawing with its badge is larger than 1 MiB')
  return baked
}

/**
 * Badges in a drawing, OB3 first; empty when it holds none. Two badges of one format are `svg-two-badges` (STANDARDS BK5). Throws
 * `CredentialError` `svg-*`, also for a drawing that nobody should show (BK6).
 */
export function readBakedSvg(svg: Uint8Array): readonly BakedBadge[] {
  const { badges } = readSvg(svg)
  return formats.flatMap((format) => {
    const [badge, ...more] = badges.filter((candidate) => candidate.format === format)
    if (badge === undefined) return []
    if (more.length > 0)
      throw new CredentialError('svg-two-badges', 'the drawing holds two badges of one kind')
    return [{ format, text: textOf(badge) }]
  })
}

/** OB3 has either the attribute or the content; a hosted badge of OB2 has its address beside the content. */
function textOf({ format, verify, content }: BadgeElement): string {
  const body = content.trim()
  const stated = verify?.trim() ?? ''
  if (stated === '' && body === '') throw malformed('its badge is empty')
  if (format === 'open-badges-3') {
    if (stated !== '' && body !== '') throw malformed('its badge is given twice')
    return stated === '' ? body : stated
  }
  return looksLikeToken(stated) || body === '' ? stated : body
}

/** The text up to behind the `svg` tag, and what follows it, without the badges that are replaced. */
function openOutermost(xml: string, outermost: XmlOpenTag, replaced: readonly BadgeElement[]) {
  if (outermost.empty) {
    // It ends with "/>".
    const open = `${xml.slice(0, outermost.end - 2).trimEnd()}>`
    return { head: open, rest: `</${outermost.name}>${xml.slice(outermost.end)}` }
  }
  let rest = ''
  let at = outermost.end
  for (const { start, end } of replaced) {
    rest += xml.slice(at, start)
    at = end
  }
  return { head: xml.slice(0, outermost.end), rest: rest + xml.slice(at) }
}

function writeElement(text: string, format: BadgeFormat, declare: boolean): string {
  if (text.trim() === '' || !isXmlText(text) || !isWellFormed(text)) {
    throw new CredentialError(
      'svg-text',
      'the badge holds nothing, or characters that a drawing cannot carry',
    )
  }
  const { namespace, element } = svgVocabulary[format]
  const head = `<openbadges:${element}${declare ? ` xmlns:openbadges="${namespace}"` : ''}`
  if (!text.trimStart().startsWith('{')) return `${head} verify="${escapeAttribute(text.trim())}"/>`
  return `${head}><![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]></openbadges:${element}>`
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['<', '&lt;'],
  ['&', '&amp;'],
  ['"', '&quot;'],
])

function escapeAttribute(text: string): string {
  return text.replace(/[<&"]/g, (character) => escapes.get(character) ?? character)
}
