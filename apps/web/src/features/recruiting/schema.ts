import { limits } from '@assay/core'
import { z } from 'zod'
import type { Submitted } from '../verify/schema.ts'

/** Badges that one check takes: each may cost ten fetches, and somebody waits for the answer. */
export const MOST_BADGES = 20

/** All that one form carries: as many files as badges, together no larger than two of the largest. */
export const UPLOAD_BYTES = 2 * limits.png.bytes + limits.json.bytes

export const checkSchema = z.strictObject({
  /** Each an address, the text of a badge, or the badge as JSON. */
  badges: z
    .array(z.union([z.string().min(1).max(limits.json.bytes), z.record(z.string(), z.unknown())]))
    .min(1)
    .max(MOST_BADGES),
})

/** A badge of the API's list as something to verify. */
export function submittedBadge(badge: z.output<typeof checkSchema>['badges'][number], at: number): Submitted {
  if (typeof badge !== 'string')
    return { kind: 'document', source: `badge ${at + 1}`, content: JSON.stringify(badge) }
  return submittedText(badge, at)
}

const ADDRESS = /^https?:\/\/\S{1,2048}$/i

function submittedText(text: string, at: number): Submitted {
  const trimmed = text.trim()
  return ADDRESS.test(trimmed)
    ? { kind: 'address', source: trimmed, address: trimmed }
    : { kind: 'document', source: `badge ${at + 1}`, content: trimmed }
}

/**
 * The badges in a pasted text: a line that is a web address is one; JSON objects are told apart by their outermost braces, whatever
 * stands between them; any other word (a signed badge in compact form) is one of its own.
 */
export function badgesInText(text: string): readonly Submitted[] {
  return piecesOf(text).map(submittedText)
}

/** One more than is taken tells that there are too many; the rest is not read, however long it is. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  let rest = text
  for (rest = skipped(rest); rest !== '' && pieces.length <= MOST_BADGES; rest = skipped(rest)) {
    const end = rest.startsWith('{') ? endOfObject(rest) : (/[\s,[\]{]/.exec(rest)?.index ?? rest.length)
    pieces.push(rest.slice(0, Math.max(end, 1)))
    rest = rest.slice(Math.max(end, 1))
  }
  return pieces
}

/** Between badges: space, and the commas and brackets of a list. */
const skipped = (text: string): string => text.replace(/^[\s,[\]]+/, '')

/** Where the object at the start of a text ends; braces inside its texts do not count. Unclosed, it takes all that is left. */
function endOfObject(text: string): number {
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (quoted) {
      if (sign === '\\') at += 1
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '{') depth += 1
    else if (sign === '}') {
      depth -= 1
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

export const holdersQuerySchema = z.object({
  achievementId: z.uuid(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
})

export const holdersPageSchema = z.object({
  achievement: z.uuid().optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(20_000).catch(1),
})
