import { z } from 'zod'
import { isLanguage, type Language } from '../../../i18n/languages.ts'
import type { Definition } from '../../achievements/schema.ts'
import type { RowResult } from '../../credentials/schema.ts'
import { type ColumnMeaning, plainWords } from './columns.ts'
import type { RowProblem, RowProblemCode } from './terms.ts'

/** One award of a batch. This is personal content: it is stored sealed. */
export interface RowContent {
  readonly address: string
  readonly name: string
  /** A calendar day, `2026-05-03`. Default: the day of issue. */
  readonly awardedOn?: string
  /** Default: the reason of the batch. */
  readonly reason?: string
  /** Of the letter. Default: the organization's. */
  readonly language?: Language
  readonly levels: readonly RowResult[]
}

/** What rows are held against. */
export interface RowRules {
  readonly definition: Definition
  /** The day on which the version was published, and the last day on earth that has begun. */
  readonly firstDay: string
  readonly lastDay: string
  /** Whether a credential awarded on this day is over already. */
  readonly isOver: (day: string) => boolean
}

/** A cell of a row with what it means. */
export interface Cell {
  /** Column title, or member of an API row. */
  readonly field: string
  readonly meaning: ColumnMeaning
  readonly text: string
}

export interface ReadRow {
  readonly number: number
  /** Makes the row safe to send again (API). */
  readonly key: string | undefined
  /** Of a wrong row: what could be read, so that the person recognizes it. */
  readonly content: RowContent
  readonly problems: readonly RowProblem[]
}

const addressSchema = z.email().max(254)
const KEY = /^[\x21-\x7e]{1,128}$/
/** Control characters, and what turns the direction of text around: no name has them. */
const STRANGE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

interface Reading {
  address: string
  name: string
  awardedOn?: string
  reason?: string
  language?: Language
  key?: string
  levels: RowResult[]
}

type ReadCell = (cell: Cell, text: string, reading: Reading, rules: RowRules) => RowProblemCode | undefined

/** Reads one row; everything that is wrong with it is told at once. Empty cells count as absent. */
export function readRow(number: number, cells: readonly Cell[], rules: RowRules): ReadRow {
  const reading: Reading = { address: '', name: '', levels: [] }
  const problems: RowProblem[] = []
  for (const cell of cells) {
    const text = cell.text.trim()
    if (text === '') continue
    const code = STRANGE.test(text)
      ? 'strange_characters'
      : READERS[cell.meaning.kind](cell, text, reading, rules)
    if (code !== undefined) problems.push({ field: cell.field, code })
  }
  const { key, ...content } = reading
  const missing = (kind: 'address' | 'name') =>
    content[kind] === '' && !problems.some(({ field }) => field === fieldOf(cells, kind))
  for (const kind of ['address', 'name'] as const)
    if (missing(kind)) problems.push({ field: fieldOf(cells, kind), code: `${kind}_missing` })
  return { number, key, content, problems }
}

const fieldOf = (cells: readonly Cell[], kind: ColumnMeaning['kind']): string =>
  cells.find(({ meaning }) => meaning.kind === kind)?.field ?? kind

const READERS: Record<ColumnMeaning['kind'], ReadCell> = {
  address: (_, text, reading) => {
    reading.address = text.toLowerCase().slice(0, 300)
    return addressSchema.safeParse(reading.address).success ? undefined : 'address_wrong'
  },
  name: (_, text, reading) => {
    reading.name = text.replace(/\s+/g, ' ').slice(0, 200)
    return text.length > 200 ? 'name_long' : undefined
  },
  awardedOn: (_, text, reading, rules) => readDay(text, reading, rules),
  reason: (_, text, reading) => {
    reading.reason = text.slice(0, 1000)
    if (text.length < 3) return 'reason_short'
    return text.length > 1000 ? 'reason_long' : undefined
  },
  language: (_, text, reading) => {
    const language = LANGUAGE_WORDS.get(plainWords(text))
    if (language === undefined) return 'language_unknown'
    reading.language = language
    return undefined
  },
  key: (_, text, reading) => {
    if (!KEY.test(text)) return 'key_wrong'
    reading.key = text
    return undefined
  },
  level: ({ meaning }, text, reading, { definition }) => {
    if (meaning.kind !== 'level') throw new TypeError('a level is read from its own column')
    const level = levelOf(text, definition.levels)
    if (level === undefined) return 'level_unknown'
    reading.levels.push({ criterionId: meaning.criterionId, rowId: meaning.rowId, level })
    return undefined
  },
}

const LANGUAGE_WORDS: ReadonlyMap<string, Language> = new Map([
  ['en', 'en'],
  ['english', 'en'],
  ['ingles', 'en'],
  ['es', 'es'],
  ['spanish', 'es'],
  ['espanol', 'es'],
  ['castellano', 'es'],
])

/** Years first, because 03/05 is two different days. */
function readDay(text: string, reading: Reading, rules: RowRules): RowProblemCode | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || !isDay(text)) return 'date_wrong'
  if (text > rules.lastDay) return 'date_future'
  if (text < rules.firstDay) return 'date_before'
  if (rules.isOver(text)) return 'date_expired'
  reading.awardedOn = text
  return undefined
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** A level by its number, 1 is the lowest, or by its name. */
function levelOf(text: string, levels: readonly string[]): number | undefined {
  if (/^[1-9]$/.test(text)) return Number(text) <= levels.length ? Number(text) : undefined
  const at = levels.findIndex((name) => plainWords(name) === plainWords(text))
  return at < 0 ? undefined : at + 1
}

/** A stored row, read again. Throws when it is none: only what this module read is stored. */
export function parseContent(text: string): RowContent {
  return contentSchema.parse(JSON.parse(text)) as RowContent
}

const contentSchema = z.object({
  address: z.string(),
  name: z.string(),
  awardedOn: z.string().optional(),
  reason: z.string().optional(),
  language: z.custom<Language>(isLanguage).optional(),
  levels: z.array(z.object({ criterionId: z.string(), rowId: z.string(), level: z.number() })),
})
