import type { JsonObject } from '@assay/core'
import { hasType } from './json-members.ts'

/** Whether a document is an envelope around a credential or a presentation (VCDM 2.0, 4.13). */
export function isEnvelope(document: JsonObject): boolean {
  return (
    hasType(document, 'EnvelopedVerifiableCredential') || hasType(document, 'EnvelopedVerifiablePresentation')
  )
}
