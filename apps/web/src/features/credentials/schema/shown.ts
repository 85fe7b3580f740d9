import {
  encodeHex,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseJson,
} from '@assay/core'
import { type AssessmentRecord, readAssessmentRecord } from '@assay/credentials'

/** One rubric row of a credential as it stands in the signed document. */
export interface ShownLevel {
  /** 1 is the lowest. */
  readonly value: number
  readonly name: string
  readonly description: string
  readonly reached: boolean
}

export interface ShownRow {
  readonly title: string
  readonly levels: readonly ShownLevel[]
}

/** What pages show of a credential: read from the signed bytes and nothing else, so that a page cannot say more than the badge. */
export interface ShownCredential {
  readonly name: string
  readonly proves: string
  /** Absent where the holder did not agree to be named. */
  readonly holder: string | undefined
  readonly issuerName: string
  readonly issuerId: string
  readonly achievementId: string
  readonly version: string
  readonly language: string
  readonly rows: readonly ShownRow[]
  readonly record: AssessmentRecord | undefined
  readonly evidence: readonly ShownEvidence[]
  readonly skills: readonly { readonly name: string; readonly url: string }[]
  readonly proof: { readonly created: string; readonly suite: string; readonly method: string }
}

export interface ShownEvidence {
  /** Kind and, behind a colon, the criterion that it belongs to. */
  readonly genre: string
  readonly title: string | undefined
  readonly text: string | undefined
}

/** Reads a credential of ours. Throws `TypeError` when the bytes are not one. */
export function presentShown(bytes: Uint8Array): ShownCredential {
  const credential = parseJson(bytes)
  if (!isJsonObject(credential)) throw new TypeError('these bytes are not a credential')
  const issuer = object(credential, 'issuer')
  const subject = object(credential, 'credentialSubject')
  const achievement = object(subject, 'achievement')
  const proof = object(credential, 'proof')
  return {
    name: text(credential, 'name'),
    proves: text(achievement, 'description'),
    holder: holderOf(subject),
    issuerName: text(issuer, 'name'),
    issuerId: text(issuer, 'id'),
    achievementId: text(achievement, 'id'),
    version: text(achievement, 'version'),
    language: text(achievement, 'inLanguage'),
    rows: rowsOf(achievement, subject),
    record: readAssessmentRecord(credential),
    evidence: objects(credential, 'evidence').map((piece) => ({
      genre: text(piece, 'genre'),
      title: optional(piece, 'name'),
      text: optional(piece, 'narrative'),
    })),
    skills: objects(achievement, 'alignment').map((alignment) => ({
      name: text(alignment, 'targetName'),
      url: text(alignment, 'targetUrl'),
    })),
    proof: {
      created: text(proof, 'created'),
      suite: text(proof, 'cryptosuite'),
      method: text(proof, 'verificationMethod'),
    },
  }
}

function holderOf(subject: JsonObject): string | undefined {
  const named = objects(subject, 'identifier').find((entry) => memberOf(entry, 'identityType') === 'name')
  return named === undefined ? undefined : optional(named, 'identityHash')
}

/** Rows that were judged; a direct award may have none. */
function rowsOf(achievement: JsonObject, subject: JsonObject): readonly ShownRow[] {
  const reached = new Map(
    objects(subject, 'result').map((result) => [
      text(result, 'resultDescription'),
      optional(result, 'achievedLevel'),
    ]),
  )
  return objects(achievement, 'resultDescription')
    .filter(
      (row) => reached.get(text(row, 'id')) !== undefined && objects(row, 'rubricCriterionLevel').length > 0,
    )
    .map((row) => ({
      title: text(row, 'name'),
      levels: objects(row, 'rubricCriterionLevel').map((level) => ({
        value: Number(text(level, 'level')),
        name: text(level, 'name'),
        description: text(level, 'description'),
        reached: text(level, 'id') === reached.get(text(row, 'id')),
      })),
    }))
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  value === undefined ? [] : isJsonArray(value) ? value : [value]
const objects = (parent: JsonObject, name: string): readonly JsonObject[] =>
  listOf(memberOf(parent, name)).filter(isJsonObject)
const object = (parent: JsonObject, name: string): JsonObject => objects(parent, name)[0] ?? {}
const optional = (parent: JsonObject, name: string): string | undefined => {
  const value = memberOf(parent, name)
  return typeof value === 'string' ? value : undefined
}
const text = (parent: JsonObject, name: string): string => optional(parent, name) ?? ''

/** A digest as people compare it: groups of four, the middle left out. */
export function shortDigest(digest: Uint8Array): string {
  const groups = encodeHex(digest).match(/.{4}/g) ?? []
  return [...groups.slice(0, 4), '…', ...groups.slice(-2)].join(' ')
}
