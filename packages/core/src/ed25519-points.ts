import { decodeHex, equalBytes } from './bytes.ts'

const ff30 = 'ff'.repeat(30)

/** Every y, canonical or not, of the eight points whose order divides 8; little-endian, without the sign of x. */
const smallOrder: readonly Uint8Array[] = [
  `01${'00'.repeat(31)}`,
  `ec${ff30}7f`,
  '00'.repeat(32),
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ed${ff30}7f`,
  `ee${ff30}7f`,
].map(decodeHex)

/** Whether 32 bytes encode a point of small order on edwards25519, in any encoding and with either sign. */
export function isSmallOrderPoint(encoding: Uint8Array): boolean {
  // Nearly every point is told apart by its first two bytes.
  const alike = smallOrder.filter((point) => point[0] === encoding[0] && point[1] === encoding[1])
  if (alike.length === 0) return false
  const y = Uint8Array.from(encoding)
  y[31] = (y[31] ?? 0) & 0x7f
  return alike.some((point) => equalBytes(point, y))
}
