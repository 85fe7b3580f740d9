import { AssayError, decodeUtf8, limits } from '@assay/core'
import { CredentialError } from './errors.ts'
import { type Expand, expandWith } from './expand.ts'
import { type PdfDictionary, readPdfDictionary, skipSpace } from './pdf-objects.ts'

/**
 * Texts among the files that are attached to a PDF, each once; empty when there is none. A PDF proves nothing: what is attached has its own
 * signature, so nothing else of the document is read. Objects are found one after the other as they lie in the file, and not by its tables,
 * which may be damaged or lie: of several with one number the last counts, as with changes that were appended. Throws `CredentialError`
 * `pdf-malformed`, `pdf-too-large`, `pdf-encrypted`.
 *
 * Attached files are always objects by themselves (ISO 32000-1, 7.5.7), never parts of compressed ones. Read are those without a filter and
 * with FlateDecode; one of another filter is passed over.
 */
export function readPdfAttachments(pdf: Uint8Array, inflate: Expand): readonly string[] {
  if (pdf.length > limits.pdf.bytes)
    throw new CredentialError('pdf-too-large', 'the document is larger than 5 MiB')
  // One character a byte; which characters is all the same, since only ASCII is looked for.
  const text = new TextDecoder('latin1').decode(pdf)
  if (!text.startsWith('%PDF-')) throw new CredentialError('pdf-malformed', 'it does not begin as a PDF does')
  const found = new Map<string, FoundStream>()
  for (const object of objectsOf(text)) {
    if (object.dictionary.members.get('Type') !== '/EmbeddedFile' || object.stream === undefined) continue
    found.set(object.number, { members: object.dictionary.members, ...object.stream })
    if (found.size > limits.pdf.attachments)
      throw new CredentialError('pdf-too-large', 'the document has more attachments than are looked at')
  }
  // What is encrypted cannot be told from what is damaged, so this comes first.
  if (/\/Encrypt[\s<\d]/.test(text.slice(-limits.pdf.trailerBytes)) && found.size > 0)
    throw new CredentialError('pdf-encrypted', 'the document is encrypted')
  const texts = [...found.values()].flatMap((stream) => textOf(pdf, stream, inflate) ?? [])
  return [...new Set(texts)]
}

interface FoundStream {
  readonly members: PdfDictionary['members']
  readonly start: number
  readonly end: number
}

interface FoundObject {
  readonly number: string
  readonly dictionary: PdfDictionary
  readonly stream: { readonly start: number; readonly end: number } | undefined
}

/** Objects that are dictionaries, with their streams, in the order of the file; the content of a stream is passed over. */
function* objectsOf(text: string): Generator<FoundObject> {
  let at = 0
  let strange = 0
  for (let count = 0; ; count += 1) {
    if (count > limits.pdf.objects)
      throw new CredentialError('pdf-too-large', 'the document has too many objects')
    const mark = text.indexOf('obj', at)
    if (mark < 0) return
    at = mark + 3
    const number = objectNumber(text, mark)
    const start = number === undefined ? undefined : skipSpace(text, at, at + GAP)
    if (number === undefined || start === undefined || !text.startsWith('<<', start)) continue
    const dictionary = readPdfDictionary(text, start)
    if (dictionary === undefined) {
      // Reading on to no end costs time, so it is done a few times only.
      strange += 1
      if (strange > limits.pdf.strange)
        throw new CredentialError('pdf-malformed', 'the document is damaged in many places')
      continue
    }
    const stream = streamOf(text, dictionary)
    at = stream?.next ?? dictionary.end
    yield { number, dictionary, stream }
  }
}

/** White space and comments between the parts of an object. */
const GAP = 256

function objectNumber(text: string, mark: number): string | undefined {
  const before = text.slice(Math.max(0, mark - 40), mark)
  return /(?:^|[^0-9])([0-9]{1,10})[ \t\r\n]{1,8}[0-9]{1,5}[ \t\r\n]{1,8}$/.exec(before)?.[1]
}

/** The bytes behind `stream` (7.3.8.1), by the length that is stated, else up to `endstream`. */
function streamOf(text: string, { members, end }: PdfDictionary) {
  const keyword = skipSpace(text, end, end + GAP)
  const opening = /^stream(?:\r\n|\n|\r)/.exec(text.slice(keyword, keyword + 8))
  if (opening === null) return undefined
  const start = keyword + opening[0].length
  const length = members.get('Length') ?? ''
  const stated = /^[0-9]{1,10}$/.test(length) ? start + Number(length) : undefined
  if (stated !== undefined && /^(?:\r\n|\n|\r)?endstream/.test(text.slice(stated, stated + 11)))
    return { start, end: stated, next: stated }
  // The length stands elsewhere, or is wrong: the line end before the keyword is not part of it.
  const next = text.indexOf('endstream', start)
  if (next < 0) throw new CredentialError('pdf-malformed', 'the document is cut off')
  const line = /(?:\r\n|\n|\r)$/.exec(text.slice(Math.max(start, next - 2), next))
  return { start, end: next - (line?.[0].length ?? 0), next }
}

/** The attached file when it is a text of a size that a credential may have. */
function textOf(pdf: Uint8Array, { members, start, end }: FoundStream, inflate: Expand): string | undefined {
  const filter = (members.get('Filter') ?? '').replace(/^\[\s{0,8}|\s{0,8}\]$/g, '')
  const parameters = members.get('DecodeParms') ?? 'null'
  if (parameters !== 'null' || (filter !== '' && filter !== '/FlateDecode')) return undefined
  const raw = pdf.subarray(start, end)
  const codes = { damaged: 'pdf-malformed', tooLarge: 'pdf-too-large' } as const
  if (filter === '' && raw.length > limits.json.bytes) return undefined
  const bytes = filter === '' ? raw : expandWith(inflate, raw, limits.json.bytes, codes)
  try {
    return decodeUtf8(bytes)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return undefined
  }
}
