import { notFound } from '../../../app-error.ts'
import { asSystem, type OrgScope } from '../../../db/scopes.ts'
import { type DataKey, dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { openSealed } from '../../data-keys/queries.ts'
import type { Place } from '../../data-keys/schema.ts'

/**
 * Gives one credential, the decision behind it and its place in the backpack to another person, private, and seals it anew under their
 * data key: what the former holder erases takes nothing from them. The signed bytes are the same. Errors: `not_found`; `gone` after
 * erasure. The database refuses to make it the badge of who decided on it: check that first.
 */
export async function handOver(scope: OrgScope, credentialId: string, personId: string): Promise<void> {
  const { db, orgId } = scope
  const row = await db
    .selectFrom('credential')
    .select(['decisionId', 'unsignedSealed', 'saltSealed', 'dataKeyId'])
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('credential')
  const key = await dataKeyOf(scope, personId)
  const anew = async (sealed: Buffer, place: Place) =>
    (await reseal(scope, row.dataKeyId, key, sealed, place)).sealed
  await db
    .updateTable('credential')
    .set({
      personId,
      unsignedSealed:
        row.unsignedSealed && (await anew(row.unsignedSealed, `credential:${credentialId}:unsigned`)),
      saltSealed: await anew(row.saltSealed, `credential:${credentialId}:salt`),
      dataKeyId: key.id,
    })
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .execute()
  await resealForms(scope, credentialId, key)
  await db
    .updateTable('decision')
    .set({ personId })
    .where('orgId', '=', orgId)
    .where('id', '=', row.decisionId)
    .execute()
  await moveEntry(scope, credentialId, personId)
}

async function resealForms(scope: OrgScope, credentialId: string, key: DataKey): Promise<void> {
  const { db, orgId } = scope
  const forms = await db
    .selectFrom('credentialForm')
    .select(['form', 'sealed', 'dataKeyId'])
    .where('orgId', '=', orgId)
    .where('credentialId', '=', credentialId)
    .execute()
  for (const { form, sealed, dataKeyId } of forms)
    await db
      .updateTable('credentialForm')
      .set(await reseal(scope, dataKeyId, key, sealed, `credential_form:${credentialId}:${form}`))
      .where('orgId', '=', orgId)
      .where('credentialId', '=', credentialId)
      .where('form', '=', form)
      .execute()
}

async function reseal(scope: OrgScope, dataKeyId: string, key: DataKey, sealed: Buffer, place: Place) {
  return sealWith(key, await openSealed(scope, dataKeyId, sealed, place), place)
}

/** Its new holder may have imported the same badge: what was issued here takes its place. */
async function moveEntry(scope: OrgScope, credentialId: string, personId: string): Promise<void> {
  const unshared = {
    visibility: 'private',
    shareTokenHash: null,
    shareTokenSealed: null,
    sharedAt: null,
  } as const
  // What is hidden was the former holder's choice, and lies under their key.
  const shownWhole = { hidden: [], partSealed: null, partDataKeyId: null, partDigest: null }
  await asSystem(scope, async ({ db, deps }) => {
    const entry = await db
      .selectFrom('backpackEntry')
      .select(['id', 'issuerId', 'credentialUrl'])
      .where('credentialId', '=', credentialId)
      .executeTakeFirst()
    if (entry === undefined) return
    await db
      .updateTable('backpackEntry')
      .set({ removedAt: deps.now(), ...unshared })
      .where('personId', '=', personId)
      .where('issuerId', '=', entry.issuerId)
      .where('credentialUrl', '=', entry.credentialUrl)
      .where('id', '<>', entry.id)
      .where('removedAt', 'is', null)
      .execute()
    await db
      .updateTable('backpackEntry')
      .set({ personId, ...unshared, ...shownWhole })
      .where('id', '=', entry.id)
      .execute()
  })
}
