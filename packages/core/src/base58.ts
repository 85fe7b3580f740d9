import { CoreError } from './errors.ts'
import { limits } from './limits.ts'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** By character code; -1 for characters that are no digits. */
const digitOf: Int8Array = Int8Array.from({ length: 128 }, (_, code) =>
  alphabet.indexOf(String.fromCharCode(code)),
)

// Five digits at a time, times two bytes, stay below 2^53, where numbers are exact: a third of the steps that one at a time would take.
const FIVE = 58 ** 5
const TWO_BYTES = 65_536
const codes58: Uint8Array = Uint8Array.from(alphabet, (digit) => digit.charCodeAt(0))
const codeOf = (digit: number): number => codes58[digit] as number

/** Base58 in the Bitcoin alphabet, without a multibase prefix. */
export function encodeBase58(bytes: Uint8Array): string {
  const fives = new Float64Array(Math.ceil((bytes.length * 8) / 29) + 1)
  let length = 0
  for (let at = 0; at < bytes.length; at += 2) {
    // The first byte stands alone where their number is odd.
    if (at === 0 && bytes.length % 2 === 1) at = -1
    let carry = (bytes[at] ?? 0) * 256 + (bytes[at + 1] as number)
    for (let index = 0; index < length; index += 1) {
      carry += (fives[index] as number) * TWO_BYTES
      // A product is quicker than a quotient, and may be off by one.
      let rest = Math.floor(carry * (1 / FIVE))
      let five = carry - rest * FIVE
      if (five < 0) [five, rest] = [five + FIVE, rest - 1]
      else if (five >= FIVE) [five, rest] = [five - FIVE, rest + 1]
      fives[index] = five
      carry = rest
    }
    if (carry > 0) {
      fives[length] = carry
      length += 1
    }
  }
  const codes: number[] = []
  for (let index = length - 1; index >= 0; index -= 1) pushDigits(codes, fives[index] as number)
  const text = String.fromCharCode(...codes)
  const zeros = countLeadingZeros(bytes)
  return zeros === 0 && !text.startsWith('1') ? text : '1'.repeat(zeros) + text.replace(/^1+/, '')
}

/** Five digits, the first two and the last three. */
function pushDigits(codes: number[], five: number): void {
  const two = (five / 195_112) | 0
  const three = five - two * 195_112
  const first = (two / 58) | 0
  const third = (three / 3_364) | 0
  const rest = three - third * 3_364
  const fourth = (rest / 58) | 0
  codes.push(
    codeOf(first),
    codeOf(two - first * 58),
    codeOf(third),
    codeOf(fourth),
    codeOf(rest - fourth * 58),
  )
}

/** Bytes of base58 text. Throws `CoreError` `multibase` for a foreign character or too long a text. */
export function decodeBase58(text: string): Uint8Array {
  if (text.length > limits.base58.characters) throw new CoreError('multibase', 'the base58 text is too long')
  const digits = readDigits(text)
  const pairs = new Float64Array(Math.ceil((digits.length * 5.86) / 16) + 1)
  let length = 0
  let at = 0
  for (let end = digits.length % 5; end <= digits.length; end += 5) {
    let carry = 0
    const scale = end < 5 ? 1 : FIVE
    for (; at < end; at += 1) carry = carry * 58 + (digits[at] as number)
    for (let index = 0; index < length; index += 1) {
      carry += (pairs[index] as number) * scale
      const rest = Math.floor(carry / TWO_BYTES)
      pairs[index] = carry - rest * TWO_BYTES
      carry = rest
    }
    for (; carry > 0; carry = Math.floor(carry / TWO_BYTES)) {
      pairs[length] = carry % TWO_BYTES
      length += 1
    }
  }
  return bigEndian(pairs.subarray(0, length), countLeadingZeros(digits))
}

function readDigits(text: string): Uint8Array {
  const digits = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index += 1) {
    const digit = digitOf[text.charCodeAt(index)] ?? -1
    if (digit < 0) throw new CoreError('multibase', 'the text holds a character that is not base58')
    digits[index] = digit
  }
  return digits
}

/** The bytes of a number that is given in pairs of bytes, least significant first, after so many zeros. */
function bigEndian(pairs: Float64Array, zeros: number): Uint8Array {
  const top = pairs.at(-1) ?? 0
  const size = pairs.length * 2 - (pairs.length > 0 && top < 256 ? 1 : 0)
  const bytes = new Uint8Array(zeros + size)
  for (let index = 0; index < size; index += 1) {
    const pair = pairs[index >> 1] as number
    bytes[bytes.length - 1 - index] = index % 2 === 0 ? pair & 255 : pair >> 8
  }
  return bytes
}

function countLeadingZeros(values: Uint8Array): number {
  let zeros = 0
  while (zeros < values.length && values[zeros] === 0) zeros += 1
  return zeros
}
