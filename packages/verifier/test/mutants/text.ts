import type { Chance } from './chance.ts'

/** Letters that look alike, or that some normalisation takes for one. */
const alike: readonly (readonly [string, string])[] = [
  ['a', '\u0430'],
  ['e', '\u0435'],
  ['o', '\u03bf'],
  ['i', '\u0131'],
  ['.', '\u3002'],
  ['/', '\u2215'],
  [':', '\uff1a'],
  ['-', '\u2010'],
  ['1', '\uff11'],
  ['K', '\u212a'],
]
/** Characters that are not seen. */
const unseen = [
  '\u200b',
  '\u200d',
  '\u2060',
  '\ufeff',
  '\u00ad',
  '\u202e',
  '\u0301',
  '\u0000',
  '\n',
  '\t',
  ' ',
]

/** The text with a small change, above all ones that people and programs overlook. */
export function changeText(text: string, chance: Chance): string {
  const at = chance.below(text.length + 1)
  const [before, after] = [text.slice(0, at), text.slice(at)]
  const [letter, other] = chance.pick(alike)
  return chance.pick([
    () => `${before}x${after}`,
    () => `${before}${after.slice(1)}`,
    () => `${before}${after.slice(1, 2)}${after.slice(0, 1)}${after.slice(2)}`,
    () => `${before}${chance.pick(unseen)}${after}`,
    () => text.replace(letter, other),
    () => text.toUpperCase(),
    () => text.toLowerCase(),
    () => ` ${text}`,
    () => `${text} `,
    () => text.normalize('NFD'),
    () => text.normalize('NFKC'),
    () => text.replaceAll('/', '%2F'),
    () => `${text}#key-2`,
    () => `${text}/`,
    () => text.replace('https:', 'http:'),
    () => text.replace('://', '://user@'),
    () => text.replace('Z', '+00:00'),
    () => text.split('').toReversed().join(''),
  ])()
}
