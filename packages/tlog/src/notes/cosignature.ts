import { type Crypto, concatBytes, encodeUtf8, keySizes } from '@assay/core'
import { parseCheckpoint } from './checkpoint.ts'
import { type NoteSigner, signMessage } from './sign-note.ts'
import type { NoteSignature } from './signature-line.ts'
import { createVerifierKey, type VerifierKey } from './verifier-key.ts'

/** Who cosigns a checkpoint, and when. */
export interface Cosigner extends NoteSigner {
  /** POSIX time in seconds, above zero. */
  readonly time: number
}

const timeSize = 8
const cosignatureSize = timeSize + keySizes.ed25519.signature

/**
 * Cosigns the text of a checkpoint (its note without signatures) with a key of kind `cosignature` (tlog-cosignature, Ed25519 signed
 * message; TL7). The caller has verified the checkpoint and its consistency with the last one. Throws `TypeError` for a time that is
 * not an integer above zero, a name that is none and a signer of another type than `ed25519`; `LogError` `checkpoint-malformed` for a
 * text that is no checkpoint. Rejects as the signer does.
 */
export async function cosign(
  checkpointText: string,
  by: Cosigner,
  crypto: Pick<Crypto, 'sha256'>,
): Promise<NoteSignature> {
  if (!Number.isSafeInteger(by.time) || by.time <= 0)
    throw new TypeError('the time of a cosignature is a whole number of seconds above zero')
  const { name, keyId } = createVerifierKey(
    { kind: 'cosignature', name: by.name, publicKey: by.signer.publicKey },
    crypto,
  )
  parseCheckpoint(checkpointText)
  const signed = await signMessage(by.signer, cosignatureMessage(checkpointText, by.time))
  return { name, keyId, signature: concatBytes(encodeTime(by.time), signed) }
}

/**
 * Time in POSIX seconds at which the key cosigned the text; undefined where it did not. A time of zero is answered as it is. One beyond
 * 2^53 - 1 counts as not signed: no number holds it.
 */
export async function verifyCosignature(
  text: string,
  signature: Uint8Array,
  key: VerifierKey,
  crypto: Pick<Crypto, 'verify'>,
): Promise<number | undefined> {
  if (signature.length !== cosignatureSize) return undefined
  const time = decodeTime(signature)
  if (time === undefined) return undefined
  const message = cosignatureMessage(text, time)
  return (await crypto.verify(key.publicKey, message, signature.subarray(timeSize))) ? time : undefined
}

function cosignatureMessage(text: string, time: number): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${time}\n${text}`)
}

function encodeTime(time: number): Uint8Array {
  const bytes = new Uint8Array(timeSize)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(time))
  return bytes
}

function decodeTime(signature: Uint8Array): number | undefined {
  const time = Number(new DataView(signature.buffer, signature.byteOffset, timeSize).getBigUint64(0))
  return Number.isSafeInteger(time) ? time : undefined
}
