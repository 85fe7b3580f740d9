import {
  AssayError,
  decodeBase64Url,
  decodeMultibase,
  encodeMultibase,
  type JsonObject,
  limits,
} from '@assay/core'
import { CredentialError } from './errors.ts'
import { type Expand, expandWith } from './expand.ts'
import type { StatusPurpose } from './status-entry.ts'

/** GZIP compression. */
export type Gzip = (bytes: Uint8Array) => Uint8Array

/** The least number of entries of a list, so that nobody stands out in it (Bitstring Status List 3.2). */
const MINIMUM_ENTRIES = limits.statusList.minimumBytes * 8

/** An empty list: 131,072 entries of one bit, all clear (STANDARDS BS4). */
export function emptyStatusList(bytes: number = limits.statusList.minimumBytes): Uint8Array {
  if (bytes < limits.statusList.minimumBytes || bytes > limits.statusList.expandedBytes) {
    throw new TypeError('a status list has between 16 KiB and 8 MiB')
  }
  return new Uint8Array(bytes)
}

/** How {@link makeStatusList} lays out a list. */
export interface StatusListShape {
  /** Default: 131,072, which is the least. */
  readonly entries?: number
  /** Bits an entry, 1 to 32. Default: 1. */
  readonly size?: number
}

/** A list with these values at these indexes, and 0 at all others (Bitstring Status List 3.3). Misuse throws a `TypeError`. */
export function makeStatusList(
  statuses: Iterable<readonly [index: number, value: number]>,
  { entries = MINIMUM_ENTRIES, size = 1 }: StatusListShape = {},
): Uint8Array {
  if (!Number.isSafeInteger(entries) || entries < MINIMUM_ENTRIES)
    throw new TypeError('a status list has at least 131,072 entries')
  const list = emptyStatusList(Math.ceil((entries * size) / 8))
  for (const [index, value] of statuses) writeStatus(list, index, value, size)
  return list
}

/** A copy of the list with one value changed; index 0 is the left-most bit of the first byte (BS4). `true` is 1. */
export function withStatus(list: Uint8Array, index: number, value: boolean | number, size = 1): Uint8Array {
  const changed = Uint8Array.from(list)
  writeStatus(changed, index, Number(value), size)
  return changed
}

/** The most significant bit of a value comes first, as the first entry of a byte does. */
function writeStatus(list: Uint8Array, index: number, value: number, size: number): void {
  if (!isSize(size)) throw new TypeError('the size of a status is between 1 and 32 bits')
  if (!isInside(list, index, size)) throw new TypeError('the index lies outside the list')
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** size)
    throw new TypeError(`a status of ${size} bits cannot be ${value}`)
  for (let bit = 0; bit < size; bit += 1) {
    const position = index * size + bit
    const place = Math.floor(position / 8)
    const mask = 0x80 >> (position % 8)
    const set = Math.floor(value / 2 ** (size - 1 - bit)) % 2 === 1
    list[place] = set ? (list[place] ?? 0) | mask : (list[place] ?? 0) & ~mask
  }
}

/** `encodedList`: multibase `u`, base64url of GZIP (BS3). A list with fewer entries than the standard allows is a `TypeError`. */
export function encodeStatusList(
  list: Uint8Array,
  gzip: Gzip,
  { size = 1 }: { readonly size?: number } = {},
): string {
  if (!isSize(size) || entriesOf(list, size) < MINIMUM_ENTRIES)
    throw new TypeError('a status list has at least 131,072 entries')
  return encodeMultibase('u', gzip(list))
}

/** How an `encodedList` is read. */
export interface DecodeListOptions {
  /** Bits an entry. Default: 1. */
  readonly size?: number
  /** `base64url` for StatusList2021, which has no multibase letter. Default: `multibase`. */
  readonly encoding?: 'multibase' | 'base64url'
}

/**
 * The list's bits. Throws `CredentialError`: `status-malformed` (not multibase, not GZIP), `status-list-too-large`
 * (compressed or expanded), `status-list-length` (below 131,072 entries; the standard's STATUS_LIST_LENGTH_ERROR).
 */
export function decodeStatusList(
  encodedList: string,
  gunzip: Expand,
  { size = 1, encoding = 'multibase' }: DecodeListOptions = {},
): Uint8Array {
  const { compressedBytes, expandedBytes } = limits.statusList
  if (encodedList.length > Math.ceil((compressedBytes * 4) / 3) + 1) {
    throw new CredentialError('status-list-too-large', 'the status list is too large')
  }
  const codes = { damaged: 'status-malformed', tooLarge: 'status-list-too-large' } as const
  const list = expandWith(gunzip, readText(encodedList, encoding), expandedBytes, codes)
  if (entriesOf(list, size) < MINIMUM_ENTRIES) {
    throw new CredentialError('status-list-length', 'the status list has fewer than 131,072 entries')
  }
  return list
}

/**
 * Value at a position of a list; `size` bits an entry (1 to 32, default 1), position = index x size (BS5). Throws
 * `CredentialError` `status-range` when the position lies outside.
 */
export function readStatus(list: Uint8Array, index: number, size = 1): number {
  if (!isSize(size))
    throw new CredentialError('status-range', 'the size of a status is between 1 and 32 bits')
  if (!isInside(list, index, size))
    throw new CredentialError('status-range', 'the status index lies outside the list')
  const start = index * size
  let value = 0
  for (let bit = start; bit < start + size; bit += 1) {
    value = value * 2 + (((list[Math.floor(bit / 8)] ?? 0) >> (7 - (bit % 8))) & 1)
  }
  return value
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 1 && size <= 32
}

function isInside(list: Uint8Array, index: number, size: number): boolean {
  return Number.isSafeInteger(index) && index >= 0 && index * size + size <= list.length * 8
}

function entriesOf(list: Uint8Array, size: number): number {
  return Math.floor((list.length * 8) / size)
}

/** What {@link buildStatusListCredential} needs. */
export interface StatusListInput {
  /** Address the list is served at. */
  readonly id: string
  readonly issuer: string
  /** One, or several that share the list. */
  readonly purpose: StatusPurpose | readonly StatusPurpose[]
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

function readText(text: string, encoding: 'multibase' | 'base64url'): Uint8Array {
  try {
    return encoding === 'multibase' ? decodeMultibase(text, 'u') : decodeBase64Url(text)
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause
    throw new CredentialError('status-malformed', `the status list is not ${encoding}`, { cause })
  }
}
