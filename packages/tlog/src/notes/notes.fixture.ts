import { type Crypto, portableCrypto } from '@assay/core'
import { sharedVectors, testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { LogErrorCode } from '../errors.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { cosign } from './cosignature.ts'
import { signNote } from './sign-note.ts'
import { isKeyName, type NoteSignature } from './signature-line.ts'
import { formatNote } from './signed-note.ts'
import { createVerifierKey, type VerifierKey } from './verifier-key.ts'

export const crypto: Crypto = portableCrypto
export const origin = 'log.example/main'
export const head = { origin, size: 5, root: new Uint8Array(32).fill(9) }
export const checkpointText = formatCheckpoint(head)

export const logSigner = testSigner('log')
export const logKey = createVerifierKey(
  { kind: 'note', name: origin, publicKey: logSigner.publicKey },
  crypto,
)

/** The witness of a number: its key and its cosignature of a text. */
export function witness(number: number): {
  readonly key: VerifierKey
  readonly cosign: (time: number, text?: string) => Promise<NoteSignature>
} {
  const name = `witness.example/w${number}`
  const signer = testSigner(name)
  return {
    key: createVerifierKey({ kind: 'cosignature', name, publicKey: signer.publicKey }, crypto),
    cosign: (time, text = checkpointText) => cosign(text, { name, signer, time }, crypto),
  }
}

export const signByLog = (text: string) => signNote(text, { name: origin, signer: logSigner }, crypto)

/** The checkpoint of the log with these lines below that of the log. */
export async function signedCheckpoint(...more: readonly NoteSignature[]): Promise<string> {
  return formatNote(checkpointText, [await signByLog(checkpointText), ...more])
}

/** The signature with one bit of its last byte flipped. */
export function spoilt(line: NoteSignature): NoteSignature {
  const signature = Uint8Array.from(line.signature)
  signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
  return { ...line, signature }
}

export const refusal = (code: LogErrorCode, message: RegExp) =>
  expect.objectContaining({ name: 'LogError', code, message: expect.stringMatching(message) })

/** What happens, told apart: an answer, or what was thrown. */
export async function outcome<T>(run: () => T | Promise<T>): Promise<{ answer: T } | { error: unknown }> {
  try {
    return { answer: await run() }
  } catch (error) {
    return { error }
  }
}

export const anyName = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((name) => isKeyName(name) && !/\p{Cc}/u.test(name))
export const anySignature: fc.Arbitrary<NoteSignature> = fc.record({
  name: anyName,
  keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }),
  signature: fc.uint8Array({ minLength: 1, maxLength: 100 }),
})
/** Texts of notes, with many empty lines among them. */
export const anyNoteText = fc
  .array(fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme' })), { minLength: 1, maxLength: 6 })
  .map((lines) => `${lines.join('\n')}\n`)
  .filter((text) => ![...text].some((character) => character < ' ' && character !== '\n'))
/** Texts that resemble notes, keys, checkpoints and proofs. */
export const anyResemblingText = fc
  .array(
    fc.oneof(
      fc.constantFrom('\n', '\n\n', '— ', ' ', '+', 'AAAAAAAAAA==', '0', '12', `${'A'.repeat(43)}=`),
      fc.constantFrom('c2sp.org/tlog-proof@v1\n', 'index ', 'extra ', 'a.example', checkpointText, '\ud800'),
      fc.string({ unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

/** One example of the documents. */
export interface C2spExample {
  readonly name: string
  readonly kind: string
  readonly text: string
  readonly verifierKey: string
  readonly expect: Readonly<Record<string, unknown>>
}

const vectors = sharedVectors('c2sp')
/** The example of a name, or null where the shared data is absent. Throws for a name that is not in it. */
export const c2spExample =
  vectors === null
    ? null
    : (name: string): C2spExample => {
        const file = vectors.json('examples.json') as unknown as { readonly vectors: readonly C2spExample[] }
        const found = file.vectors.find((example) => example.name === name)
        if (found === undefined) throw new Error(`no example ${name}`)
        return found
      }
