import { type Crypto, encodeUtf8, equalBytes } from '@assay/core'
import { LogError } from '../errors.ts'
import { verifyCosignature } from './cosignature.ts'
import type { NoteSignature } from './signature-line.ts'
import type { Note } from './signed-note.ts'
import type { KeyKind, VerifierKey } from './verifier-key.ts'

/** A signature by a known key, verified. */
export type VerifiedSignature = { readonly kind: 'note'; readonly key: VerifierKey } | Cosignature

/** A cosignature by a known key, verified. */
export interface Cosignature {
  readonly kind: 'cosignature'
  readonly key: VerifierKey
  /** POSIX seconds as the cosigner says. Zero means that it says nothing about time. */
  readonly time: number
}

/**
 * Which of the known keys signed a note, one answer a line and in the order of the lines (signed-note, Signatures; TL5). Lines of
 * other keys are ignored, whatever their type (TL12). A second line of the same key has to be good as well and is answered too: who
 * counts signers has to count keys. Throws `LogError` `note-signature` where a line has name and id of a known key and is not its
 * signature (THREATS G2), and where no known key signed; `TypeError` where two of the keys have name and id in common.
 */
export async function verifyNote(
  note: Note,
  keys: readonly VerifierKey[],
  crypto: Pick<Crypto, 'verify'>,
): Promise<readonly VerifiedSignature[]> {
  requireDistinct(keys)
  const verified: VerifiedSignature[] = []
  for (const line of note.signatures) {
    const key = keys.find((known) => hasNameAndId(line, known))
    if (key === undefined) continue
    const signature = await verifiers[key.kind](note.text, line.signature, key, crypto)
    if (signature === undefined)
      throw new LogError('note-signature', `a signature in the name of ${key.name} is not by its key`)
    verified.push(signature)
  }
  if (verified.length === 0) throw new LogError('note-signature', 'no known key signed the note')
  return verified
}

type Verify = (
  text: string,
  signature: Uint8Array,
  key: VerifierKey,
  crypto: Pick<Crypto, 'verify'>,
) => Promise<VerifiedSignature | undefined>

const verifiers: Readonly<Record<KeyKind, Verify>> = {
  note: async (text, signature, key, crypto) =>
    (await crypto.verify(key.publicKey, encodeUtf8(text), signature)) ? { kind: 'note', key } : undefined,
  cosignature: async (text, signature, key, crypto) => {
    const time = await verifyCosignature(text, signature, key, crypto)
    return time === undefined ? undefined : { kind: 'cosignature', key, time }
  },
}

function requireDistinct(keys: readonly VerifierKey[]): void {
  keys.forEach((key, index) => {
    if (keys.slice(0, index).some((other) => hasNameAndId(other, key)))
      throw new TypeError(`two of the known keys have the name ${key.name} and the same id`)
  })
}

function hasNameAndId(
  signature: Pick<NoteSignature, 'name' | 'keyId'>,
  key: Pick<VerifierKey, 'name' | 'keyId'>,
): boolean {
  return signature.name === key.name && equalBytes(signature.keyId, key.keyId)
}
