/** A dictionary of a PDF (ISO 32000-1, 7.3.7): the raw text of each member's value, and where what follows begins. */
export interface PdfDictionary {
  readonly members: ReadonlyMap<string, string>
  readonly end: number
}

/** Dictionaries of writers in use are nested four deep and have a few hundred characters. */
const MAX_DEPTH = 32
const MAX_CHARACTERS = 64 * 1024

/** 1: white space, 2: delimiters (7.2.2), by the code of a character. */
const kinds = new Uint8Array(256)
for (const code of [0, 9, 10, 12, 13, 32]) kinds[code] = 1
for (const character of '()<>[]{}/%') kinds[character.charCodeAt(0)] = 2

const PERCENT = 0x25

/** Behind white space and comments (7.2.3), at the latest at `limit`. */
export function skipSpace(text: string, start: number, limit: number = text.length): number {
  let at = start
  const last = Math.min(limit, text.length)
  while (at < last) {
    const code = text.charCodeAt(at)
    if (kinds[code] === 1) at += 1
    else if (code === PERCENT) at = endOfLine(text, at, last)
    else break
  }
  return at
}

function endOfLine(text: string, start: number, last: number): number {
  let at = start
  while (at < last && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at += 1
  return at
}

/** Reads a dictionary that begins at `start`; undefined for what is none, is cut off, or is larger or deeper than any in use. */
export function readPdfDictionary(text: string, start: number): PdfDictionary | undefined {
  if (!text.startsWith('<<', start)) return undefined
  const whole = text.slice(start, start + MAX_CHARACTERS)
  const members = new Map<string, string>()
  let at = skipSpace(whole, 2)
  while (!whole.startsWith('>>', at)) {
    if (whole[at] !== '/') return undefined
    const nameEnd = endOfWord(whole, at + 1)
    const valueStart = skipSpace(whole, nameEnd)
    const valueEnd = endOfValue(whole, valueStart, 0)
    if (valueEnd === undefined) return undefined
    members.set(whole.slice(at + 1, nameEnd), whole.slice(valueStart, valueEnd))
    at = skipSpace(whole, valueEnd)
  }
  return { members, end: start + at + 2 }
}

function endOfWord(text: string, start: number): number {
  let at = start
  while (at < text.length && kinds[text.charCodeAt(at)] === 0) at += 1
  return at
}

/** Behind one object (7.3); undefined where there is none whole. */
function endOfValue(text: string, start: number, depth: number): number | undefined {
  if (depth > MAX_DEPTH || start >= text.length) return undefined
  if (text.startsWith('<<', start)) return endOfList(text, start + 2, '>>', depth)
  if (text[start] === '[') return endOfList(text, start + 1, ']', depth)
  if (text[start] === '(') return endOfString(text, start)
  if (text[start] === '<') {
    const end = text.indexOf('>', start)
    return end < 0 ? undefined : end + 1
  }
  if (text[start] === '/') return endOfWord(text, start + 1)
  const end = endOfWord(text, start)
  if (end === start) return undefined
  // A reference is three words.
  const reference = /^[0-9]{1,10}[ \t\r\n]{1,8}[0-9]{1,5}[ \t\r\n]{1,8}R(?![A-Za-z0-9])/.exec(
    text.slice(start, start + 40),
  )
  return reference === null ? end : start + reference[0].length
}

/** Behind the end mark of an array or a dictionary; names and values are alike here. */
function endOfList(text: string, start: number, mark: ']' | '>>', depth: number): number | undefined {
  let at = skipSpace(text, start)
  while (!text.startsWith(mark, at)) {
    const end = endOfValue(text, at, depth + 1)
    if (end === undefined) return undefined
    at = skipSpace(text, end)
  }
  return at + mark.length
}

/** Parentheses inside are balanced or escaped (7.3.4.2). */
function endOfString(text: string, start: number): number | undefined {
  let open = 0
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '(') open += 1
    else if (text[at] === ')') {
      open -= 1
      if (open === 0) return at + 1
    }
  }
  return undefined
}
