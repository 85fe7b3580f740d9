import {
  AssayError,
  decodeUtf8,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  limits,
  memberOf,
  parseJson,
} from '@assay/core'
import {
  type BakedBadge,
  CredentialError,
  type Expand,
  looksLikeToken,
  parseJws,
  readBakedSvg,
  readPdfAttachments,
  readPng,
} from '@assay/credentials'
import { hasType, listOf } from './json-members.ts'
import type { Finding } from './make-check.ts'
import type { OpenBadge2Input } from './open-badges-2/given.ts'
import { readToken, type Token } from './read-token.ts'
import type { Format } from './report.ts'

/** What was given, read as far as it can be. */
export type Reading = Content & {
  /** A second badge in the same picture, of Open Badges 2.0 (STANDARDS BK5). */
  readonly also?: Content
  /** The text of the credential where it was attached to a PDF. */
  readonly attached?: string
}

type Content =
  | {
      readonly format: Format
      readonly finding: Finding
      readonly credential: JsonObject
      /** Where the credential came in a token, whose signature is one of its proofs. */
      readonly token?: Token
      readonly earlier?: undefined
    }
  /** A badge of Open Badges 2.0 or 1.x. */
  | {
      readonly format: Format
      readonly finding: Finding
      readonly credential?: undefined
      readonly token?: undefined
      readonly earlier: OpenBadge2Input
    }
  | {
      readonly format: Format
      readonly finding: Finding
      readonly credential?: undefined
      readonly token?: undefined
      readonly earlier?: undefined
    }

const pdfSignature = [0x25, 0x50, 0x44, 0x46, 0x2d]
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Finds out what the content is, by its content alone, and reads it. Formats that are known but not checked yet are named
 * and answered with `unknown`; what cannot be read is `failed`.
 */
export function readInput(input: Uint8Array | string, inflate: Expand): Reading {
  const bytes = typeof input === 'string' ? encodeInput(input) : input
  if (bytes === undefined) return failed('unknown', 'parse-unreadable')
  if (bytes.length === 0) return failed('unknown', 'parse-empty')
  if (pngSignature.every((byte, index) => bytes[index] === byte))
    return readImage('png', () => readPng(bytes, inflate))
  if (pdfSignature.every((byte, index) => bytes[index] === byte)) return readPdf(bytes, inflate)
  if (bytes.length > limits.json.bytes) return failed('unknown', 'parse-too-large')
  const text = decode(bytes)
  if (text === undefined) return failed('unknown', 'parse-unreadable')
  return /^[\ufeff\s]*</.test(text) ? readMarkup(bytes, text) : readText(text)
}

/** A PDF is a picture of a credential; the one that is attached to it counts. */
function readPdf(bytes: Uint8Array, inflate: Expand): Reading {
  try {
    const found = readPdfAttachments(bytes, inflate)
      .map((text) => ({ text, reading: readText(text) }))
      .filter(({ reading }) => reading.credential !== undefined || reading.earlier !== undefined)
    const [one, ...more] = found
    if (one === undefined) return failed('unknown', 'parse-pdf', 'no credential is attached to it')
    if (more.length > 0) return failed('unknown', 'parse-pdf', 'more than one credential is attached to it')
    return { ...one.reading, attached: one.text }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return failed('unknown', error.code === 'pdf-too-large' ? 'parse-too-large' : 'parse-pdf', error.message)
  }
}

function readMarkup(bytes: Uint8Array, text: string): Reading {
  if (!/<svg[\s/>]/.test(text)) return failed('unknown', 'parse-unreadable')
  return readImage('svg', () => readBakedSvg(bytes))
}

function encodeInput(text: string): Uint8Array | undefined {
  // A text of that length is refused below; encoding it first would only cost memory.
  return attempt(() => encodeUtf8(text.slice(0, limits.json.bytes + 1)))
}

function decode(bytes: Uint8Array): string | undefined {
  return attempt(() => decodeUtf8(bytes))
}

