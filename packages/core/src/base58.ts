import { CoreError } from './errors.ts'
import { limits } from './limits.ts'

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const digitOf = new Map([...alphabet].map((character, digit) => [character, digit]))

/** Base58 in the Bitcoin alphabet, without a multibase prefix. */
export function encodeBase58(bytes: Uint8Array): string {
  const digits: number[] = []
  for (const byte of bytes) addDigit(digits, byte, 256, 58)
  return (
    alphabet.charAt(0).repeat(countLeadingZeros(bytes)) +
    digits
      .map((d) => alphabet.charAt(d))
      .reverse()
      .join('')
  )
}

/** Bytes of base58 text. Throws `CoreError` `multibase` for a foreign character or too long a text. */
export function decodeBase58(text: string): Uint8Array {
  if (text.length > limits.base58.characters) throw new CoreError('multibase', 'the base58 text is too long')
  const values = [...text].map((character) => {
    const digit = digitOf.get(character)
    if (digit === undefined) throw new CoreError('multibase', 'the text holds a character that is not base58')
    return digit
  })
  const bytes: number[] = []
  for (const value of values) addDigit(bytes, value, 58, 256)
  return Uint8Array.from([...Array<number>(countLeadingZeros(values)).fill(0), ...bytes.reverse()])
}

/** number = number * from + digit, where `number` is held in base `to`, least significant digit first. */
function addDigit(number: number[], digit: number, from: number, to: number): void {
  let carry = digit
  for (const [index, value] of number.entries()) {
    carry += value * from
    number[index] = carry % to
    carry = Math.floor(carry / to)
  }
  while (carry > 0) {
    number.push(carry % to)
    carry = Math.floor(carry / to)
  }
}

function countLeadingZeros(values: ArrayLike<number>): number {
  let zeros = 0
  while (zeros < values.length && values[zeros] === 0) zeros += 1
  return zeros
}
