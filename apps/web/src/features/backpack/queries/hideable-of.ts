import { isJsonObject, parseJson } from '@assay/core'
import type { PersonScope } from '../../../db/scopes.ts'
import { getCredentialJson } from '../../credentials/queries.ts'
import { hideableIn } from '../../credentials/schema/badge-pieces.ts'
import type { Hideable } from '../../credentials/schema/hideable.ts'
import type { Entry } from '../queries.ts'

/** What of a badge its owner can hide from others: nothing of one from elsewhere, nor of one that is being signed. */
export async function hideableOf(
  scope: PersonScope,
  { credentialId, state, removedAt }: Pick<Entry, 'credentialId' | 'state' | 'removedAt'>,
): Promise<readonly Hideable[]> {
  if (credentialId === undefined || state === 'signing' || removedAt !== undefined) return []
  const badge = parseJson(await getCredentialJson(scope, credentialId))
  return isJsonObject(badge) ? hideableIn(badge) : []
}
