import type { JsonObject, Signer } from '@assay/core'
import { encodeStatusList, makeStatusList } from '@assay/credentials'
import {
  issuerDocument,
  issuerId,
  issuerKey,
  type ListOptions,
  listUrl,
  multikeyMethod,
  type Network,
  statusList,
} from '../../src/test/badge.ts'
import { plainGzip } from './plain-gzip.ts'

/** A status list with these values set; its bytes are the same in every run. */
export function listOf(
  set: readonly (readonly [index: number, value: number])[] = [],
  options: ListOptions & { readonly size?: number } = {},
): Promise<JsonObject> {
  const { size = 1, ...rest } = options
  const encodedList = encodeStatusList(makeStatusList(set, { size }), plainGzip, { size })
  return statusList({ encodedList, ...rest })
}

/** The issuer's document and its status list; the document lists the key that signs. */
export async function issuerNetwork(signer: Signer = issuerKey): Promise<Network> {
  const verificationMethod = [
    multikeyMethod(signer),
    ...(signer === issuerKey ? [] : [multikeyMethod(issuerKey, `${issuerId}#lists`)]),
  ]
  const assertionMethod = verificationMethod.map((entry) => entry.id ?? null)
  const list = signer === issuerKey ? {} : { verificationMethod: `${issuerId}#lists` }
  return {
    [issuerId]: issuerDocument({ verificationMethod, assertionMethod }),
    [listUrl]: await listOf([], list),
  }
}
