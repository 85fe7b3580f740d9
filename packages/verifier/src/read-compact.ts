import { memberOf } from '@assay/core'
import type { SdCrypto } from '@assay/credentials'
import { classifyDocument } from './classify-document.ts'
import type { Finding } from './make-check.ts'
import { type EnvelopeType, readSelectiveToken, readToken } from './read-token.ts'
import { type Content, parseOk, refuseContent } from './reading.ts'

/**
 * A compact JWS: a credential or a presentation (STANDARDS VJ1), or an assertion of Open Badges 2.0. `mediaType` is what an
 * envelope says that it holds; it stands in for a `typ` that the token lacks.
 */
export function readCompact(text: string, mediaType?: EnvelopeType): Content {
  const reading = readToken(text, mediaType)
  if (reading.token === undefined) {
    return refuseContent(reading.kind === 'presentation' ? 'vp-jwt' : 'unknown', reading.code, reading.reason)
  }
  const { token, document } = reading
  const known = classifyDocument(document)
  if (reading.kind === 'presentation') {
    return known.kind === 'presentation'
      ? { ...known, format: 'vp-jwt', token }
      : refuseContent('vp-jwt', 'parse-not-credential')
  }
  if (known.format === 'ob2-json' || memberOf(document, 'badge') !== undefined) {
    return mediaType === undefined
      ? { kind: 'earlier', format: 'ob2-jws', finding: parseOk, earlier: { kind: 'token', text } }
      : refuseContent('ob2-jws', 'parse-envelope', 'it holds a badge of Open Badges 2.0')
  }
  if (known.kind === 'credential') {
    return { ...known, format: known.format === 'ob3-json' ? 'ob3-jwt' : 'vc-jwt', token }
  }
  // A presentation whose token says that it holds a credential.
  return known.kind === 'presentation' ? refuseContent('vp-jwt', 'parse-token-type') : known
}

/** An SD-JWT: a credential whose holder may withhold parts of it (VC-JOSE-COSE 3.2.1, STANDARDS VJ7). */
export function readSelective(text: string, crypto: SdCrypto, mediaType?: EnvelopeType): Content {
  const format = 'vc-sd-jwt'
  const reading = readSelectiveToken(text, crypto, mediaType)
  if (reading.token === undefined) return refuseContent(format, reading.code, reading.reason)
  const { token, document } = reading
  const known = classifyDocument(document)
  if (known.kind !== 'credential') return refuseContent(format, 'parse-not-credential')
  const { undisclosed = 0, disclosed = [] } = token.selective ?? {}
  const finding: Finding = {
    outcome: 'passed',
    code: undisclosed === 0 ? 'parse-ok' : 'parse-partly-disclosed',
    details: { disclosed, undisclosed },
  }
  return { ...known, format, finding, token }
}
