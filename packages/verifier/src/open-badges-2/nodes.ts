import { isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { upgradeOpenBadge } from '@assay/credentials'
import type { DocumentSource } from '../document-source.ts'
import { isWebAddress, sameAddress, textOf } from '../json-members.ts'

/** Kinds of document that a badge of Open Badges 2.0 consists of. */
export type NodeType = 'Assertion' | 'BadgeClass' | 'Profile'

/**
 * A part of a badge. `hosted`: it was read at its own address, so what it says is what that address says (STANDARDS B21, B23).
 * `embedded`: it stands in another part. `missing`: nobody knows. `other`: its address holds another document.
 */
export type NodeReading =
  | { readonly outcome: 'hosted' | 'embedded'; readonly document: JsonObject }
  | { readonly outcome: 'missing'; readonly reason: string; readonly gone?: JsonObject }
  | { readonly outcome: 'other' | 'redirected'; readonly reason: string }

/**
 * Reads the document at an address and makes sure that it calls itself by that address. An answer from another origin does not count:
 * an open redirection would let anyone publish in another's name.
 */
export async function fetchNode(
  address: string,
  type: NodeType,
  documents: DocumentSource,
): Promise<NodeReading> {
  const answer = await documents.fetchJson(address)
  if (!answer.found) {
    const gone = answer.status === 410 ? { gone: answer.refusal ?? {} } : {}
    return { outcome: 'missing', reason: answer.reason, ...gone }
  }
  if (!sameOrigin(answer.finalUrl, address)) {
    return { outcome: 'redirected', reason: `${address} leads to ${answer.finalUrl}` }
  }
  const document = upgradeOpenBadge(answer.document, type, address)
  const id = textOf(document, 'id') ?? ''
  if (sameAddress(id, address)) return { outcome: 'hosted', document }
  return {
    outcome: 'other',
    reason: `the document at ${address} calls itself ${id.slice(0, 200) || 'nothing'}`,
  }
}

/** A part that is named by its address or embedded; `mustBeHosted`: an embedded one with an address is read there all the same. */
export async function readNode(
  value: JsonValue | undefined,
  type: NodeType,
  documents: DocumentSource,
  mustBeHosted: boolean,
): Promise<NodeReading> {
  if (typeof value === 'string') return fetchNode(value, type, documents)
  if (!isJsonObject(value)) return { outcome: 'missing', reason: `there is no ${type}` }
  const id = textOf(value, 'id')
  if (mustBeHosted && id !== undefined && isWebAddress(id)) return fetchNode(id, type, documents)
  return { outcome: 'embedded', document: upgradeOpenBadge(value, type, undefined) }
}

/** The id of a part, whether it is embedded or named by it. */
export function nodeId(value: JsonValue | undefined): string | undefined {
  return isJsonObject(value) ? textOf(value, 'id') : typeof value === 'string' ? value : undefined
}

/** Whether two addresses have the same scheme, host and port. */
export function sameOrigin(left: string, right: string): boolean {
  return isWebAddress(left) && isWebAddress(right) && new URL(left).origin === new URL(right).origin
}

/**
 * Whether what was given says something that the published document does not (STANDARDS B21). What it leaves out it does not say; a
 * part that is named by its address in one and embedded in the other is compared by its id.
 */
export function contradicts(given: JsonValue, known: JsonValue | undefined): boolean {
  if (known === undefined) return true
  if (Array.isArray(given) && Array.isArray(known)) {
    return given.length !== known.length || given.some((item, index) => contradicts(item, known[index]))
  }
  if (isJsonObject(given) && isJsonObject(known)) {
    return Object.entries(given).some(([name, value]) => contradicts(value, memberOf(known, name)))
  }
  if (isJsonObject(given)) return !isNamedBy(given, known) || Object.keys(given).length > 1
  if (isJsonObject(known)) return !isNamedBy(known, given)
  return given !== known
}

/** A text that is no address names nothing: `{"id": "Crane signals"}` is not the name "Crane signals". */
function isNamedBy(part: JsonObject, name: JsonValue): boolean {
  return typeof name === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(name) && nodeId(part) === name
}
