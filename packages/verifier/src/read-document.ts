import { isJsonObject, type JsonValue } from '@assay/core'
import type { SdCrypto } from '@assay/credentials'
import { classifyDocument } from './classify-document.ts'
import { isEnvelope, readEnvelope } from './read-envelope.ts'
import { type Content, refuseContent } from './reading.ts'

/** A JSON value as a document to verify; an envelope is read as what it holds. */
export function readDocument(value: JsonValue, crypto: SdCrypto): Content {
  if (!isJsonObject(value)) return refuseContent('unknown', 'parse-not-credential')
  return isEnvelope(value) ? readEnvelope(value, crypto) : classifyDocument(value)
}
