import {
  AssayError,
  concatBytes,
  decodeMultibase,
  encodeMultibase,
  encodeMultikey,
  equalBytes,
  type PublicKey,
  parseMultikey,
} from '@assay/core'
import { CredentialError } from '../errors.ts'
import { type CborValue, decodeCbor, encodeCbor } from './cbor.ts'

/** What issuer and holder know (vc-di-ecdsa 3.5.2 serializeBaseProofValue). */
export interface BaseProof {
  /** Signature of the issuer over proof configuration, proof key and mandatory statements; 64 bytes. */
  readonly baseSignature: Uint8Array
  /** The key made for this one proof, which signed each statement; P-256. */
  readonly proofKey: PublicKey
  /** Key of the names of blank nodes; 32 bytes. */
  readonly hmacKey: Uint8Array
  /** One for each statement that is not mandatory, in the order of the statements; 64 bytes each. */
  readonly signatures: readonly Uint8Array[]
  readonly mandatoryPointers: readonly string[]
}

/** What a verifier is shown (vc-di-ecdsa 3.5.7 serializeDerivedProofValue). */
export interface DisclosureProof {
  readonly baseSignature: Uint8Array
  readonly proofKey: PublicKey
  readonly signatures: readonly Uint8Array[]
  /** Canonical label of a blank node of the shown document to the name that the statements were signed with. */
  readonly labels: ReadonlyMap<string, string>
  /** Places of the mandatory statements among those shown, ascending. */
  readonly mandatoryIndexes: readonly number[]
}

const headers = { base: Uint8Array.of(0xd9, 0x5d, 0x00), disclosure: Uint8Array.of(0xd9, 0x5d, 0x01) }
const SIGNATURE = 64
const HMAC = 32

/** Multikey bytes of the proof key, header included: 35 for P-256. */
export function multikeyBytes(key: PublicKey): Uint8Array {
  return decodeMultibase(encodeMultikey(key), 'z')
}

/** Multibase text of a base proof. */
export function encodeBaseProof(proof: BaseProof): string {
  const { baseSignature, proofKey, hmacKey, signatures, mandatoryPointers } = proof
  return encode(headers.base, [
    baseSignature,
    multikeyBytes(proofKey),
    hmacKey,
    signatures,
    mandatoryPointers,
  ])
}

/** Multibase text of a derived proof. */
export function encodeDisclosureProof(proof: DisclosureProof): string {
  const { baseSignature, proofKey, signatures, labels, mandatoryIndexes } = proof
  const compressed = [...labels].map(
    ([label, name]) => [Number(label.slice('c14n'.length)), decodeMultibase(name, 'u')] as const,
  )
  compressed.sort(([left], [right]) => left - right)
  return encode(headers.disclosure, [
    baseSignature,
    multikeyBytes(proofKey),
    signatures,
    new Map(compressed),
    mandatoryIndexes,
  ])
}

/** Whether a proof value is that of a base proof, whatever follows its header. */
export function isBaseProofValue(text: string): boolean {
  const [header] = split(text)
  return equalBytes(header, headers.base)
}

/** Reads the value of a base proof. Throws `CredentialError` `proof-malformed`. */
export function parseBaseProof(text: string): BaseProof {
  const [baseSignature, key, hmacKey, signatures, pointers] = readComponents(text, headers.base)
  return {
    baseSignature: readBytes(baseSignature, SIGNATURE),
    proofKey: readKey(key),
    hmacKey: readBytes(hmacKey, HMAC),
    signatures: readList(signatures).map((signature) => readBytes(signature, SIGNATURE)),
    mandatoryPointers: readList(pointers).map((pointer) => {
      if (typeof pointer === 'string') return pointer
      throw malformed('a pointer is no text')
    }),
  }
}

/** Reads the value of a derived proof. Throws `CredentialError` `proof-malformed`. */
export function parseDisclosureProof(text: string): DisclosureProof {
  const [baseSignature, key, signatures, labels, indexes] = readComponents(text, headers.disclosure)
  return {
    baseSignature: readBytes(baseSignature, SIGNATURE),
    proofKey: readKey(key),
    signatures: readList(signatures).map((signature) => readBytes(signature, SIGNATURE)),
    labels: readLabels(labels),
    mandatoryIndexes: readIndexes(indexes),
  }
}

function encode(header: Uint8Array, components: readonly CborValue[]): string {
  return encodeMultibase('u', concatBytes(header, encodeCbor(components)))
}

function split(text: string): readonly [header: Uint8Array, rest: Uint8Array] {
  const bytes = ours(() => decodeMultibase(text, 'u'), 'it is not base64url multibase')
  return [bytes.slice(0, 3), bytes.slice(3)]
}

function readComponents(text: string, header: Uint8Array): readonly (CborValue | undefined)[] {
  const [own, rest] = split(text)
  if (!equalBytes(own, header)) throw malformed('its header is another')
  const components = readList(decodeCbor(rest))
  if (components.length !== 5) throw malformed('it has not five components')
  return components
}

function readList(value: CborValue | undefined): readonly CborValue[] {
  if (Array.isArray(value)) return value
  throw malformed('a component is no list')
}

function readBytes(value: CborValue | undefined, length: number): Uint8Array {
  if (value instanceof Uint8Array && value.length === length) return value
  throw malformed(`a component has not ${length} bytes`)
}

function readKey(value: CborValue | undefined): PublicKey {
  const bytes = readBytes(value, 35)
  const key = ours(() => parseMultikey(encodeMultibase('z', bytes)), 'its key cannot be read')
  if (key.type !== 'p256') throw malformed('its key is not of P-256')
  return key
}

/** Two nodes under one name would let what was said of one be shown as said of another, so a name stands once. */
function readLabels(value: CborValue | undefined): ReadonlyMap<string, string> {
  if (!(value instanceof Map)) throw malformed('its labels are no map')
  const labels = new Map<string, string>()
  for (const [number, name] of value as ReadonlyMap<number, CborValue>) {
    labels.set(`c14n${number}`, encodeMultibase('u', readBytes(name, HMAC)))
  }
  if (new Set(labels.values()).size !== labels.size) throw malformed('two labels have one name')
  return labels
}

function readIndexes(value: CborValue | undefined): readonly number[] {
  let before = -1
  return readList(value).map((index) => {
    if (typeof index !== 'number' || index <= before) throw malformed('its indexes do not ascend')
    before = index
    return index
  })
}

function ours<T>(read: () => T, what: string): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw malformed(what)
  }
}

function malformed(what: string): CredentialError {
  return new CredentialError('proof-malformed', `the value of the proof is malformed: ${what}`)
}
