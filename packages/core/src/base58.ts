import { CoreError } from './errors.ts'
import { limits } from './limits.ts'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const digitOf: ReadonlyMap<string, number> = new Map(
  [...alphabet].map((character, digit) => [character, digit]),
)

/** Digits of base58 and bytes are taken in limbs, so that a product of two still is a whole number of 53 bits. */
const DIGITS = 4
const LIMB_58 = 58 ** DIGITS
const BYTES = 3
const LIMB_256 = 256 ** BYTES

/** Base58 in the Bitcoin alphabet, without a multibase prefix. */
export function encodeBase58(bytes: Uint8Array): string {
  const limbs = convert(intoLimbs(bytes, BYTES, 256), LIMB_256, LIMB_58)
  let text = ''
  for (const limb of limbs) {
    let rest = limb
    for (let digit = 0; digit < DIGITS; digit += 1) {
      text = alphabet.charAt(rest % 58) + text
      rest = Math.floor(rest / 58)
    }
  }
  return '1'.repeat(countLeadingZeros(bytes)) + text.replace(/^1+/, '')
}

/** Bytes of base58 text. Throws `CoreError` `multibase` for a foreign character or too long a text. */
export function decodeBase58(text: string): Uint8Array {
  if (text.length > limits.base58.characters) throw new CoreError('multibase', 'the base58 text is too long')
  const digits = Array.from(text, (character) => {
    const digit = digitOf.get(character)
    if (digit === undefined) throw new CoreError('multibase', 'the text holds a character that is not base58')
    return digit
  })
  const limbs = convert(intoLimbs(digits, DIGITS, 58), LIMB_58, LIMB_256)
  const bytes: number[] = []
  for (const limb of limbs) bytes.push(limb & 255, (limb >> 8) & 255, (limb >> 16) & 255)
  while (bytes.at(-1) === 0) bytes.pop()
  return Uint8Array.from([...Array<number>(countLeadingZeros(digits)).fill(0), ...bytes.reverse()])
}

/** The digits in groups from the end, each as one number; the most significant first. */
function intoLimbs(digits: ArrayLike<number>, size: number, base: number): readonly number[] {
  const limbs: number[] = []
  const start = digits.length % size
  for (let index = start === 0 ? 0 : start - size; index < digits.length; index += size) {
    let limb = 0
    for (let digit = Math.max(index, 0); digit < index + size; digit += 1)
      limb = limb * base + (digits[digit] ?? 0)
    limbs.push(limb)
  }
  return limbs
}

/** A number in another base; the answer begins with the least significant digit. */
function convert(digits: readonly number[], from: number, to: number): readonly number[] {
  const number: number[] = []
  for (const digit of digits) {
    let carry = digit
    for (let index = 0; index < number.length; index += 1) {
      carry += (number[index] ?? 0) * from
      number[index] = carry % to
      carry = Math.floor(carry / to)
    }
    while (carry > 0) {
      number.push(carry % to)
      carry = Math.floor(carry / to)
    }
  }
  return number
}

function countLeadingZeros(values: ArrayLike<number>): number {
  let zeros = 0
  while (zeros < values.length && values[zeros] === 0) zeros += 1
  return zeros
}
