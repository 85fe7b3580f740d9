import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, limits, memberOf } from '@assay/core'
import { CredentialError } from '../errors.ts'
import { type Disclosure, refuseSdJwt } from './disclosure.ts'

/** A disclosure and where its value stands once all that is given is revealed (JSON pointer). */
export interface RevealedDisclosure {
  readonly pointer: string
  readonly disclosure: Disclosure
}

/** A signed payload with what was disclosed in its place, and without what was not. */
export interface RevealedPayload {
  readonly payload: JsonObject
  /** In the order in which they were found: what stands inside another comes after it. */
  readonly revealed: readonly RevealedDisclosure[]
  /** Digests without a disclosure: what is withheld, and decoys, which nobody can tell apart. */
  readonly undisclosed: number
}

/**
 * Puts the disclosures in the places of their digests (RFC 9901 7.1, step 3 to 5). Throws `CredentialError` `sd-jwt-malformed` for a digest
 * that occurs twice, a disclosure that nothing refers to, a name that is there already, and a digest list or element of
 * another form; `jws-too-large` where the whole is larger than `limits.json`.
 */
export function reveal(payload: JsonObject, disclosures: readonly Disclosure[]): RevealedPayload {
  const known = new Map(disclosures.map((disclosure) => [disclosure.digest, disclosure]))
  if (known.size < disclosures.length) throw refuseSdJwt('a disclosure is given twice')
  const walk: Walk = { known, seen: new Set(), revealed: [], nodes: 0 }
  const { _sd_alg: _, ...rest } = payload
  const whole = revealObject(rest, '', 0, walk)
  if (walk.revealed.length < disclosures.length) throw refuseSdJwt('nothing refers to a disclosure')
  const { revealed, seen } = walk
  return { payload: whole, revealed, undisclosed: seen.size - revealed.length }
}

/** State of one walk. */
interface Walk {
  readonly known: ReadonlyMap<string, Disclosure>
  /** Every digest that was met. */
  readonly seen: Set<string>
  readonly revealed: RevealedDisclosure[]
  nodes: number
}

function revealValue(value: JsonValue, pointer: string, depth: number, walk: Walk): JsonValue {
  walk.nodes += 1
  // Each disclosure was within the limits by itself; put inside each other they may not be.
  if (walk.nodes > limits.json.nodes || depth > limits.json.depth) {
    throw new CredentialError('jws-too-large', 'what the token discloses is larger than what is accepted')
  }
  if (isJsonArray(value)) return revealArray(value, pointer, depth, walk)
  return isJsonObject(value) ? revealObject(value, pointer, depth, walk) : value
}

function revealObject(object: JsonObject, pointer: string, depth: number, walk: Walk): JsonObject {
  const members = new Map<string, JsonValue>()
  for (const [name, value] of Object.entries(object)) {
    if (name === '_sd') continue
    members.set(name, revealValue(value, `${pointer}/${escapeName(name)}`, depth + 1, walk))
  }
  for (const digest of digestsOf(object)) {
    const disclosure = take(digest, walk)
    if (disclosure === undefined) continue
    const { name, value } = disclosure
    if (name === undefined) throw refuseSdJwt('an element of a list is disclosed as a member')
    if (members.has(name))
      throw refuseSdJwt(`a disclosure brings ${name.slice(0, 80)}, which is there already`)
    const place = `${pointer}/${escapeName(name)}`
    walk.revealed.push({ pointer: place, disclosure })
    members.set(name, revealValue(value, place, depth + 1, walk))
  }
  // As JSON is read: a member named __proto__ is one like any other.
  return Object.fromEntries(members)
}

function revealArray(array: readonly JsonValue[], pointer: string, depth: number, walk: Walk): JsonValue {
  return array.flatMap((element, index) => {
    const place = `${pointer}/${index}`
    const digest = isJsonObject(element) ? memberOf(element, '...') : undefined
    if (digest === undefined) return [revealValue(element, place, depth + 1, walk)]
    const alone = isJsonObject(element) && Object.keys(element).length === 1
    if (typeof digest !== 'string' || !alone) throw refuseSdJwt('a placeholder in a list has another form')
    const disclosure = take(digest, walk)
    if (disclosure === undefined) return []
    if (disclosure.name !== undefined) throw refuseSdJwt('a member is disclosed as an element of a list')
    walk.revealed.push({ pointer: place, disclosure })
    return [revealValue(disclosure.value, place, depth + 1, walk)]
  })
}

function digestsOf(object: JsonObject): readonly string[] {
  const list = memberOf(object, '_sd')
  if (list === undefined) return []
  const digests = isJsonArray(list) ? list.filter((digest) => typeof digest === 'string') : []
  if (!isJsonArray(list) || digests.length < list.length) throw refuseSdJwt('_sd is not a list of texts')
  return digests
}

function take(digest: string, walk: Walk): Disclosure | undefined {
  if (walk.seen.has(digest)) throw refuseSdJwt('a digest occurs twice')
  walk.seen.add(digest)
  return walk.known.get(digest)
}

/** RFC 6901 3. */
export function escapeName(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
