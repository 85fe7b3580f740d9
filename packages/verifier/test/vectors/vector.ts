import { encodeBase64, isJsonObject, type JsonObject, type JsonValue } from '@assay/core'
import type { RecipientQuestion } from '@assay/credentials'
import type { Network } from '../../src/test/badge.ts'

/** What is verified: JSON, a text (a token), or the bytes of a file. */
export type VectorInput = JsonValue | Uint8Array

/** One row of a set: a document with one fault, or none. */
export interface VectorRow {
  /** Lower case with hyphens; one of its kind in a set. */
  readonly name: string
  /** What is special about it, in a sentence. */
  readonly about: string
  readonly input: () => VectorInput | Promise<VectorInput>
  /** `verdict`, then `step outcome code` of each step that failed, could not be checked, or warns. */
  readonly expected: readonly [verdict: 'valid' | 'invalid' | 'inconclusive', ...checks: string[]]
  /** What other addresses answer than those of the set. */
  readonly network?: () => Network | Promise<Network>
  /** Whom the badge has to be about. */
  readonly recipient?: RecipientQuestion
  /** What the verifier asked the holder to sign. */
  readonly challenge?: string
  readonly domain?: string
}

/** The vectors of a format or a subject; one file each. */
export interface VectorSet {
  /** The name of the file, without its ending. */
  readonly name: string
  readonly about: string
  /** What addresses answer, for all vectors of the set. */
  readonly network: () => Network | Promise<Network>
  readonly rows: readonly VectorRow[]
}

/** The instant of every verification. */
const AT = '2026-05-03T16:38:00Z'

/** The file of a set, as it is committed. */
export async function renderSet(set: VectorSet): Promise<string> {
  const vectors: JsonObject[] = []
  for (const row of set.rows) vectors.push(await renderRow(row))
  const head = { format: 1, about: set.about, at: AT, network: await set.network() }
  // One vector a line, so that a change of one shows as a change of one.
  const lines = vectors.map((vector) => `  ${JSON.stringify(vector)}`).join(',\n')
  return `${JSON.stringify(head, null, 1).slice(0, -2)},\n "vectors": [\n${lines}\n ]\n}\n`
}

async function renderRow(row: VectorRow): Promise<JsonObject> {
  const [verdict, ...checks] = row.expected
  const { recipient, challenge, domain } = row
  return {
    name: row.name,
    about: row.about,
    input: renderInput(await row.input()),
    ...(row.network === undefined ? {} : { network: await row.network() }),
    ...(recipient === undefined ? {} : { recipient: { ...recipient } }),
    ...(challenge === undefined ? {} : { challenge }),
    ...(domain === undefined ? {} : { domain }),
    expected: { verdict, checks: checks.map(renderCheck) },
  }
}

function renderInput(input: VectorInput): JsonObject {
  if (input instanceof Uint8Array) return { base64: encodeBase64(input) }
  return typeof input === 'string' ? { text: input } : { json: input }
}

function renderCheck(text: string): JsonObject {
  const [step = '', outcome = '', code = ''] = text.split(' ')
  return { step, outcome, code }
}

/** The object in a JSON value that is one. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw new TypeError('an object stands here')
  return value
}
