import { concatBytes, equalBytes } from './bytes.ts'
import { type AnyPublicKey, type KeyType, keySizes, type PublicKey } from './crypto.ts'
import { expandPoint } from './curve-points.ts'
import { AssayError, CoreError } from './errors.ts'
import { decodeMultibase, encodeMultibase } from './multibase.ts'

/** Multicodec headers as two varint bytes (STANDARDS DI16). */
const headers: Readonly<Record<KeyType, readonly [number, number]>> = {
  ed25519: [0xed, 0x01],
  p256: [0x80, 0x24],
  p384: [0x81, 0x24],
}
const keyTypes = ['ed25519', 'p256', 'p384'] as const

/** Multikey text (`publicKeyMultibase`, Controlled Identifiers 2.2.2), for example `z6Mk…` for Ed25519. */
export function encodeMultikey(key: PublicKey): string {
  if (key.bytes.length !== keySizes[key.type].publicKey)
    throw new TypeError(`not the bytes of a ${key.type} key`)
  return encodeMultibase('z', concatBytes(Uint8Array.from(headers[key.type]), key.bytes))
}

/** Key of a Multikey text. Any header, length or curve point other than those of DI16 throws `CoreError` `multikey`. */
export function parseMultikey(text: string): PublicKey {
  const bytes = decodeKeyText(text)
  const type = keyTypes.find((candidate) => headers[candidate].every((byte, index) => bytes[index] === byte))
  if (type === undefined) throw new CoreError('multikey', 'the key is of a kind that is not accepted')
  const key: PublicKey = { type, bytes: bytes.slice(2) }
  if (key.bytes.length !== keySizes[type].publicKey)
    throw new CoreError('multikey', 'the key has the wrong length')
  checkPoint(key)
  return key
}

/** The did:key name of a key. */
export function didKey(key: PublicKey): string {
  return `did:key:${encodeMultikey(key)}`
}

/** The verification method of a did:key: `did:key:X#X` (did:key 3, STANDARDS KY1). */
export function didKeyMethod(key: PublicKey): string {
  const multikey = encodeMultikey(key)
  return `did:key:${multikey}#${multikey}`
}

/** Key of a did:key name without fragment. Throws `CoreError` `did-key` or `multikey`. */
export function parseDidKey(did: string): PublicKey {
  const multikey = /^did:key:(z[1-9A-HJ-NP-Za-km-z]+)$/.exec(did)?.[1]
  if (multikey === undefined) throw new CoreError('did-key', 'this is not a did:key name')
  return parseMultikey(multikey)
}

/**
 * Key and controller of a did:key verification method `did:key:X#X`. A name without fragment, or with a fragment that
 * differs, throws `CoreError` `did-key` (STANDARDS KY1).
 */
export function parseDidKeyMethod(url: string): { readonly key: PublicKey; readonly controller: string } {
  const [controller = '', fragment, ...rest] = url.split('#')
  if (fragment === undefined || rest.length > 0 || controller !== `did:key:${fragment}`) {
    throw new CoreError('did-key', 'a did:key verification method has the form did:key:X#X')
  }
  return { key: parseDidKey(controller), controller }
}

/** Whether two keys are the same key, however they were written. */
export function samePublicKey(left: AnyPublicKey, right: AnyPublicKey): boolean {
  if (left.type === 'rsa') {
    if (right.type !== 'rsa') return false
    return equalBytes(left.modulus, right.modulus) && equalBytes(left.exponent, right.exponent)
  }
  return right.type === left.type && equalBytes(left.bytes, right.bytes)
}

function decodeKeyText(text: string): Uint8Array {
  try {
    return decodeMultibase(text, 'z')
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    throw new CoreError('multikey', `the key cannot be read: ${error.message}`)
  }
}

function checkPoint(key: PublicKey): void {
  if (key.type === 'ed25519' || expandPoint(key.type, key.bytes) !== undefined) return
  throw new CoreError('multikey', 'the key is not a point of its curve')
}
