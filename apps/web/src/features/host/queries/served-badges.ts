import { looksLikeToken } from '@assay/credentials'
import { AppError } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import { credentialText, openBadge } from '../../backpack/queries/badge-file.ts'
import { type Entry, listEntries } from '../../backpack/queries.ts'
import { findShownPart } from '../../credentials/queries/shown-part.ts'
import { isHostFormat } from '../schema/formats.ts'
import type { CredentialsQuery } from '../schema/paging.ts'

/** Badges as they are given to a platform, byte for byte. */
export interface ServedBadges {
  readonly total: number
  /** JSON texts. */
  readonly credentials: readonly string[]
  readonly tokens: readonly string[]
}

/**
 * The badges of Open Badges 3.0 in a person's backpack, newest first: also those that nobody else sees, since their owner let the platform
 * in. What they hide of a badge, a platform does not get either; nor what a scanner found harmful, or has yet to look at.
 */
export async function listServedBadges(scope: PersonScope, query: CredentialsQuery): Promise<ServedBadges> {
  const { since, limit, offset } = query
  const { items } = await listEntries(scope, { limit: Number.MAX_SAFE_INTEGER, offset: 0 })
  const served = items
    .filter((entry) => isServed(scope, entry))
    .filter(({ validFrom }) => since === undefined || (validFrom !== undefined && validFrom > since))
  const texts: string[] = []
  for (const entry of served.slice(offset, offset + limit)) {
    const text = await textOf(scope, entry)
    if (text !== undefined) texts.push(text)
  }
  return {
    total: served.length,
    credentials: texts.filter((text) => !looksLikeToken(text)),
    tokens: texts.filter((text) => looksLikeToken(text)),
  }
}

function isServed({ deps }: PersonScope, { source, state, scan, report }: Entry): boolean {
  if (source === 'issued') return state !== 'signing'
  const isClean = scan === 'clean' || (scan === 'not_scanned' && deps.scanner === undefined)
  return isClean && report !== undefined && isHostFormat(report.report.format)
}

/** Undefined for a credential that was withdrawn before it was ever signed. */
async function textOf(scope: PersonScope, entry: Entry): Promise<string | undefined> {
  const part = entry.credentialId === undefined ? undefined : await findShownPart(scope, entry.credentialId)
  if (part !== undefined) return new TextDecoder().decode(part.bytes)
  try {
    return credentialText(await openBadge(scope, entry)).trim()
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_available') return undefined
    throw error
  }
}