/** A picture with badges in it: the badge of Open Badges 3.0, and that of 2.0 beside it. */
function readImage(kind: 'png' | 'svg', readBadges: () => readonly BakedBadge[]): Reading {
  try {
    const badges = readBadges()
    const badge = badges.find((found) => found.format === 'open-badges-3')
    if (badge === undefined) {
      const [earlier] = badges
      return earlier === undefined
        ? failed('unknown', 'parse-no-badge')
        : readEarlier(earlier.text, `ob2-${kind}`)
    }
    const earlier = badges.find((found) => found.format === 'open-badges-2')
    const also = earlier === undefined ? {} : { also: readEarlier(earlier.text, `ob2-${kind}`) }
    return { ...readText(badge.text), format: `ob3-${kind}`, ...also }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return failed('unknown', imageCodes[error.code] ?? 'parse-image', error.message)
  }
}

const imageCodes: Readonly<Partial<Record<CredentialError['code'], Finding['code']>>> = {
  'png-too-large': 'parse-too-large',
  'svg-too-large': 'parse-too-large',
  'svg-unsafe': 'parse-unsafe',
}

function readText(raw: string): Content {
  const text = raw.trim()
  if (text === '') return failed('unknown', 'parse-empty')
  if (looksLikeToken(text)) return readCompact(text)
  if (!/^[[{"]/.test(text)) return failed('unknown', 'parse-unreadable')
  try {
    const value = parseJson(text)
    return isJsonObject(value) ? classify(value) : failed('unknown', 'parse-not-credential')
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    const code = error.code === 'json-too-large' ? 'parse-too-large' : 'parse-json'
    return failed('unknown', code, error.message)
  }
}

/** A compact JWS: a credential (STANDARDS VJ1), or an assertion of Open Badges 2.0. */
function readCompact(text: string): Content {
  const reading = readToken(text)
  if (reading.token !== undefined) {
    const { credential } = reading.token.content
    const known = classify(credential)
    if (known.format === 'ob2-json' || memberOf(credential, 'badge') !== undefined) {
      return { format: 'ob2-jws', finding: passed, earlier: { kind: 'token', text } }
    }
    if (known.credential === undefined) return known
    const format = known.format === 'ob3-json' ? 'ob3-jwt' : 'vc-jwt'
    return { format, finding: passed, credential, token: reading.token }
  }
  return otherToken(text) ?? failed('unknown', reading.code, reading.reason)
}

/** Tokens that are known by their look and not checked here. */
function otherToken(text: string): Content | undefined {
  const jws = attempt(() => parseJws(text))
  return jws?.typ === 'vp+jwt' ? notBuilt('vp-jwt') : undefined
}

function classify(document: JsonObject): Content {
  if (hasType(document, 'VerifiablePresentation')) return notBuilt('vp-json')
  if (hasType(document, 'ClrCredential')) {
    return { format: 'clr2-json', finding: passed, credential: document }
  }
  if (hasType(document, 'OpenBadgeCredential') || hasType(document, 'AchievementCredential')) {
    return { format: 'ob3-json', finding: passed, credential: document }
  }
  if (hasType(document, 'VerifiableCredential')) {
    return { format: 'vc-json', finding: passed, credential: document }
  }
  const contexts = listOf(document, '@context')
  const isOpenBadges2 = contexts.some((entry) => typeof entry === 'string' && /openbadges\/v[12]/.test(entry))
  if (
    isOpenBadges2 ||
    (memberOf(document, 'badge') !== undefined && memberOf(document, 'recipient') !== undefined)
  ) {
    return typeof memberOf(document, 'recipient') === 'string'
      ? notBuilt('ob2-json')
      : { format: 'ob2-json', finding: passed, earlier: { kind: 'assertion', document } }
  }
  return failed('unknown', 'parse-not-credential')
}

/** What an image carries of Open Badges 2.0: an address, a token, or the assertion (STANDARDS BK2, BK4). */
function readEarlier(raw: string, format: Format): Content {
  const text = raw.trim()
  if (/^https?:\/\/[^\s<>"]+$/.test(text) && URL.canParse(text)) {
    return { format, finding: passed, earlier: { kind: 'address', address: text } }
  }
  const reading = readText(text)
  return reading.earlier === undefined ? failed(format, 'parse-not-credential') : { ...reading, format }
}

const passed: Finding = { outcome: 'passed', code: 'parse-ok' }

function failed(format: Format, code: Finding['code'], reason?: string): Content {
  return { format, finding: { outcome: 'failed', code, details: { reason } } }
}

function notBuilt(format: Format): Content {
  return { format, finding: { outcome: 'unknown', code: 'format-not-built', details: { format } } }
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof AssayError) return undefined
    throw error
  }
}
