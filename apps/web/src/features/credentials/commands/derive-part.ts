import { encodeUtf8, isJsonObject, type JsonObject, parseJson } from '@assay/core'
import { deriveProof } from '@assay/credentials'
import { invalidField, notFound } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { findBase, getOrgOf } from '../queries.ts'
import { hideableIn, pointersWithout } from '../schema/badge-pieces.ts'
import type { Hideable } from '../schema/hideable.ts'
import { canonicalizerOf } from './canonicalizer.ts'
import { makeBase } from './make-base.ts'

/** Runs work as the holder; each run is a transaction of its own. */
type RunAsHolder = <T>(work: (scope: PersonScope) => Promise<T>) => Promise<T>

/**
 * A credential of the person's without what is hidden, with a proof that anyone verifies: its bytes are always the same for one choice.
 * Computed in no transaction. Errors: `invalid_input` for a group that the credential has nothing of; `not_found` for everybody but its
 * holder; `not_available` while it is being signed; `gone` after erasure.
 */
export async function derivePart(
  deps: Deps,
  run: RunAsHolder,
  credentialId: string,
  hidden: readonly Hideable[],
): Promise<Uint8Array> {
  const document = await openBase(deps, run, credentialId)
  const has = hideableIn(document)
  if (hidden.some((group) => !has.includes(group)))
    throw invalidField('hide', 'not_in_badge', 'The badge says nothing of this kind.')
  const part = await deriveProof({
    document,
    selectivePointers: pointersWithout(document, hidden),
    canonicalize: canonicalizerOf(deps),
    crypto: deps.crypto,
  })
  return encodeUtf8(JSON.stringify(part))
}

async function openBase(deps: Deps, run: RunAsHolder, credentialId: string): Promise<JsonObject> {
  const before = await run(async (scope) => ({
    orgId: await getOrgOf(scope, credentialId),
    base: await findBase(scope, credentialId),
  }))
  if (before.base === undefined) await makeBase(deps, before.orgId, credentialId)
  const base = before.base ?? (await run((scope) => findBase(scope, credentialId)))
  if (base === undefined) throw notFound('credential')
  const document = parseJson(base)
  if (!isJsonObject(document)) throw new Error(`the base of ${credentialId} is not a document`)
  return document
}
