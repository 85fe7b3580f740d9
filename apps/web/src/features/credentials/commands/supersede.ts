import { randomUUID } from 'node:crypto'
import { isJsonObject, type JsonObject, parseJson } from '@assay/core'
import { buildIdentifiers } from '@assay/credentials'
import { asSystem, type OrgScope } from '../../../db/scopes.ts'
import { getCredentialJson } from '../queries.ts'
import { applyChange } from './change-status.ts'
import { subjectOf } from './compose-credential.ts'
import { textOf } from './document-text.ts'
import { getHolder, presentSigning } from './gather-facts.ts'
import { handOver } from './hand-over.ts'
import type { LockedOrder } from './open-orders.ts'
import { placeOrder } from './order-credential.ts'
import { reserveStatus } from './reserve-statuses.ts'
import { forAnother } from './same-award.ts'

/** Whom the award was meant for. */
export interface RightRecipient {
  readonly id: string
  readonly personId: string
}

/**
 * Puts another credential of the same award in the place of one that names the wrong person: the first is revoked, with `reason` and as
 * superseded in the log; the second says the same word for word, for another holder, and counts from the same day. Errors: those of
 * `changeStatus`; `gone` after erasure.
 */
export async function supersedeCredential(
  scope: OrgScope,
  credentialId: string,
  recipient: RightRecipient,
  reason: string,
): Promise<{ readonly credentialId: string }> {
  const old = await applyChange(scope, credentialId, 'supersede', reason)
  const document = await openAward(scope, credentialId)
  const signing = await presentSigning(scope)
  const status = await reserveStatus(scope, signing.origin)
  const id = randomUUID()
  const url = `${signing.origin}/credentials/${id}`
  const subjectId = `urn:uuid:${randomUUID()}`
  const holder = await getHolder(scope, { personId: recipient.personId, recipientId: recipient.id })
  const subject = subjectOf({ subjectId, holder, crypto: scope.deps.crypto })
  const identifiers = buildIdentifiers(subject)
  const corrected = forAnother(document, { url, status, subjectId, identifiers })
  await giveAward(scope, old, recipient)
  await placeOrder(scope, {
    ...signing,
    id,
    url,
    subjectId,
    status,
    ...{ document: corrected, text: textOf(corrected) },
    decisionId: old.decisionId,
    personId: recipient.personId,
    recipientId: recipient.id,
    achievementId: old.achievementId,
    achievementVersionId: old.achievementVersionId,
    validFrom: old.validFrom,
    validUntil: old.validUntil ?? undefined,
  })
  return { credentialId: id }
}

/** What the credential says, without its proof. */
async function openAward(scope: OrgScope, credentialId: string): Promise<JsonObject> {
  const document = parseJson(await getCredentialJson(scope, credentialId))
  if (!isJsonObject(document)) throw new Error(`what was signed for ${credentialId} is not a document`)
  const { proof: _, ...award } = document
  return award
}

/** The decision is about the right person now, and so is what was signed in error: it goes out of the wrong person's reach. */
async function giveAward(scope: OrgScope, old: LockedOrder, recipient: RightRecipient): Promise<void> {
  await handOver(scope, old.id, recipient.personId)
  await scope.db
    .updateTable('decision')
    .set({ recipientId: recipient.id })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', old.decisionId)
    .execute()
  await asSystem(scope, ({ db, deps }) =>
    db
      .updateTable('backpackEntry')
      .set({ removedAt: deps.now() })
      .where('credentialId', '=', old.id)
      .execute(),
  )
}
