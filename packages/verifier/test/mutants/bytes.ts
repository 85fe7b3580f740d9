import { encodeUtf8 } from '@assay/core'
import type { Chance } from './chance.ts'

/** Pieces that mean something to one of the readers. */
const pieces = [
  ...[
    '"name":"x",',
    '"id":"urn:x:1",',
    '"type":[],',
    '"proof":{},',
    '{',
    '}',
    '[',
    ']',
    '\\u0000',
    '\\ud800',
  ],
  ...['.', '..', '==', '&amp;', '<!--', ']]>', '<g>', '</svg>', 'IEND', 'iTXt', '\ufeff', '\u2028', '%00'],
].map((text) => encodeUtf8(text))

/** The bytes with one to three changes, of any kind. */
export function mutateBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  let mutant = bytes
  for (let left = 1 + chance.below(3); left > 0; left -= 1) mutant = changeBytes(mutant, chance)
  return mutant
}

function changeBytes(bytes: Uint8Array, chance: Chance): Uint8Array {
  const at = chance.below(bytes.length + 1)
  const length = 1 + chance.below(chance.pick([1, 4, 64]))
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  const from = chance.below(bytes.length + 1)
  return join(
    ...chance.pick([
      () => [before, flipped(after, chance), after.subarray(1)],
      () => [before, after.subarray(length)],
      () => [before, someBytes(length, chance), after],
      () => [before, someBytes(length, chance), after.subarray(length)],
      () => [before, chance.pick(pieces), after],
      () => [before, after.subarray(0, length), after],
      () => [before, bytes.subarray(from, from + length), after.subarray(length)],
      () => [before],
    ])(),
  )
}

function flipped(after: Uint8Array, chance: Chance): Uint8Array {
  return Uint8Array.of((after[0] ?? 0) ^ (1 << chance.below(8)))
}

function someBytes(length: number, chance: Chance): Uint8Array {
  return Uint8Array.from({ length }, () => chance.pick([0x20, 0x0a, 0x22, 0x2c, chance.below(256)]))
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
