import { createHash } from 'node:crypto'
import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { sealWith } from '../../data-keys/commands.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { holdUsableKey } from '../../issuer/queries.ts'
import { findForm } from '../queries.ts'
import { storeLogRows } from './store-log-rows.ts'

/** A form of a credential beside its JSON, as it was signed. */
export interface MadeForm {
  readonly credentialId: string
  readonly form: 'jwt' | 'sd_base'
  readonly mediaType: string
  readonly bytes: Uint8Array
  readonly keyId: string
  /** Address of the key. */
  readonly verificationMethod: string
}

/** What the log calls the forms. */
const IN_LOG = { jwt: 'jwt', sd_base: 'sd' } as const

/**
 * Stores a form with its digest, its row for the log and its audit event, unless it is there: of several at once the first one's bytes
 * stay. Nothing is stored of a credential that was erased meanwhile. Error `not_found`; throws when the key was revoked while it signed.
 */
export async function storeForm(scope: OrgScope, made: MadeForm): Promise<void> {
  const { db, orgId, deps } = scope
  const { credentialId, form, bytes } = made
  await holdUsableKey(scope, made.keyId)
  const row = await db
    .selectFrom('credential')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw notFound('credential')
  const key = (await openDataKeys(scope, [row.dataKeyId])).get(row.dataKeyId)
  const json = await findForm(scope, credentialId, 'data_integrity')
  if (key === undefined || json === undefined) return
  const digest = createHash('sha256').update(bytes).digest()
  const stored = await db
    .insertInto('credentialForm')
    .values({
      ...{ orgId, credentialId, form, mediaType: made.mediaType },
      ...sealWith({ id: row.dataKeyId, key }, bytes, `credential_form:${credentialId}:${form}`),
      ...{ digest, size: bytes.length, createdAt: deps.now() },
    })
    .onConflict((oc) => oc.doNothing())
    .returning('form')
    .executeTakeFirst()
  if (stored === undefined) return
  const event = { kind: 'form-added', form: IN_LOG[form], formDigest: digest } as const
  await storeLogRows(scope, [{ credential: row, digest: json.digest, event }])
  await recordEvent(scope, {
    action: 'credential.form_added',
    recordType: 'credential',
    recordId: credentialId,
    personId: row.personId,
    data: { form, digest: digest.toString('hex'), verificationMethod: made.verificationMethod },
  })
}
