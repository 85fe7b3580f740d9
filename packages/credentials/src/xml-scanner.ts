/** Where something stands in a text: from `start` up to, not including, `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The tag that an element begins with, or is when it is `empty`. */
export interface XmlOpenTag extends Span {
  readonly kind: 'open'
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly empty: boolean
}

/** A piece of an XML text, with its place. */
export type XmlPiece =
  | XmlOpenTag
  | (Span & { readonly kind: 'close'; readonly name: string })
  | (Span & { readonly kind: 'text'; readonly text: string })

/**
 * Why a text is not read: what is damaged (a tag that cannot be read, an attribute given twice, a tag or section that does not end, a
 * character that XML does not allow, an encoding other than UTF-8), and what could declare, expand or fetch something.
 */
export type XmlFault =
  | 'tag'
  | 'attribute-twice'
  | 'tag-open'
  | 'cut-off'
  | 'character'
  | 'encoding'
  | 'doctype'
  | 'instruction'
  | 'entity'

/** The error that a reader throws for a fault; `detail` is the name of what is refused, empty where it has none. */
export type RefuseXml = (fault: XmlFault, detail: string) => Error

const NAME = '[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?'
const openTag = new RegExp(`<(${NAME})`, 'y')
const closeTag = new RegExp(`</(${NAME})\\s*>`, 'y')
const attribute = new RegExp(`\\s+(${NAME})\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`, 'y')
const tagEnd = /\s*(\/?)>/y
const declaration =
  /<\?xml\s{1,8}version\s{0,8}=\s{0,8}["']1\.[01]["'](?:\s{1,8}encoding\s{0,8}=\s{0,8}["']([A-Za-z0-9_-]+)["'])?(?:\s{1,8}standalone\s{0,8}=\s{0,8}["'](?:yes|no)["'])?\s{0,8}\?>/y

/**
 * The pieces of an XML text, in the part of XML that drawings need: elements, attributes, text, CDATA, comments (left out) and the
 * five predefined entities. A document type, any other entity and processing instructions are refused, so that nothing can be
 * declared, expanded or fetched (STANDARDS BK6). Every expression is sticky and without nested repetition: time is linear in the
 * text. Size, depth and balance of tags are for the reader. Throws what `refuse` makes of an {@link XmlFault}, nothing else.
 */
export function* scanXml(xml: string, refuse: RefuseXml): Generator<XmlPiece> {
  let at = skipDeclaration(xml, refuse)
  while (at < xml.length) {
    const piece = readPiece(xml, at, refuse)
    if ('kind' in piece) yield piece
    at = piece.end
  }
}

function readPiece(xml: string, start: number, refuse: RefuseXml): XmlPiece | { readonly end: number } {
  if (xml[start] !== '<') {
    const next = xml.indexOf('<', start)
    const end = next < 0 ? xml.length : next
    return { kind: 'text', text: decodeEntities(xml.slice(start, end), refuse), start, end }
  }
  if (xml.startsWith('<!--', start)) return { end: endOf(xml, '-->', start + 4, refuse) }
  if (xml.startsWith('<![CDATA[', start)) {
    const end = endOf(xml, ']]>', start + 9, refuse)
    return { kind: 'text', text: checkCharacters(xml.slice(start + 9, end - 3), refuse), start, end }
  }
  if (xml.startsWith('<!', start)) throw refuse('doctype', '')
  if (xml.startsWith('<?', start)) throw refuse('instruction', '<?')
  const close = matchAt(closeTag, xml, start)
  if (close !== undefined) return { kind: 'close', name: close.groups[0] ?? '', start, end: close.end }
  return readOpenTag(xml, start, refuse)
}

function readOpenTag(xml: string, start: number, refuse: RefuseXml): XmlPiece {
  const open = matchAt(openTag, xml, start)
  if (open === undefined) throw refuse('tag', '')
  const [name = ''] = open.groups
  const attributes = new Map<string, string>()
  let at = open.end
  for (let next = matchAt(attribute, xml, at); next !== undefined; next = matchAt(attribute, xml, at)) {
    const [key = '', double, single] = next.groups
    if (attributes.has(key)) throw refuse('attribute-twice', key)
    attributes.set(key, decodeEntities(double ?? single ?? '', refuse))
    at = next.end
  }
  const end = matchAt(tagEnd, xml, at)
  if (end === undefined) throw refuse('tag-open', name)
  return { kind: 'open', name, attributes, empty: end.groups[0] === '/', start, end: end.end }
}

function skipDeclaration(xml: string, refuse: RefuseXml): number {
  const start = xml.charCodeAt(0) === 0xfeff ? 1 : 0
  const found = matchAt(declaration, xml, start)
  if (found === undefined) return start
  const encoding = found.groups[0]?.toLowerCase() ?? 'utf-8'
  if (!['utf-8', 'us-ascii', 'ascii'].includes(encoding)) throw refuse('encoding', encoding)
  return found.end
}

/** A map, so that no name which every object has is an entity. */
const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

function decodeEntities(text: string, refuse: RefuseXml): string {
  if (!text.includes('&')) return checkCharacters(text, refuse)
  const decoded = text.replace(/&([^;&\s]{0,12})(;?)/g, (_all, body: string, end: string) => {
    const known = end === ';' ? (entities.get(body) ?? characterOf(body)) : undefined
    if (known === undefined) throw refuse('entity', `&${body};`)
    return known
  })
  return checkCharacters(decoded, refuse)
}

function characterOf(body: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(body)
  if (digits === null) return undefined
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16)
  const allowed = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return allowed ? String.fromCodePoint(code) : undefined
}

/** Whether XML 1.0 allows every character of a text (production 2). */
export function isXmlText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)
}

/** Other characters hide things from other readers. */
function checkCharacters(text: string, refuse: RefuseXml): string {
  if (!isXmlText(text)) throw refuse('character', '')
  return text
}

function endOf(xml: string, mark: string, from: number, refuse: RefuseXml): number {
  const at = xml.indexOf(mark, from)
  if (at < 0) throw refuse('cut-off', '')
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
