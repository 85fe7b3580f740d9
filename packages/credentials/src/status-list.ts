import { AssayError, decodeMultibase, encodeMultibase, type JsonObject, limits } from '@assay/core'
import { CredentialError } from './errors.ts'
import { type Expand, expandWith } from './expand.ts'

/** Purposes of a status entry that Assay issues (Bitstring Status List 2.1). */
export type StatusPurpose = 'revocation' | 'suspension'

/** GZIP compression. */
export type Gzip = (bytes: Uint8Array) => Uint8Array
/** An empty list: 131,072 entries of one bit, all clear (STANDARDS BS4). */
export function emptyStatusList(bytes: number = limits.statusList.minimumBytes): Uint8Array {
  if (bytes < limits.statusList.minimumBytes || bytes > limits.statusList.expandedBytes) {
    throw new TypeError('a status list has between 16 KiB and 8 MiB')
  }
  return new Uint8Array(bytes)
}

/** A copy of the list with one bit set or cleared; index 0 is the left-most bit of the first byte (BS4). */
export function withStatus(list: Uint8Array, index: number, set: boolean): Uint8Array {
  if (!Number.isSafeInteger(index) || index < 0 || index >= list.length * 8) {
    throw new TypeError('the index lies outside the list')
  }
  const changed = Uint8Array.from(list)
  const place = Math.floor(index / 8)
  const mask = 0x80 >> (index % 8)
  changed[place] = set ? (changed[place] ?? 0) | mask : (changed[place] ?? 0) & ~mask
  return changed
}

/** `encodedList`: multibase `u`, base64url of GZIP (BS3). */
export function encodeStatusList(list: Uint8Array, gzip: Gzip): string {
  if (list.length < limits.statusList.minimumBytes) throw new TypeError('a status list has at least 16 KiB')
  return encodeMultibase('u', gzip(list))
}

/**
 * The list's bits. Throws `CredentialError`: `status-malformed` (not multibase, not GZIP), `status-list-too-large`
 * (compressed or expanded), `status-list-length` (below 131,072 entries; the standard's STATUS_LIST_LENGTH_ERROR).
 */
export function decodeStatusList(encodedList: string, gunzip: Expand): Uint8Array {
  const { compressedBytes, expandedBytes, minimumBytes } = limits.statusList
  if (encodedList.length > Math.ceil((compressedBytes * 4) / 3) + 1) {
    throw new CredentialError('status-list-too-large', 'the status list is too large')
  }
  const codes = { damaged: 'status-malformed', tooLarge: 'status-list-too-large' } as const
  const list = expandWith(gunzip, readMultibase(encodedList), expandedBytes, codes)
  if (list.length < minimumBytes) {
    throw new CredentialError('status-list-length', 'the status list has fewer than 131,072 entries')
  }
  return list
}

/**
 * Value at a position of a list; `size` bits an entry (1 to 32, default 1), position = index x size (BS5). Throws
 * `CredentialError` `status-range` when the position lies outside.
 */
export function readStatus(list: Uint8Array, index: number, size = 1): number {
  if (!Number.isSafeInteger(size) || size < 1 || size > 32) {
    throw new CredentialError('status-range', 'the size of a status is between 1 and 32 bits')
  }
  const start = index * size
  if (!Number.isSafeInteger(index) || index < 0 || start + size > list.length * 8) {
    throw new CredentialError('status-range', 'the status index lies outside the list')
  }
  let value = 0
  for (let bit = start; bit < start + size; bit += 1) {
    value = value * 2 + (((list[Math.floor(bit / 8)] ?? 0) >> (7 - (bit % 8))) & 1)
  }
  return value
}

/** What {@link buildStatusListCredential} needs. */
export interface StatusListInput {
  /** Address the list is served at. */
  readonly id: string
  readonly issuer: string
  readonly purpose: StatusPurpose
  readonly encodedList: string
  /** XML Schema `dateTimeStamp`. */
  readonly validFrom: string
  readonly validUntil?: string
  /** How long a verifier may keep the list, in milliseconds. */
  readonly ttl: number
}

/** Unsigned status list credential (Bitstring Status List 2.2). */
export function buildStatusListCredential(input: StatusListInput): JsonObject {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: input.id,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: input.issuer,
    validFrom: input.validFrom,
    ...(input.validUntil === undefined ? {} : { validUntil: input.validUntil }),
    credentialSubject: {
      id: `${input.id}#list`,
      type: 'BitstringStatusList',
      statusPurpose: input.purpose,
      ttl: input.ttl,
      encodedList: input.encodedList,
    },
  }
}

/** Entry of a credential that points to a place of a list (Bitstring Status List 2.1). */
export function buildStatusEntry(entry: {
  readonly purpose: StatusPurpose
  /** Address of the list credential. */
  readonly list: string
  readonly index: number
}): JsonObject {
  return {
    id: `${entry.list}#${entry.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: entry.purpose,
    statusListIndex: String(entry.index),
    statusListCredential: entry.list,
  }
}

function readMultibase(text: string): Uint8Array {
  try {
    return decodeMultibase(text, 'u')
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw new CredentialError('status-malformed', 'the status list is not base64url multibase', { cause })
  }
}
