import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** Weights of Inter that a certificate is set in. */
export type Weight = 400 | 600

export interface TextStyle {
  readonly size: number
  readonly weight: Weight
  readonly fill: string
}

/** The part of a PDF document that text needs. */
type Page = Pick<
  PDFKit.PDFDocument,
  'registerFont' | 'font' | 'fontSize' | 'fillColor' | 'text' | 'widthOfString'
>

/** Sets text line by line, each character in a face of Inter that has it. */
export interface Typesetter {
  readonly width: (text: string, style: TextStyle) => number
  /** At most so many lines of this width; what does not fit ends in an ellipsis. */
  readonly wrap: (text: string, style: TextStyle, width: number, lines: number) => readonly string[]
  /** One line, its upper edge at `y`. */
  readonly line: (text: string, x: number, y: number, style: TextStyle) => void
}

/** Faces in the order in which they are asked. Inter comes in pieces by script; a name in another script has no face. */
const SCRIPTS = [
  'latin',
  'latin-ext',
  'greek',
  'cyrillic',
  'vietnamese',
  'greek-ext',
  'cyrillic-ext',
] as const
type Script = (typeof SCRIPTS)[number]

/** Stands where a character has no face; the attached credential holds the text itself. */
const MISSING = '\u00b7'

export function createTypesetter(doc: Page): Typesetter {
  const registered = new Set<string>()
  const use = (script: Script, { size, weight, fill }: TextStyle) => {
    const name = `inter-${script}-${weight}`
    if (!registered.has(name)) doc.registerFont(name, fontFile(name))
    registered.add(name)
    doc.font(name).fontSize(size).fillColor(fill)
  }
  const width = (text: string, style: TextStyle) => {
    let sum = 0
    for (const run of runsOf(text)) {
      use(run.script, style)
      sum += doc.widthOfString(run.text)
    }
    return sum
  }
  return {
    width,
    wrap: (text, style, room, lines) => wrap(text, lines, (part) => width(part, style) <= room),
    line(text, x, y, style) {
      let at = x
      for (const run of runsOf(text)) {
        use(run.script, style)
        doc.text(run.text, at, y, { lineBreak: false })
        at += doc.widthOfString(run.text)
      }
    },
  }
}

function wrap(text: string, most: number, fits: (part: string) => boolean): readonly string[] {
  const lines: string[] = []
  for (const word of text.trim().split(/\s+/)) {
    const last = lines.at(-1)
    const joined = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && !fits(joined)) lines.push(word)
    else lines[Math.max(0, lines.length - 1)] = joined
  }
  const kept = lines.slice(0, most)
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]} …`
  return kept.map((line) => shorten(line, fits))
}

/** A line that is too long even by itself loses its end. */
function shorten(line: string, fits: (part: string) => boolean): string {
  if (fits(line)) return line
  const characters = [...line.replace(/ ?…$/, '')]
  while (characters.length > 1 && !fits(`${characters.join('').trimEnd()}…`)) characters.pop()
  return `${characters.join('').trimEnd()}…`
}

/** Whether every character of a text has a face. */
export function canSet(text: string): boolean {
  return [...text.normalize('NFC')].every(
    (character) => scriptOf(character.codePointAt(0) ?? 0) !== undefined,
  )
}

interface Run {
  readonly script: Script
  readonly text: string
}

function runsOf(text: string): readonly Run[] {
  const runs: { script: Script; text: string }[] = []
  for (const character of text.normalize('NFC')) {
    const found = scriptOf(character.codePointAt(0) ?? 0)
    const [script, shown] = found === undefined ? (['latin', MISSING] as const) : [found, character]
    const last = runs.at(-1)
    if (last?.script === script) last.text += shown
    else runs.push({ script, text: shown })
  }
  return runs
}

function scriptOf(code: number): Script | undefined {
  if (code < 0x20) return undefined
  return SCRIPTS.find((script) =>
    coverage()
      .get(script)
      ?.some(([from, to]) => code >= from && code <= to),
  )
}

const require = createRequire(import.meta.url)
let covered: ReadonlyMap<string, readonly (readonly [number, number])[]> | undefined

/** Which characters each face has, as the package says (`U+0400-045F,U+2116`). */
function coverage(): ReadonlyMap<string, readonly (readonly [number, number])[]> {
  covered ??= new Map(
    Object.entries(
      JSON.parse(readFileSync(require.resolve('@fontsource/inter/unicode.json'), 'utf8')) as Record<
        string,
        string
      >,
    ).map(([script, ranges]) => [script, ranges.split(',').map(rangeOf)]),
  )
  return covered
}

function rangeOf(range: string): readonly [number, number] {
  const [from = '', to = from] = range.replace('U+', '').split('-')
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)]
}

const files = new Map<string, Buffer>()

function fontFile(name: string): Buffer {
  const known =
    files.get(name) ?? readFileSync(require.resolve(`@fontsource/inter/files/${name}-normal.woff`))
  files.set(name, known)
  return known
}
