import { concatBytes, decodeHex } from './bytes.ts'
import type { KeyType } from './crypto.ts'

interface Curve {
  /** Of the field; congruent to 3 modulo 4, so that a square root is one power. */
  readonly prime: bigint
  readonly b: bigint
  /** Bytes of a coordinate. */
  readonly size: number
}

/** NIST SP 800-186 3.2.1.3 and 3.2.1.4: y² = x³ - 3x + b. */
const curves: Readonly<Record<Exclude<KeyType, 'ed25519'>, Curve>> = {
  p256: {
    prime: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    size: 32,
  },
  p384: {
    prime: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    size: 48,
  },
}

/** Coordinates of a point, big-endian, each as long as the field. */
export interface CurvePoint {
  readonly x: Uint8Array
  readonly y: Uint8Array
}

/** The point that SEC 1 2.3.3 writes as `02` or `03` and x; undefined when the bytes are none of the curve. */
export function expandPoint(type: Exclude<KeyType, 'ed25519'>, bytes: Uint8Array): CurvePoint | undefined {
  const { prime, b, size } = curves[type]
  const [sign] = bytes
  if (bytes.length !== size + 1 || (sign !== 2 && sign !== 3)) return undefined
  const x = numberOf(bytes.subarray(1))
  if (x >= prime) return undefined
  const square = ((((x * x - 3n) * x + b) % prime) + prime) % prime
  const root = power(square, (prime + 1n) / 4n, prime)
  if ((root * root) % prime !== square) return undefined
  const y = Number(root & 1n) === (sign & 1) ? root : prime - root
  return { x: bytes.slice(1), y: decodeHex(y.toString(16).padStart(size * 2, '0')) }
}

/** The short form of a point with these coordinates; undefined when it does not lie on the curve. */
export function compressPoint(
  type: Exclude<KeyType, 'ed25519'>,
  { x, y }: CurvePoint,
): Uint8Array | undefined {
  const odd = (y.at(-1) ?? 0) & 1
  const bytes = concatBytes(Uint8Array.of(2 + odd), x)
  const point = expandPoint(type, bytes)
  const same = point?.y.length === y.length && point.y.every((byte, index) => byte === y[index])
  return same ? bytes : undefined
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus
    if (bit === '1') result = (result * base) % modulus
  }
  return result
}

function numberOf(bytes: Uint8Array): bigint {
  let hex = '0x0'
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return BigInt(hex)
}
