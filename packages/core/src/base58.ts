import { CoreError } from './errors.ts'
import { limits } from './limits.ts'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** By character code; -1 for characters that are no digits. */
const digitOf: Int8Array = Int8Array.from({ length: 128 }, (_, code) =>
  alphabet.indexOf(String.fromCharCode(code)),
)

// Digits are taken two and two, so that products stay within 31 bits; and what is divided by stands in the code as a number, so that
// the engine multiplies instead. Both make it twice as fast.
const pairsOf58: readonly string[] = Array.from(
  { length: 58 * 58 },
  (_, pair) => alphabet.charAt(Math.floor(pair / 58)) + alphabet.charAt(pair % 58),
)

/** Base58 in the Bitcoin alphabet, without a multibase prefix. */
export function encodeBase58(bytes: Uint8Array): string {
  // One digit is 5.86 bits; little-endian, to the base of 3364 = 58 * 58.
  const number = new Uint16Array(Math.ceil(bytes.length * 0.7) + 1)
  let length = 0
  for (const pair of intoPairs(bytes, 256)) {
    let carry = pair
    for (let index = 0; index < length || carry > 0; index += 1) {
      if (index === length) length += 1
      carry += (number[index] as number) * 65_536
      const rest = (carry / 3364) | 0
      number[index] = carry - rest * 3364
      carry = rest
    }
  }
  const pairs: (string | undefined)[] = []
  for (let index = length - 1; index >= 0; index -= 1) pairs.push(pairsOf58[number[index] as number])
  const text = pairs.join('')
  const zeros = countLeadingZeros(bytes)
  return zeros === 0 && !text.startsWith('1') ? text : '1'.repeat(zeros) + text.replace(/^1+/, '')
}

/** Bytes of base58 text. Throws `CoreError` `multibase` for a foreign character or too long a text. */
export function decodeBase58(text: string): Uint8Array {
  if (text.length > limits.base58.characters) throw new CoreError('multibase', 'the base58 text is too long')
  const digits = readDigits(text)
  const number = new Uint16Array(Math.ceil(digits.length / 2) + 1)
  let length = 0
  for (const pair of intoPairs(digits, 58)) {
    let carry = pair
    for (let index = 0; index < length || carry > 0; index += 1) {
      if (index === length) length += 1
      carry += (number[index] as number) * 3364
      number[index] = carry & 65_535
      carry >>>= 16
    }
  }
  return bigEndian(number.subarray(0, length), countLeadingZeros(digits))
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
function bigEndian(pairs: Uint16Array, zeros: number): Uint8Array {
  const top = pairs.at(-1) ?? 0
  const size = pairs.length * 2 - (pairs.length > 0 && top < 256 ? 1 : 0)
  const bytes = new Uint8Array(zeros + size)
  for (let index = 0; index < size; index += 1) {
    const pair = pairs[index >> 1] as number
    bytes[bytes.length - 1 - index] = index % 2 === 0 ? pair & 255 : pair >> 8
  }
  return bytes
}

/** The digits two and two, counted from the end; the most significant first. */
function intoPairs(digits: Uint8Array, base: number): readonly number[] {
  const pairs: number[] = digits.length % 2 === 0 ? [] : [digits[0] as number]
  for (let index = pairs.length; index < digits.length; index += 2) {
    pairs.push((digits[index] as number) * base + (digits[index + 1] as number))
  }
  return pairs
}

function countLeadingZeros(values: Uint8Array): number {
  let zeros = 0
  while (zeros < values.length && values[zeros] === 0) zeros += 1
  return zeros
}
