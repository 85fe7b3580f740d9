import { type JsonObject, parseDateTimeStamp } from '@assay/core'
import { buildClr } from '@assay/credentials'
import { issuerId, sign, unsignedBadge } from '../../src/test/badge.ts'
import { signedFormat } from './data-integrity.ts'

/** A learner record with a badge inside. */
export function recordFormat() {
  const reached = ['credentials-failed', 'data-model-context', 'proof-signature', 'issuer-not-bound'] as const
  return signedFormat({ document: record, reached })
}

async function record(): Promise<JsonObject> {
  return buildClr({
    ...{ id: 'https://harbor.example.org/records/1', name: 'Record' },
    issuer: { id: issuerId, name: 'Harbor Logistics' },
    validFrom: parseDateTimeStamp('2026-02-01T00:00:00Z'),
    subject: { id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11', identifiers: [] },
    credentials: [await sign(unsignedBadge())],
  })
}
