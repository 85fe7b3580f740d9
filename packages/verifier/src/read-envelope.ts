import { AssayError, decodeBase64, decodeUtf8, type JsonObject } from '@assay/core'
import { envelopeFault, type SdCrypto } from '@assay/credentials'
import { hasType, textOf } from './json-members.ts'
import { readCompact, readSelective } from './read-compact.ts'
import type { EnvelopeType } from './read-token.ts'
import { type Content, leaveOpen, refuseContent } from './reading.ts'

const envelopes: Readonly<Record<'credential' | 'presentation', readonly EnvelopeType[]>> = {
  credential: ['application/vc+jwt', 'application/vc+sd-jwt'],
  presentation: ['application/vp+jwt'],
}

/** Opens an envelope: what it holds is verified as if it had been given by itself. */
export function readEnvelope(document: JsonObject, crypto: SdCrypto): Content {
  const kind = hasType(document, 'EnvelopedVerifiablePresentation') ? 'presentation' : 'credential'
  const fault = envelopeFault(document)
  if (fault !== undefined) return refuseContent('unknown', 'parse-envelope', fault)
  const parts = /^data:([a-z0-9.+/-]*)(;base64)?,/i.exec(textOf(document, 'id') ?? '')
  if (parts === null) return refuseContent('unknown', 'parse-envelope', 'its address names no type')
  const held = (parts[1] ?? '').toLowerCase()
  const mediaType = envelopes[kind].find((type) => type === held)
  if (mediaType !== undefined) {
    const text = readData((textOf(document, 'id') ?? '').slice(parts[0].length), parts[2] !== undefined)
    if (text === undefined) return refuseContent('unknown', 'parse-envelope', 'what it holds cannot be read')
    return mediaType === 'application/vc+sd-jwt'
      ? readSelective(text, crypto, mediaType)
      : readCompact(text, mediaType)
  }
  if (/^application\/(?:v[cp]\+cose|vp\+sd-jwt)$/.test(held)) return leaveOpen('unknown', held)
  return refuseContent('unknown', 'parse-envelope', `it holds ${held.slice(0, 80) || 'no type'}`)
}

/** RFC 2397, without parameters. A token has no sign that would have to be escaped, so none is unescaped. */
function readData(data: string, isBase64: boolean): string | undefined {
  if (!isBase64) return data
  try {
    return decodeUtf8(decodeBase64(data))
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return undefined
  }
}
