import { randomUUID } from 'node:crypto'
import { encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { commitCredential, type EntryKind, entryKinds, saltOfChange } from '@assay/tlog'
import { AppError } from '../../../app-error.ts'
import { type ColumnTypes, insertMany } from '../../../db/insert-many.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { getIssuer } from '../../issuer/queries.ts'

/** What the log needs to know of what was signed. */
export type LogSubject = Pick<Row<'credential' | 'clr'>, 'id' | 'url' | 'dataKeyId' | 'saltSealed'>

/** A credential, or a learner record, which is one too and lies in a table of its own. */
export type LogAbout = { readonly credential: LogSubject } | { readonly record: LogSubject }

/** Whose salt is open already. */
interface LogOpen {
  readonly credential: Pick<LogSubject, 'id' | 'url'>
  readonly secret: Uint8Array
}

/** What the log is told. Where the salt is not open yet, it is opened with the data key. */
export type LogNews = (LogAbout | LogOpen) & {
  /** SHA-256 of the signed JSON. */
  readonly digest: Uint8Array
  readonly event:
    | { readonly kind: Extract<EntryKind, 'issued'> }
    /** Another form of the credential was made; the entry names it beside the JSON. */
    | {
        readonly kind: Extract<EntryKind, 'form-added'>
        readonly form: 'jwt' | 'sd'
        readonly formDigest: Uint8Array
      }
    | {
        readonly kind: Extract<EntryKind, 'revoked' | 'suspended' | 'reinstated' | 'superseded'>
        readonly changeId: string
      }
}

/**
 * The leaves of what happened to credentials and records; they wait without an index until the log's sequencer takes them. Error `gone`
 * when one of them was erased: without its salt nothing can be said of it that the log could prove later.
 */
export async function storeLogRows(scope: OrgScope, news: readonly LogNews[]): Promise<void> {
  if (news.length === 0) return
  const issuer = await getIssuer(scope)
  const keys = await openDataKeys(
    scope,
    news.flatMap((one) => ('secret' in one ? [] : [subjectOf(one).dataKeyId])),
  )
  await insertMany(
    scope.db,
    'logRow',
    COLUMNS,
    news.map((one) => logRowOf(scope, issuer, one, 'secret' in one ? one.secret : openSalt(one, keys))),
    { skipConflicts: true },
  )
}

const COLUMNS: ColumnTypes<'logRow'> = {
  orgId: 'uuid',
  id: 'uuid',
  logId: 'uuid',
  kind: 'smallint',
  credentialId: 'uuid',
  clrId: 'uuid',
  statusChangeId: 'uuid',
  commitment: 'bytea',
  simulated: 'boolean',
  createdAt: 'timestamptz',
}

function openSalt(about: LogAbout, keys: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { id, dataKeyId, saltSealed } = subjectOf(about)
  const dataKey = keys.get(dataKeyId)
  if (dataKey === undefined) throw new AppError('gone', 'This content was erased at its owner’s request.')
  return open(dataKey, saltSealed, encodeUtf8(`${'credential' in about ? 'credential' : 'clr'}:${id}:salt`))
}

const subjectOf = (about: LogAbout): LogSubject => ('credential' in about ? about.credential : about.record)

function logRowOf(
  { orgId, deps }: OrgScope,
  issuer: Pick<Row<'issuer'>, 'url' | 'logId'>,
  news: LogNews,
  secret: Uint8Array,
) {
  const { crypto, simulated, now } = deps
  const { digest, event } = news
  const { id, url } = 'credential' in news ? news.credential : news.record
  const table = 'credential' in news ? 'credential' : 'clr'
  const change = changeOf(event)
  const salt = change === null ? secret : saltOfChange(secret, change, crypto)
  // A Buffer from the database compares unlike a plain array; the statement takes the latter.
  const formDigests = {
    json: new Uint8Array(digest),
    ...('form' in event ? { [event.form]: new Uint8Array(event.formDigest) } : {}),
  }
  const commitment = commitCredential({ id: url, issuer: issuer.url, formDigests, salt }, crypto)
  return {
    orgId,
    id: randomUUID(),
    logId: issuer.logId,
    kind: entryKinds[event.kind],
    credentialId: table === 'credential' ? id : null,
    clrId: table === 'clr' ? id : null,
    statusChangeId: 'changeId' in event ? event.changeId : null,
    commitment: Buffer.from(commitment),
    simulated,
    createdAt: now(),
    leafIndex: null,
  }
}

/** What tells an entry from the others about its credential; each form is added once. */
function changeOf(event: LogNews['event']): string | null {
  if (event.kind === 'issued') return null
  return event.kind === 'form-added' ? `form-added:${event.form}` : event.changeId
}
