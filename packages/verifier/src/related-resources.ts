import { type Crypto, encodeHex, encodeUtf8, type JsonObject } from '@assay/core'
import { publishedDigests, type ResourceDigest, statedDigests } from '@assay/credentials'
import type { DataModelResult } from './check-data-model.ts'
import type { DocumentSource } from './document-source.ts'
import { listOf, objectsOf, textOf } from './json-members.ts'
import { explain, type Finding } from './make-check.ts'

/** Hash functions that the verifier has. SHA-512 may be stated too; it is then left open. */
export type Hashes = Pick<Crypto, 'sha256' | 'sha384'>

/** What is needed to compare resources. */
export interface ResourceContext {
  readonly documents: DocumentSource
  readonly crypto: Hashes
}

/**
 * VM9: the digest of every related resource that the verification made use of. Documents that were fetched are compared as they
 * came. Contexts are never fetched to be used; what they mean is pinned. A digest stated for one is compared with what is
 * known of the published file, and only where nothing is known with the file at that address. The rest is not looked at.
 */
export async function withRelatedResources(
  model: DataModelResult,
  credential: JsonObject,
  context: ResourceContext,
): Promise<Finding> {
  const { finding } = model
  if (finding.outcome === 'failed' || finding.outcome === 'unknown') return finding
  let open: Finding | undefined
  for (const resource of objectsOf(credential, 'relatedResource')) {
    const compared = await compareResource(resource, credential, context)
    if (compared?.outcome === 'failed') return compared
    open ??= compared
  }
  return open ?? finding
}

async function compareResource(
  resource: JsonObject,
  credential: JsonObject,
  { documents, crypto }: ResourceContext,
): Promise<Finding | undefined> {
  const url = textOf(resource, 'id') ?? ''
  const isContext = listOf(credential, '@context').includes(url)
  const stated = statedDigests(resource)
  // What the published digests can answer, the rules of the data model have answered.
  const known = publishedDigests(url).map(({ algorithm }) => algorithm)
  if (isContext && stated.some(({ algorithm }) => known.includes(algorithm))) return undefined
  const answer = await (isContext ? documents.fetchJson(url) : documents.used(url))
  if (answer === undefined) return undefined
  if (!answer.found) return isContext ? unchecked(url, answer.reason) : undefined
  switch (compareDigests(stated, answer.text, crypto)) {
    case 'same':
      return undefined
    case 'differs':
      return { outcome: 'failed', code: 'data-model-related-resource', details: { resource: url } }
    case 'open':
      return unchecked(url, 'its digest is not one of SHA-256 or SHA-384')
  }
}

function unchecked(resource: string, reason: string): Finding {
  const code = 'data-model-resource-unchecked'
  return { outcome: 'unknown', code, message: explain(code, `(${reason})`), details: { resource, reason } }
}

/** Whether a text is the one that these digests are of; `open` when none of them can be computed. */
export function compareDigests(
  stated: readonly ResourceDigest[],
  text: string,
  crypto: Hashes,
): 'same' | 'differs' | 'open' {
  const bytes = encodeUtf8(text)
  const results = stated.flatMap(({ algorithm, hex }) =>
    algorithm === 'sha512' ? [] : [encodeHex(crypto[algorithm](bytes)) === hex],
  )
  if (results.length === 0) return 'open'
  return results.every(Boolean) ? 'same' : 'differs'
}
