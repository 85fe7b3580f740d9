import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto'
import { NodeError } from '../node-error.ts'
import { deriveKey, SEALING_KEY_BYTES } from './sealing.ts'

/** What opens a sealed stream: words that a person keeps, or 32 random bytes. */
export type StreamSecret =
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'key'; readonly key: Uint8Array }

/**
 * A passphrase whose key was derived beforehand, so that the words need not be kept until a stream is sealed. It seals **one** stream: the
 * salt is that of the stream, so a second one would have the same key and the same nonces.
 */
export interface DerivedPassphrase {
  readonly kind: 'derived'
  /** 16 bytes. */
  readonly salt: Uint8Array
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** Plain bytes of a frame; the last may be shorter. Large enough that tags and lengths weigh nothing. */
const FRAME_BYTES = 256 * 1024
const TAG_BYTES = 16
const SALT_BYTES = 16
/** How a wrong secret is told from an altered file: derived from the key, of no use for anything else. */
const CHECK_BYTES = 16
const MAGIC = Buffer.from('assay sealed stream 1\n', 'latin1')
const HEADER_BYTES = MAGIC.length + 1 + SALT_BYTES + CHECK_BYTES

/** 128 MiB and some 0.4 s for each guess at a passphrase (RFC 7914; twice what OWASP asks of interactive sign-in). */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }

const KINDS: readonly StreamSecret['kind'][] = ['passphrase', 'key']

/** Derives the key of a passphrase under a salt of its own. */
export async function derivePassphrase(passphrase: string): Promise<DerivedPassphrase> {
  const salt = new Uint8Array(randomBytes(SALT_BYTES))
  return { kind: 'derived', salt, key: await passphraseKey(passphrase, salt) }
}

/**
 * Encrypts a stream of any length with AES-256-GCM in frames, so that it is written and read without holding it whole. The nonce of a
 * frame is its number and whether it is the last (the STREAM construction), under a key of this stream alone; frames can be neither
 * dropped, repeated, exchanged nor cut off at the end unnoticed. `purpose` must be given again to open. What a derived passphrase sealed
 * is opened by the words.
 */
export async function* sealStream(
  secret: StreamSecret | DerivedPassphrase,
  purpose: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  const salt = secret.kind === 'derived' ? secret.salt : randomBytes(SALT_BYTES)
  if (salt.length !== SALT_BYTES) throw new TypeError('a salt of a stream has 16 bytes')
  const { key, check } = await streamKey(secret, salt, purpose)
  const kind = secret.kind === 'derived' ? 'passphrase' : secret.kind
  const header = Buffer.concat([MAGIC, Uint8Array.of(KINDS.indexOf(kind)), salt, check])
  yield header
  const aad = createHash('sha256').update(header).digest()
  let number = 0
  // One frame is held back, because only the end of the source tells which is the last.
  let held: Buffer | undefined
  for await (const frame of inPieces(source, FRAME_BYTES)) {
    if (held !== undefined) yield sealFrame(key, aad, number++, false, held)
    held = frame
  }
  yield sealFrame(key, aad, number, true, held ?? Buffer.alloc(0))
}

/**
 * Decrypts what {@link sealStream} made. A frame is handed out only when it is authentic; that the whole is there is known at the end.
 * @throws NodeError `stream.format` when this is no such stream, or was sealed under the other kind of secret; `stream.secret` when the
 * secret is another one; `stream.damaged` when anything was changed, cut off or added.
 */
export async function* openStream(
  secret: StreamSecret,
  purpose: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  const pieces = inPieces(source, FRAME_BYTES + TAG_BYTES, HEADER_BYTES)
  const first = await pieces.next()
  const header = first.done === true ? Buffer.alloc(0) : first.value
  const { salt, check } = readHeader(header, secret)
  const derived = await streamKey(secret, salt, purpose)
  if (!derived.check.equals(check))
    throw new NodeError(
      'stream.secret',
      'It was sealed under another secret, or its first bytes were altered.',
    )
  const aad = createHash('sha256').update(header).digest()
  let number = 0
  let held: Buffer | undefined
  for await (const frame of pieces) {
    if (held !== undefined) yield openFrame(derived.key, aad, number++, false, held)
    held = frame
  }
  if (held === undefined) throw damaged()
  yield openFrame(derived.key, aad, number, true, held)
}

function readHeader(header: Buffer, secret: StreamSecret): { salt: Buffer; check: Buffer } {
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    throw new NodeError('stream.format', 'This is not a sealed stream.')
  const kind = KINDS[header[MAGIC.length] ?? -1]
  if (kind === undefined) throw new NodeError('stream.format', 'This is not a sealed stream.')
  if (kind !== secret.kind)
    throw new NodeError('stream.format', `It was sealed under a ${kind}, and a ${secret.kind} was given.`)
  const salt = header.subarray(MAGIC.length + 1, MAGIC.length + 1 + SALT_BYTES)
  return { salt, check: header.subarray(MAGIC.length + 1 + SALT_BYTES) }
}

async function streamKey(
  secret: StreamSecret | DerivedPassphrase,
  salt: Uint8Array,
  purpose: string,
): Promise<{ key: Uint8Array; check: Buffer }> {
  const root = secret.kind === 'passphrase' ? await passphraseKey(secret.passphrase, salt) : secret.key
  if (root.length !== SEALING_KEY_BYTES) throw new TypeError('a key of a stream has 32 bytes')
  return {
    key: deriveKey(root, salt, `assay sealed stream ${purpose}`),
    check: Buffer.from(deriveKey(root, salt, `assay sealed stream check ${purpose}`)).subarray(
      0,
      CHECK_BYTES,
    ),
  }
}

/** A 32-byte key out of words that a person keeps, slow to guess (scrypt, RFC 7914). Words are compared in Unicode form NFKC. */
export function passphraseKey(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, SEALING_KEY_BYTES, SCRYPT, (error, key) =>
      error === null ? resolve(new Uint8Array(key)) : reject(error),
    )
  })
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 5, 6)
  nonce[11] = last ? 1 : 0
  return nonce
}

function sealFrame(key: Uint8Array, aad: Buffer, number: number, last: boolean, plain: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last)).setAAD(aad)
  const body = [cipher.update(plain), cipher.final()]
  return Buffer.concat([...body, cipher.getAuthTag()])
}

function openFrame(key: Uint8Array, aad: Buffer, number: number, last: boolean, frame: Buffer): Buffer {
  if (frame.length < TAG_BYTES) throw damaged()
  const end = frame.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, last), { authTagLength: TAG_BYTES })
    .setAAD(aad)
    .setAuthTag(frame.subarray(end))
  try {
    return Buffer.concat([decipher.update(frame.subarray(0, end)), decipher.final()])
  } catch {
    throw damaged()
  }
}

const damaged = () =>
  new NodeError('stream.damaged', 'It was altered, cut off, or has something after its end.')

/** The same bytes in pieces of one size; the first may have a size of its own, the last is what is left. */
async function* inPieces(
  source: AsyncIterable<Uint8Array>,
  size: number,
  first = size,
): AsyncGenerator<Buffer, void, void> {
  let wanted = first
  let parts: Uint8Array[] = []
  let held = 0
  for await (const chunk of source) {
    let rest = chunk
    while (held + rest.length >= wanted) {
      parts.push(rest.subarray(0, wanted - held))
      rest = rest.subarray(wanted - held)
      yield Buffer.concat(parts)
      ;[parts, held, wanted] = [[], 0, size]
    }
    if (rest.length > 0) {
      parts.push(rest)
      held += rest.length
    }
  }
  if (held > 0) yield Buffer.concat(parts)
}
