import { AssayError, attempt, decodeUtf8, encodeUtf8, limits, parseJson } from '@assay/core'
import {
  type BakedBadge,
  CredentialError,
  type Expand,
  looksLikeSdJwt,
  looksLikeToken,
  readPng,
  type SdCrypto,
} from '@assay/credentials'
import type { Finding } from './make-check.ts'
import { readDocument } from './read-document.ts'
import { type Content, parseOk, type Reading, refuseContent } from './reading.ts'
import type { Format } from './report.ts'

const pdfSignature = [0x25, 0x50, 0x44, 0x46, 0x2d]
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** What reading needs from outside. */
export interface ReadTools {
  readonly inflate: Expand
  /** For the digests of what an SD-JWT discloses. */
  readonly crypto: SdCrypto
}

/**
 * Finds out what the content is, by its content alone, and reads it. Formats that are known but not checked yet are named
 * and answered with `unknown`; what cannot be read is `failed`.
 */
export async function readInput(input: Uint8Array | string, tools: ReadTools): Promise<Reading> {
  const bytes = typeof input === 'string' ? encodeInput(input) : input
  if (bytes === undefined) return refuseContent('unknown', 'parse-unreadable')
  if (bytes.length === 0) return refuseContent('unknown', 'parse-empty')
  if (pngSignature.every((byte, index) => bytes[index] === byte))
    return readImage('png', () => readPng(bytes, tools.inflate), tools)
  if (pdfSignature.every((byte, index) => bytes[index] === byte)) return readPdf(bytes, tools)
  if (bytes.length > limits.json.bytes) return refuseContent('unknown', 'parse-too-large')
  const text = decode(bytes)
  if (text === undefined) return refuseContent('unknown', 'parse-unreadable')
  return /^[\ufeff\s]*</.test(text) ? readMarkup(bytes, text, tools) : readText(text, tools)
}

/** A PDF is a picture of a credential; the one that is attached to it counts. */
async function readPdf(bytes: Uint8Array, tools: ReadTools): Promise<Reading> {
  const { readPdfAttachments } = await import('./picture-formats.ts')
  try {
    const texts = readPdfAttachments(bytes, tools.inflate)
    const read = await Promise.all(
      texts.map(async (text) => ({ text, reading: await readText(text, tools) })),
    )
    const [one, ...more] = read.filter(({ reading }) => reading.kind !== 'nothing')
    if (one === undefined) return refuseContent('unknown', 'parse-pdf', 'no credential is attached to it')
    if (more.length > 0)
      return refuseContent('unknown', 'parse-pdf', 'more than one credential is attached to it')
    return { ...one.reading, attached: one.text }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return refuseContent(
      'unknown',
      error.code === 'pdf-too-large' ? 'parse-too-large' : 'parse-pdf',
      error.message,
    )
  }
}

async function readMarkup(bytes: Uint8Array, text: string, tools: ReadTools): Promise<Reading> {
  if (!/<svg[\s/>]/.test(text)) return refuseContent('unknown', 'parse-unreadable')
  const { readBakedSvg } = await import('./picture-formats.ts')
  return readImage('svg', () => readBakedSvg(bytes), tools)
}

function encodeInput(text: string): Uint8Array | undefined {
  // A text of that length is refused below; encoding it first would only cost memory.
  return attempt(() => encodeUtf8(text.slice(0, limits.json.bytes + 1)))
}

function decode(bytes: Uint8Array): string | undefined {
  return attempt(() => decodeUtf8(bytes))
}

/** A picture with badges in it: the badge of Open Badges 3.0, and that of 2.0 beside it. */
async function readImage(
  kind: 'png' | 'svg',
  readBadges: () => readonly BakedBadge[],
  tools: ReadTools,
): Promise<Reading> {
  try {
    const badges = readBadges()
    const badge = badges.find((found) => found.format === 'open-badges-3')
    if (badge === undefined) {
      const [earlier] = badges
      return earlier === undefined
        ? refuseContent('unknown', 'parse-no-badge')
        : await readEarlier(earlier.text, `ob2-${kind}`, tools)
    }
    const earlier = badges.find((found) => found.format === 'open-badges-2')
    const also = earlier === undefined ? {} : { also: await readEarlier(earlier.text, `ob2-${kind}`, tools) }
    const content = await readText(badge.text, tools)
    const format = `ob3-${kind}` as const
    return { ...(isBakeable(content, badge.text) ? content : notBaked(format)), format, ...also }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return refuseContent('unknown', imageCodes[error.code] ?? 'parse-image', error.message)
  }
}

/** A picture holds one badge as JSON or as a compact JWS (OB3 5.3): no presentation of several, no envelope, no SD-JWT. */
function isBakeable(content: Content, text: string): boolean {
  if (content.kind === 'presentation') return false
  return content.kind !== 'credential' || (content.token !== undefined) === looksLikeToken(text.trim())
}

const notBaked = (format: Format): Content => refuseContent(format, 'parse-not-credential')

const imageCodes: Readonly<Partial<Record<CredentialError['code'], Finding['code']>>> = {
  'png-too-large': 'parse-too-large',
  'svg-too-large': 'parse-too-large',
  'svg-unsafe': 'parse-unsafe',
}

async function readText(raw: string, { crypto }: ReadTools): Promise<Content> {
  const text = raw.trim()
  if (text === '') return refuseContent('unknown', 'parse-empty')
  const isToken = looksLikeToken(text)
  if (isToken || looksLikeSdJwt(text)) {
    const { readCompact, readSelective } = await import('./token-steps.ts')
    return isToken ? readCompact(text) : readSelective(text, crypto)
  }
  if (!/^[[{"]/.test(text)) return refuseContent('unknown', 'parse-unreadable')
  try {
    return await readDocument(parseJson(text), crypto)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    const code = error.code === 'json-too-large' ? 'parse-too-large' : 'parse-json'
    return refuseContent('unknown', code, error.message)
  }
}

/** What an image carries of Open Badges 2.0: an address, a token, or the assertion (STANDARDS BK2, BK4). */
async function readEarlier(raw: string, format: Format, tools: ReadTools): Promise<Content> {
  const text = raw.trim()
  if (/^https?:\/\/[^\s<>"]+$/.test(text) && URL.canParse(text)) {
    return { kind: 'earlier', format, finding: parseOk, earlier: { kind: 'address', address: text } }
  }
  const reading = await readText(text, tools)
  return reading.kind === 'earlier' ? { ...reading, format } : refuseContent(format, 'parse-not-credential')
}
