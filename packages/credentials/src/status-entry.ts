import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { isUrl } from './data-model/place.ts'

/** Purposes that the standard defines (Bitstring Status List 2.1). */
export const statusPurposes = ['revocation', 'suspension', 'refresh', 'message'] as const
/** What a status list says about its entries. */
export type StatusPurpose = (typeof statusPurposes)[number]

/** Types of status entries that point into a list of bits. `StatusList2021Entry` is the draft before the standard. */
export const bitEntryTypes = ['BitstringStatusListEntry', 'StatusList2021Entry'] as const
/** A type of {@link bitEntryTypes}. */
export type BitEntryType = (typeof bitEntryTypes)[number]

/** Beyond 16 bits nobody lists the messages, and a credential could not hold them. */
const MAX_MESSAGE_BITS = 16
/** The largest value that a place of a list can be read as. */
const MAX_BITS = 32

/** A status entry, read (STANDARDS BS1, BS2, BS5). */
export interface StatusEntry {
  readonly type: BitEntryType
  /** One of {@link statusPurposes}, or a word of the issuer's own. */
  readonly purpose: string
  /** As the standard allows any size, it may lie far outside every list, and then is not exact. */
  readonly index: number
  /** Address of the list credential. */
  readonly list: string
  /** Bits an entry. */
  readonly size: number
  /** The message of each value, by value; absent where the entry lists none. */
  readonly messages?: ReadonlyMap<number, string>
  /** The index was written as a number, which is wrong but common. */
  readonly numeric: boolean
}

/** One member of a status entry that is not as the standard says (its MALFORMED_VALUE_ERROR). */
export interface StatusEntryFault {
  readonly member: string
  readonly message: string
}

/** The entry, or everything that is wrong with it. */
export type StatusEntryReading =
  | { readonly entry: StatusEntry; readonly faults?: undefined }
  | { readonly entry?: undefined; readonly faults: readonly StatusEntryFault[] }

/** The type of a status entry where it is one that points into a list of bits. */
export function bitEntryType(entry: JsonObject): BitEntryType | undefined {
  const types = valuesOf(memberOf(entry, 'type'))
  return bitEntryTypes.find((type) => types.includes(type))
}

/**
 * Reads an entry that points into a list of bits (Bitstring Status List 2.1). `numericIndex` accepts a number for the index,
 * as badges in the wild have it (STANDARDS BS2).
 */
export function readStatusEntry(
  object: JsonObject,
  { numericIndex = false }: { readonly numericIndex?: boolean } = {},
): StatusEntryReading {
  const type = bitEntryType(object)
  const [purpose, list] = [memberOf(object, 'statusPurpose'), memberOf(object, 'statusListCredential')]
  const index = readIndex(memberOf(object, 'statusListIndex'), numericIndex)
  const size = type === 'StatusList2021Entry' ? 1 : readSize(memberOf(object, 'statusSize'))
  const faults = [
    ...fault(type === undefined, 'type', 'is none of a list of bits'),
    ...fault(typeof purpose !== 'string' || purpose === '', 'statusPurpose', 'is not a text'),
    ...fault(index === undefined, 'statusListIndex', 'is not an index of 0 or more, written as text'),
    ...fault(!isUrl(list), 'statusListCredential', 'is not a URL'),
    ...fault(memberOf(object, 'id') === list && list !== undefined, 'id', 'is the URL of the list'),
    ...fault(size === undefined, 'statusSize', `is not a number of bits between 1 and ${MAX_BITS}`),
    ...referenceFaults(memberOf(object, 'statusReference')),
  ]
  const messages = readMessages(memberOf(object, 'statusMessage'), size ?? 1)
  if (typeof messages === 'string') faults.push({ member: 'statusMessage', message: messages })
  if (faults.length > 0) return { faults }
  const read = {
    type,
    purpose,
    index,
    list,
    size,
    numeric: typeof memberOf(object, 'statusListIndex') === 'number',
  }
  return { entry: { ...(read as StatusEntry), ...(messages instanceof Map ? { messages } : {}) } }
}

function fault(present: boolean, member: string, words: string): StatusEntryFault[] {
  return present ? [{ member, message: `The ${member} ${words}.` }] : []
}

/** Base 10 without signs, spaces and leading zeros: one text an index. */
function readIndex(value: JsonValue | undefined, numericIndex: boolean): number | undefined {
  if (typeof value === 'number') {
    return numericIndex && Number.isSafeInteger(value) && value >= 0 ? value : undefined
  }
  return typeof value === 'string' && /^(?:0|[1-9][0-9]*)$/.test(value) ? Number(value) : undefined
}

function readSize(value: JsonValue | undefined): number | undefined {
  if (value === undefined) return 1
  const whole = typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_BITS
  return whole ? value : undefined
}

/** BS5: above one bit each possible value has its message; with one bit they may be left out. */
function readMessages(value: JsonValue | undefined, size: number): Map<number, string> | string | undefined {
  if (value === undefined)
    return size > 1 ? 'The statusMessage is missing, which lists every value.' : undefined
  const count = 2 ** size
  if (!isJsonArray(value) || size > MAX_MESSAGE_BITS || value.length !== count)
    return `The statusMessage is not an array that lists all ${count} values.`
  const messages = new Map<number, string>()
  for (const row of value) {
    const status = isJsonObject(row) ? memberOf(row, 'status') : undefined
    const message = isJsonObject(row) ? memberOf(row, 'message') : undefined
    if (typeof status !== 'string' || !/^0x[0-9a-fA-F]{1,8}$/.test(status) || typeof message !== 'string')
      return 'A row of the statusMessage lacks its status in hexadecimal (0x0) or its message.'
    const number = Number.parseInt(status, 16)
    if (number >= count || messages.has(number))
      return `The statusMessage names ${status} twice, or no entry can have it.`
    messages.set(number, message)
  }
  return messages
}

function referenceFaults(value: JsonValue | undefined): StatusEntryFault[] {
  const references = value === undefined ? [] : valuesOf(value)
  const empty = isJsonArray(value) && value.length === 0
  return fault(empty || !references.every(isUrl), 'statusReference', 'is not a URL or an array of URLs')
}

function valuesOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return []
  return isJsonArray(value) ? value : [value]
}

/** What {@link buildStatusEntry} needs. */
export interface StatusEntryInput {
  readonly purpose: StatusPurpose
  /** Address of the list credential. */
  readonly list: string
  readonly index: number
  /** Bits an entry, 1 to 16; above 1 with `messages`. Default: 1. */
  readonly size?: number
  /** The message of each value, in order: 2 to the power of `size` of them. They are for developers, not for readers. */
  readonly messages?: readonly string[]
  /** Where the messages are explained. */
  readonly reference?: string
}

/** Entry of a credential that points to a place of a list (Bitstring Status List 2.1). Misuse throws a `TypeError`. */
export function buildStatusEntry(input: StatusEntryInput): JsonObject {
  const { size = 1, messages, reference } = input
  const entry = {
    id: `${input.list}#${input.index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: input.purpose,
    statusListIndex: String(input.index),
    statusListCredential: input.list,
    ...(size === 1 ? {} : { statusSize: size }),
    ...(messages === undefined ? {} : { statusMessage: messages.map(messageRow) }),
    ...(reference === undefined ? {} : { statusReference: reference }),
  }
  const { faults } = readStatusEntry(entry)
  if (faults !== undefined) throw new TypeError(faults.map(({ message }) => message).join(' '))
  return entry
}

function messageRow(message: string, value: number): JsonObject {
  return { status: `0x${value.toString(16)}`, message }
}
