import { randomInt } from 'node:crypto'
import { formatDateTimeStamp, isJsonArray, type JsonObject, memberOf } from '@assay/core'
import {
  buildStatusEntry,
  buildStatusListCredential,
  type Canonicalize,
  createProof,
  emptyStatusList,
  encodeStatusList,
  withStatus,
} from '@assay/credentials'
import { gzip, nodeCrypto } from '@assay/node'
import type { Instance } from './instances.ts'

/** The list of one process: nothing of it is kept. */
export interface StatusList {
  readonly url: string
  /** The credential with an entry of its own (Bitstring Status List 2.1). */
  add(credential: JsonObject): JsonObject
  /** Sets or clears what was added for the credential with this id; false when there was nothing. */
  set(credentialId: string, value: boolean): boolean
  /** The list as it is now, signed. */
  read(): Promise<JsonObject>
}

const DAY = 24 * 60 * 60 * 1000
const ENTRIES = 131_072

/** An empty list of revocations that this instance signs, at this address. */
export function createStatusList(url: string, instance: Instance, canonicalize: Canonicalize): StatusList {
  let list = emptyStatusList()
  const used = new Set<number>()
  const indexes = new Map<string, number>()
  return {
    url,
    add(credential) {
      const index = freeIndex(used)
      const id = memberOf(credential, 'id')
      if (typeof id === 'string') indexes.set(id, index)
      return withEntry(credential, buildStatusEntry({ purpose: 'revocation', list: url, index }))
    },
    set(credentialId, value) {
      const index = indexes.get(credentialId)
      if (index !== undefined) list = withStatus(list, index, value)
      return index !== undefined
    },
    read: () => signList(url, list, instance, canonicalize),
  }
}

/** Random, so that nothing can be read off it, and never given twice (STANDARDS BS13). */
function freeIndex(used: Set<number>): number {
  if (used.size === ENTRIES) throw new TypeError('the list of this process is full')
  let index = randomInt(ENTRIES)
  while (used.has(index)) index = (index + 1) % ENTRIES
  used.add(index)
  return index
}

function withEntry(credential: JsonObject, entry: JsonObject): JsonObject {
  const own = memberOf(credential, 'credentialStatus')
  if (own === undefined) return { ...credential, credentialStatus: entry }
  return { ...credential, credentialStatus: [...(isJsonArray(own) ? own : [own]), entry] }
}

function signList(
  url: string,
  list: Uint8Array,
  instance: Instance,
  canonicalize: Canonicalize,
): Promise<JsonObject> {
  const now = Date.now()
  return createProof({
    document: buildStatusListCredential({
      id: url,
      issuer: instance.issuer,
      purpose: 'revocation',
      encodedList: encodeStatusList(list, gzip),
      validFrom: formatDateTimeStamp(now - DAY),
      validUntil: formatDateTimeStamp(now + DAY),
      // A test that sets a bit wants to see it soon.
      ttl: 1000,
    }),
    verificationMethod: instance.verificationMethod,
    created: now,
    signer: instance.signer,
    canonicalize,
    crypto: nodeCrypto,
  })
}
