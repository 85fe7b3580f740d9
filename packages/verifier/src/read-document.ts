import { isJsonObject, type JsonValue } from '@assay/core'
import type { SdCrypto } from '@assay/credentials'
import { classifyDocument } from './classify-document.ts'
import { isEnvelope } from './is-envelope.ts'
import { type Content, refuseContent } from './reading.ts'

/** A JSON value as a document to verify; an envelope is read as what it holds. */
export async function readDocument(value: JsonValue, crypto: SdCrypto): Promise<Content> {
  if (!isJsonObject(value)) return refuseContent('unknown', 'parse-not-credential')
  if (!isEnvelope(value)) return classifyDocument(value)
  const { readEnvelope } = await import('./token-steps.ts')
  return readEnvelope(value, crypto)
}
