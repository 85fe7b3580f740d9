import {
  attempt,
  type Crypto,
  concatBytes,
  decodeBase64,
  encodeBase64,
  encodeHex,
  encodeUtf8,
  equalBytes,
  keySizes,
  type PublicKey,
} from '@assay/core'
import { LogError } from '../errors.ts'
import { isKeyName, keyIdSize } from './signature-line.ts'

/**
 * Kinds of key, with the type byte that the documents assign (TL6): `note` signs the text of a note (signed-note), `cosignature` signs
 * a checkpoint with a time (tlog-cosignature, v1). Both are Ed25519. One pair of keys must never serve as both.
 */
export const keyTypes = { note: 0x01, cosignature: 0x04 } as const

/** Name of a key's kind. */
export type KeyKind = keyof typeof keyTypes

/** A public key that notes are verified with. */
export interface VerifierKey {
  readonly kind: KeyKind
  /** By custom a URL without scheme; for a log the same as its origin (TL3). */
  readonly name: string
  /** 4 bytes, see {@link keyId}. */
  readonly keyId: Uint8Array
  /** Of type `ed25519`. */
  readonly publicKey: PublicKey
}

const controlCharacter = /\p{Cc}/u
const hexId = /^[0-9a-f]{8}$/
const kinds = Object.keys(keyTypes) as KeyKind[]

/**
 * Id of a key: the first 4 bytes of SHA-256(name ‖ newline ‖ type byte ‖ key) (signed-note, Signatures; TL6). `type` is the byte itself,
 * so that ids of types which we cannot verify can be computed too.
 */
export function keyId(
  name: string,
  type: number,
  key: Uint8Array,
  crypto: Pick<Crypto, 'sha256'>,
): Uint8Array {
  return crypto.sha256(concatBytes(encodeUtf8(`${name}\n`), Uint8Array.of(type), key)).slice(0, keyIdSize)
}

/**
 * The verifier key of a public key. Throws `TypeError` for a name that is empty or has white space, plus or control characters, and for
 * a public key that is not Ed25519.
 */
export function createVerifierKey(
  key: { readonly kind: KeyKind; readonly name: string; readonly publicKey: PublicKey },
  crypto: Pick<Crypto, 'sha256'>,
): VerifierKey {
  const { kind, name, publicKey } = key
  if (!isVerifierName(name)) throw new TypeError('the name of a key has no white space, plus or control')
  if (publicKey.type !== 'ed25519' || publicKey.bytes.length !== keySizes.ed25519.publicKey)
    throw new TypeError('notes are signed with Ed25519')
  return { kind, name, keyId: keyId(name, keyTypes[kind], publicKey.bytes, crypto), publicKey }
}

/**
 * Reads `<name>+<id as 8 hexadecimal digits in lower case>+<base64 of type byte ‖ key>` (signed-note, Verifier keys). Throws `LogError`
 * `key-malformed`, also for an id that is not the one computed from the rest, and for a type that is not in {@link keyTypes}: such a
 * key could never verify anything (TL12). Signatures by such keys do no harm to a note.
 */
export function parseVerifierKey(text: string, crypto: Pick<Crypto, 'sha256'>): VerifierKey {
  // Base64 may have a plus, names may not.
  const [name = '', id = '', ...rest] = text.split('+')
  if (rest.length === 0 || !hexId.test(id)) throw malformed('it is not name+id+key')
  if (!isVerifierName(name)) throw malformed('its name is empty or has white space or control characters')
  const bytes = attempt(() => decodeBase64(rest.join('+')))
  if (bytes === undefined || bytes.length === 0) throw malformed('its key is not strict base64')
  const kind = kinds.find((known) => keyTypes[known] === bytes[0])
  if (kind === undefined) throw malformed(`keys of type 0x${encodeHex(bytes.slice(0, 1))} are not supported`)
  if (bytes.length !== 1 + keySizes.ed25519.publicKey) throw malformed('an Ed25519 key has 32 bytes')
  const publicKey: PublicKey = { type: 'ed25519', bytes: bytes.slice(1) }
  const key = createVerifierKey({ kind, name, publicKey }, crypto)
  if (encodeHex(key.keyId) !== id) throw malformed('its id does not belong to its name and key')
  return key
}

/** The text that {@link parseVerifierKey} reads. */
export function formatVerifierKey(key: VerifierKey): string {
  const bytes = concatBytes(Uint8Array.of(keyTypes[key.kind]), key.publicKey.bytes)
  return `${key.name}+${encodeHex(key.keyId)}+${encodeBase64(bytes)}`
}

/** Whether two keys are one: same kind, name and public key. */
export function sameVerifierKey(left: VerifierKey, right: VerifierKey): boolean {
  return (
    left.kind === right.kind &&
    left.name === right.name &&
    equalBytes(left.publicKey.bytes, right.publicKey.bytes)
  )
}

/** U+007F and the controls from U+0080 are refused beyond what the document says: people read these names in settings and reports. */
function isVerifierName(name: string): boolean {
  return isKeyName(name) && !controlCharacter.test(name)
}

function malformed(reason: string): LogError {
  return new LogError('key-malformed', `the verifier key is refused: ${reason}`)
}
