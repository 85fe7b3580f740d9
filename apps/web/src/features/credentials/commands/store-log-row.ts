import { randomUUID } from 'node:crypto'
import { commitCredential, type EntryKind, entryKinds, saltOfChange } from '@assay/tlog'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { openSealed } from '../../data-keys/queries.ts'
import { getIssuer } from '../../issuer/queries.ts'

/** What the log is told. */
export interface LogNews {
  readonly credential: Pick<Row<'credential'>, 'id' | 'url' | 'dataKeyId' | 'saltSealed'>
  /** SHA-256 of the signed JSON. */
  readonly digest: Uint8Array
  readonly event:
    | { readonly kind: Extract<EntryKind, 'issued'> }
    /** Another form of the credential was made; the entry names it beside the JSON. */
    | {
        readonly kind: Extract<EntryKind, 'form-added'>
        readonly form: 'jwt'
        readonly formDigest: Uint8Array
      }
    | { readonly kind: Extract<EntryKind, 'revoked' | 'suspended' | 'reinstated'>; readonly changeId: string }
}

/**
 * The leaf of what happened to a credential; it waits without an index until the log's sequencer takes it. Error `gone` when the
 * credential was erased: without its salt nothing can be said of it that the log could prove later.
 */
export async function storeLogRow(scope: OrgScope, { credential, digest, event }: LogNews): Promise<void> {
  const { crypto, simulated, now } = scope.deps
  const { id, url, dataKeyId, saltSealed } = credential
  const issuer = await getIssuer(scope)
  const changeId = 'changeId' in event ? event.changeId : null
  const secret = await openSealed(scope, dataKeyId, saltSealed, `credential:${id}:salt`)
  const change = changeOf(event)
  const salt = change === null ? secret : saltOfChange(secret, change, crypto)
  // A Buffer from the database compares unlike a plain array; the statement takes the latter.
  const formDigests = {
    json: new Uint8Array(digest),
    ...('form' in event ? { [event.form]: new Uint8Array(event.formDigest) } : {}),
  }
  const commitment = commitCredential({ id: url, issuer: issuer.url, formDigests, salt }, crypto)
  await scope.db
    .insertInto('logRow')
    .values({
      orgId: scope.orgId,
      id: randomUUID(),
      logId: issuer.logId,
      kind: entryKinds[event.kind],
      credentialId: id,
      statusChangeId: changeId,
      commitment: Buffer.from(commitment),
      simulated,
      createdAt: now(),
      leafIndex: null,
    })
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/** What tells an entry from the others about its credential; each form is added once. */
function changeOf(event: LogNews['event']): string | null {
  if (event.kind === 'issued') return null
  return event.kind === 'form-added' ? `form-added:${event.form}` : event.changeId
}
