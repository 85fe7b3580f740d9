import { isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { AppError } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import { credentialText, openBadge } from '../../backpack/queries/badge-file.ts'
import { getEntry, listEntries } from '../../backpack/queries.ts'
import { listIssuersOfBadges } from '../queries.ts'
import type { MakeRecord } from '../schema.ts'

/** The badges of a record as they are signed, and what the record says of them. */
export interface ChosenBadges {
  readonly credentials: readonly JsonObject[]
  /** Those of issuers elsewhere; of what was issued here this server knows the state. */
  readonly foreign: readonly JsonObject[]
  /** Identity objects of those that are shown to be the person's. */
  readonly identifiers: readonly JsonObject[]
  readonly partial: boolean
}

/**
 * Opens the chosen badges. Errors: `not_found`; `invalid_input` when one is not in force or of a form that a record cannot hold, or when
 * the organization issued none of them.
 */
export async function chooseBadges(
  scope: PersonScope,
  { entries, organization }: MakeRecord,
): Promise<ChosenBadges> {
  const issuers = await listIssuersOfBadges(scope)
  const chosen = new Set(entries)
  if (!issuers.some(({ id, entryId }) => id === organization && chosen.has(entryId)))
    throw new AppError('invalid_input', 'The organization issued none of these badges.', {
      text: 'record_issuer',
    })
  const credentials: JsonObject[] = []
  const foreign: JsonObject[] = []
  const identifiers: JsonObject[] = []
  for (const id of chosen) {
    const entry = await getEntry(scope, id)
    const credential =
      entry.state === 'in_force' ? signedJson(credentialText(await openBadge(scope, entry))) : undefined
    if (credential === undefined || entry.removedAt !== undefined)
      throw new AppError('invalid_input', 'A badge cannot be put into a record.', { text: 'record_form' })
    credentials.push(credential)
    if (entry.source === 'imported') foreign.push(credential)
    if (entry.ownership === 'shown') identifiers.push(...identitiesOf(credential))
  }
  const all = await listEntries(scope, { limit: 1, offset: 0 })
  const others = [...chosen].some(
    (id) => !issuers.some((one) => one.entryId === id && one.id === organization),
  )
  const partial = others || all.total > chosen.size
  return { credentials, foreign, identifiers: distinct(identifiers), partial }
}

/** A record holds JSON with signatures inside; a token, an address or Open Badges 2.0 has none. */
function signedJson(text: string): JsonObject | undefined {
  if (!text.trimStart().startsWith('{')) return undefined
  const value: unknown = JSON.parse(text)
  return isJsonObject(value) && memberOf(value, 'proof') !== undefined ? value : undefined
}

/** Without names, which tell more than the record needs. */
function identitiesOf(credential: JsonObject): readonly JsonObject[] {
  return listOf(memberOf(credential, 'credentialSubject'))
    .flatMap((subject) => (isJsonObject(subject) ? listOf(memberOf(subject, 'identifier')) : []))
    .filter(isJsonObject)
    .filter((identity) => memberOf(identity, 'hashed') === true)
}

const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly JsonValue[]) : [value]

const distinct = (objects: readonly JsonObject[]): readonly JsonObject[] => [
  ...new Map(objects.map((object) => [JSON.stringify(object), object])).values(),
]
