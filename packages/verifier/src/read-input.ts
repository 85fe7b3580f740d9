import {
  AssayError,
  decodeBase64Url,
  decodeUtf8,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  limits,
  memberOf,
  parseJson,
} from '@assay/core'
import { CredentialError, type Expand, readPng } from '@assay/credentials'
import { hasType, listOf, textOf } from './json-members.ts'
import type { Finding } from './make-check.ts'
import type { Format } from './report.ts'

/** What was given, read as far as it can be. */
export type Reading =
  | { readonly format: Format; readonly finding: Finding; readonly credential: JsonObject }
  | { readonly format: Format; readonly finding: Finding; readonly credential?: undefined }

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/**
 * Finds out what the content is, by its content alone, and reads it. Formats that are known but not checked yet are named
 * and answered with `unknown`; what cannot be read is `failed`.
 */
export function readInput(input: Uint8Array | string, inflate: Expand): Reading {
  const bytes = typeof input === 'string' ? encodeInput(input) : input
  if (bytes === undefined) return failed('unknown', 'parse-unreadable')
  if (bytes.length === 0) return failed('unknown', 'parse-empty')
  if (pngSignature.every((byte, index) => bytes[index] === byte)) return readImage(bytes, inflate)
  if (bytes.length > limits.json.bytes) return failed('unknown', 'parse-too-large')
  const text = decode(bytes)
  return text === undefined ? failed('unknown', 'parse-unreadable') : readText(text)
}

function encodeInput(text: string): Uint8Array | undefined {
  // A text of that length is refused below; encoding it first would only cost memory.
  return attempt(() => encodeUtf8(text.slice(0, limits.json.bytes + 1)))
}

function decode(bytes: Uint8Array): string | undefined {
  return attempt(() => decodeUtf8(bytes))
}

function readImage(png: Uint8Array, inflate: Expand): Reading {
  try {
    const badges = readPng(png, inflate)
    const badge = badges.find((found) => found.format === 'open-badges-3')
    if (badge === undefined) {
      return badges.length === 0 ? failed('unknown', 'parse-no-badge') : notBuilt('ob2-png')
    }
    const reading = readText(badge.text)
    const finding = badges.length > 1 ? alsoHoldsOpenBadges2(reading.finding) : reading.finding
    return { ...reading, finding, format: 'ob3-png' }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return failed(
      'unknown',
      error.code === 'png-too-large' ? 'parse-too-large' : 'parse-image',
      error.message,
    )
  }
}

function alsoHoldsOpenBadges2(finding: Finding): Finding {
  return { ...finding, details: { ...finding.details, alsoHolds: 'ob2' } }
}

function readText(raw: string): Reading {
  const text = raw.trim()
  if (text === '') return failed('unknown', 'parse-empty')
  if (text.startsWith('<')) return readMarkup(text)
  if (/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/.test(text)) return readToken(text)
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

function readMarkup(text: string): Reading {
  if (!/<svg[\s>]/.test(text)) return failed('unknown', 'parse-unreadable')
  if (text.includes('https://purl.imsglobal.org/ob/v3p0')) return notBuilt('ob3-svg')
  if (text.includes('http://openbadges.org')) return notBuilt('ob2-svg')
  return failed('unknown', 'parse-no-badge')
}

/** In base64url. */
const HEADER_CHARACTERS = Math.ceil((limits.jws.headerBytes * 4) / 3)

/** The first part of a compact JWS tells which kind it is (STANDARDS VJ1); nothing of it is believed here. */
function readToken(text: string): Reading {
  const [head = '', payload = ''] = text.split('.')
  if (head.length > HEADER_CHARACTERS) return failed('unknown', 'parse-too-large')
  const header = readPart(head)
  const body = readPart(payload)
  if (header === undefined || body === undefined || typeof memberOf(header, 'alg') !== 'string') {
    return failed('unknown', 'parse-unreadable')
  }
  if (textOf(header, 'typ') === 'vc+jwt') return notBuilt('vc-jwt')
  if (memberOf(body, 'badge') !== undefined) return notBuilt('ob2-jws')
  return notBuilt('ob3-jwt')
}

function readPart(part: string): JsonObject | undefined {
  const value = attempt(() => parseJson(decodeBase64Url(part)))
  return isJsonObject(value) ? value : undefined
}

function classify(document: JsonObject): Reading {
  if (hasType(document, 'VerifiablePresentation')) return notBuilt('vp-json')
  if (hasType(document, 'ClrCredential')) return notBuilt('clr2-json')
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
    return notBuilt('ob2-json')
  }
  return failed('unknown', 'parse-not-credential')
}

const passed: Finding = { outcome: 'passed', code: 'parse-ok' }

function failed(format: Format, code: Finding['code'], reason?: string): Reading {
  return { format, finding: { outcome: 'failed', code, details: { reason } } }
}

function notBuilt(format: Format): Reading {
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
