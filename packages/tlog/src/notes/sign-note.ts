import { type Crypto, encodeUtf8, keySizes, type Signer } from '@assay/core'
import type { NoteSignature } from './signature-line.ts'
import { requireNoteText } from './signed-note.ts'
import { createVerifierKey } from './verifier-key.ts'

/** Who signs a note. */
export interface NoteSigner {
  /** Name of the key; for a log its origin (TL3). */
  readonly name: string
  /** Of type `ed25519`. */
  readonly signer: Signer
}

/**
 * Signs the text of a note with a key of kind `note` (signed-note, Ed25519 signatures); `formatNote` writes the note. Throws `TypeError`
 * for a text that no note may have, a name that is none and a signer of another type. Rejects as the signer does.
 */
export async function signNote(
  text: string,
  by: NoteSigner,
  crypto: Pick<Crypto, 'sha256'>,
): Promise<NoteSignature> {
  requireNoteText(text)
  const { name, keyId } = createVerifierKey(
    { kind: 'note', name: by.name, publicKey: by.signer.publicKey },
    crypto,
  )
  return { name, keyId, signature: await signMessage(by.signer, encodeUtf8(text)) }
}

/** One Ed25519 signature. Throws `TypeError` where the signer answers anything else, so that no broken note is written. */
export async function signMessage(signer: Signer, message: Uint8Array): Promise<Uint8Array> {
  const [signature, ...more] = await signer.sign([message])
  if (signature?.length !== keySizes.ed25519.signature || more.length > 0)
    throw new TypeError('the signer did not answer one Ed25519 signature')
  return signature
}
