import { artRefusal } from './art-refusal.ts'

export type XmlToken =
  | {
      readonly kind: 'open'
      readonly name: string
      readonly attributes: ReadonlyMap<string, string>
      readonly empty: boolean
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

const NAME = '[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?'
const OPEN = new RegExp(`<(${NAME})`, 'y')
const CLOSE = new RegExp(`</(${NAME})\\s*>`, 'y')
const ATTRIBUTE = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y')
const TAG_END = /\s*(\/?)>/y
const DECLARATION =
  /<\?xml\s{1,8}version\s{0,8}=\s{0,8}["']1\.[01]["'](?:\s{1,8}encoding\s{0,8}=\s{0,8}["']([A-Za-z0-9_-]+)["'])?(?:\s{1,8}standalone\s{0,8}=\s{0,8}["'](?:yes|no)["'])?\s{0,8}\?>/y

/**
 * The tokens of an XML text, in the small part of XML that drawings need: elements, attributes, text, CDATA, comments (dropped) and the
 * five predefined entities. A document type, any other entity, and processing instructions are refused, so nothing can be declared,
 * expanded or fetched. Every expression is sticky and without nested repetition: time is linear in the text. Balance of tags is for the reader.
 */
export function* readXmlTokens(xml: string): Generator<XmlToken> {
  let at = skipDeclaration(xml)
  while (at < xml.length) {
    if (xml[at] !== '<') {
      const end = xml.indexOf('<', at)
      const text = decodeEntities(xml.slice(at, end < 0 ? xml.length : end))
      yield { kind: 'text', text }
      at = end < 0 ? xml.length : end
      continue
    }
    const markup = readMarkup(xml, at)
    if (markup.token !== undefined) yield markup.token
    at = markup.end
  }
}

interface Markup {
  readonly token: XmlToken | undefined
  readonly end: number
}

function readMarkup(xml: string, at: number): Markup {
  if (xml.startsWith('<!--', at)) return { token: undefined, end: endOf(xml, '-->', at + 4) }
  if (xml.startsWith('<![CDATA[', at)) {
    const end = endOf(xml, ']]>', at + 9)
    return { token: { kind: 'text', text: checkText(xml.slice(at + 9, end - 3)) }, end }
  }
  if (xml.startsWith('<!', at)) throw artRefusal('art_svg_doctype')
  if (xml.startsWith('<?', at)) throw artRefusal('art_svg_external', '<?')
  const close = matchAt(CLOSE, xml, at)
  if (close !== undefined) return { token: { kind: 'close', name: close.groups[0] ?? '' }, end: close.end }
  return readOpenTag(xml, at)
}

function readOpenTag(xml: string, start: number): Markup {
  const open = matchAt(OPEN, xml, start)
  if (open === undefined) throw artRefusal('art_svg_damaged')
  const attributes = new Map<string, string>()
  let at = open.end
  for (let next = matchAt(ATTRIBUTE, xml, at); next !== undefined; next = matchAt(ATTRIBUTE, xml, at)) {
    const [name = '', double, single] = next.groups
    if (attributes.has(name)) throw artRefusal('art_svg_damaged', name)
    attributes.set(name, decodeEntities(double ?? single ?? ''))
    at = next.end
  }
  const end = matchAt(TAG_END, xml, at)
  if (end === undefined) throw artRefusal('art_svg_damaged', open.groups[0])
  const token = {
    kind: 'open',
    name: open.groups[0] ?? '',
    attributes,
    empty: end.groups[0] === '/',
  } as const
  return { token, end: end.end }
}

function skipDeclaration(xml: string): number {
  const start = xml.charCodeAt(0) === 0xfeff ? 1 : 0
  const declaration = matchAt(DECLARATION, xml, start)
  if (declaration === undefined) return start
  const encoding = declaration.groups[0]?.toLowerCase() ?? 'utf-8'
  if (encoding !== 'utf-8' && encoding !== 'us-ascii' && encoding !== 'ascii')
    throw artRefusal('art_svg_encoding', encoding)
  return declaration.end
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decodeEntities(text: string): string {
  if (!text.includes('&')) return checkText(text)
  const decoded = text.replace(/&([^;&\s]{0,12})(;?)/g, (_all, body: string, end: string) => {
    const known = end === ';' ? (ENTITIES[body] ?? characterOf(body)) : undefined
    if (known === undefined) throw artRefusal('art_svg_entity', `&${body};`)
    return known
  })
  return checkText(decoded)
}

function characterOf(body: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(body)
  if (digits === null) return undefined
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : undefined
}

/** Characters that XML 1.0 does not allow (production 2) hide things from other readers. */
function checkText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) throw artRefusal('art_svg_damaged')
  return text
}

function endOf(xml: string, mark: string, from: number): number {
  const at = xml.indexOf(mark, from)
  if (at < 0) throw artRefusal('art_svg_damaged')
  return at + mark.length
}

function matchAt(
  expression: RegExp,
  text: string,
  at: number,
): { readonly groups: readonly (string | undefined)[]; readonly end: number } | undefined {
  expression.lastIndex = at
  const match = expression.exec(text)
  return match === null ? undefined : { groups: match.slice(1), end: expression.lastIndex }
}
