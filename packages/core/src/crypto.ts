/** Kinds of key that a Multikey can hold and that Data Integrity proofs are made with. */
export type KeyType = 'ed25519' | 'p256' | 'p384'

/** A public key: 32 bytes for Ed25519; the compressed point for P-256 (33 bytes) and P-384 (49 bytes). */
export interface PublicKey {
  readonly type: KeyType
  readonly bytes: Uint8Array
}

/** An RSA public key, which signs tokens only (RS256). Big-endian and without leading zeros. */
export interface RsaPublicKey {
  readonly type: 'rsa'
  readonly modulus: Uint8Array
  readonly exponent: Uint8Array
}

/** Every public key that Assay verifies with. */
export type AnyPublicKey = PublicKey | RsaPublicKey

/**
 * The cryptography a program hands in. Every implementation gives the same verdict on every input:
 *
 * - **Ed25519**: cofactorless. S < L; neither A nor R is of small order, in whatever encoding; A is decoded leniently
 *   (y taken modulo p, x = 0 with either sign); R' = SB - kA with k = SHA-512(R ‖ A ‖ message) mod L over the bytes as
 *   given; accepted if and only if the encoding of R' equals the bytes of R. OpenSSL 3.5 does this; older ones, as in
 *   Node 20, accept points of small order, so those are refused before it is asked.
 * - **ECDSA**: raw `r ‖ s` of fixed length (64 or 96 bytes), 1 <= r, s < n; high S is accepted. The message is hashed
 *   with SHA-256 for P-256 and SHA-384 for P-384.
 * - **RSA**: RSASSA-PKCS1-v1_5 with SHA-256 (RS256), keys of {@link isUsableRsaKey} only. The signature has the length of
 *   the modulus and, as a number, is below it; what it decrypts to must be the one encoding of RFC 8017 9.2, byte for byte.
 *
 * `verify` never throws for what an attacker may send: a key or signature of wrong length or shape gives `false`.
 */
export interface Crypto {
  sha256(bytes: Uint8Array): Uint8Array
  sha384(bytes: Uint8Array): Uint8Array
  /**
   * Lower-case hexadecimal hash of a text's UTF-8, where a platform has that faster than in steps; the same as by steps for every text
   * without lone surrogates. Default: encode, hash, write.
   */
  hashText?(text: string, hash: 'sha256' | 'sha384'): string
  verify(key: AnyPublicKey, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean>
  /**
   * Whether the key signed every one of these; the verdict of `verify` on each, without holding up the program for the time that hundreds
   * take. Absent where there is nothing better than one after the other: use {@link verifyEvery}.
   */
  verifyAll?(key: AnyPublicKey, signed: readonly SignedMessage[]): Promise<boolean>
}

/** A message with its signature, in the form that {@link Crypto} verifies. */
export interface SignedMessage {
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

/** Whether the key signed every one of the messages; stops at the first that it did not. True for none. */
export async function verifyEvery(
  crypto: Crypto,
  key: AnyPublicKey,
  signed: readonly SignedMessage[],
): Promise<boolean> {
  if (crypto.verifyAll !== undefined) return crypto.verifyAll(key, signed)
  for (const { message, signature } of signed) {
    if (!(await crypto.verify(key, message, signature))) return false
  }
  return true
}

/**
 * Signs with one private key that it does not show. Always asynchronous and in batches, because the key may live in
 * another process or in a security module. Answers one signature a message, in the same order; either all or a
 * rejected promise. Signatures have the form that {@link Crypto} verifies.
 */
export interface Signer {
  readonly publicKey: PublicKey
  sign(batch: readonly Uint8Array[]): Promise<readonly Uint8Array[]>
}

/** Lengths in bytes, by kind of key. */
export const keySizes: Readonly<Record<KeyType, { readonly publicKey: number; readonly signature: number }>> =
  {
    ed25519: { publicKey: 32, signature: 64 },
    p256: { publicKey: 33, signature: 64 },
    p384: { publicKey: 49, signature: 96 },
  }
