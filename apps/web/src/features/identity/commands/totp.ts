import { createHmac, timingSafeEqual } from 'node:crypto'

// Time-based one-time passwords (RFC 6238 over RFC 4226): SHA-1, six digits, steps of 30 seconds; what every authenticator app speaks.

/** Seconds for which one code stands. */
const STEP_SECONDS = 30

/** Steps before and after the present one that are accepted, for clocks that are not quite right (RFC 6238, 5.2). */
const TOLERANCE = 1

/** Bytes of a new secret: as long as the digest (RFC 4226, R6). */
export const SECRET_BYTES = 20

/** The code of a time step (RFC 4226, 5.3). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 0x0f
  const number = digest.readUInt32BE(offset) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

export const stepAt = (now: Date): number => Math.floor(now.getTime() / 1000 / STEP_SECONDS)

/**
 * The time step whose code this is, of those near `now` and after `lastStep`, the last that was accepted: a code is good once
 * (RFC 6238, 5.2). Undefined for a wrong code.
 */
export function acceptedStep(
  secret: Uint8Array,
  code: string,
  { now, lastStep }: { readonly now: Date; readonly lastStep: number },
): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const present = stepAt(now)
  // Every step is compared, so that the time tells nothing.
  const matching = [-TOLERANCE, 0, TOLERANCE]
    .map((offset) => present + offset)
    .filter((step) => step >= 0 && timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code)))
  return matching.find((step) => step > lastStep)
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Base32 without padding (RFC 4648, 6), as authenticator apps take it. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += BASE32.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + BASE32.charAt((held << (5 - bits)) & 31)
}

/** The address that a QR code carries into an authenticator app (Key URI Format). */
export function otpauthUri(
  secret: Uint8Array,
  { issuer, account }: { issuer: string; account: string },
): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=${STEP_SECONDS}`
}
