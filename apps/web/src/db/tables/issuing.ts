import type { Generated, GeneratedAlways } from 'kysely'
import type { Bytes, Json } from './column-types.ts'

/** Issuers, their keys and documents, and what they issued. */
export interface IssuingTables {
  issuer: IssuerTable
  signingKey: SigningKeyTable
  issuerDocument: IssuerDocumentTable
  statusGroup: StatusGroupTable
  statusList: StatusListTable
  credential: CredentialTable
  credentialForm: CredentialFormTable
  statusChange: StatusChangeTable
  logRow: LogRowTable
  clr: ClrTable
  bulkBatch: BulkBatchTable
  bulkRow: BulkRowTable
}

interface IssuerTable {
  orgId: string
  url: string
  didWeb: string
  logId: string
  logOrigin: string
  createdAt: Date
}

interface SigningKeyTable {
  orgId: string
  id: string
  fragment: string
  purpose: 'credential' | 'credential_p256' | 'credential_jwt' | 'log'
  type: 'ed25519' | 'p256' | 'rsa2048'
  publicKey: Bytes
  publicJwk: Json<Record<string, unknown>> | null
  sealedPrivate: Bytes
  createdAt: Date
  retiredAt: Date | null
  revokedAt: Date | null
}

interface IssuerDocumentTable {
  orgId: string
  digest: Bytes
  body: string
  createdAt: Date
}

interface StatusGroupTable {
  orgId: string
  id: string
  number: number
  size: number
  nextCounter: Generated<number>
  permutationKey: Bytes
  createdAt: Date
}

interface StatusListTable {
  orgId: string
  id: string
  groupId: string
  purpose: 'revocation' | 'suspension'
  url: string
  version: Generated<number>
  signedVersion: Generated<number>
  signedBody: string | null
  signedAt: Date | null
  validUntil: Date | null
}

interface CredentialTable {
  orgId: string
  id: string
  decisionId: string
  personId: string
  achievementId: string
  achievementVersionId: string
  url: string
  subjectId: string
  /** What is to be signed, until it is: then the signed form says it. */
  unsignedSealed: Bytes | null
  saltSealed: Bytes
  dataKeyId: string
  validFrom: Date
  validUntil: Date | null
  proofCreated: Date
  signingKeyId: string
  issuerDocumentDigest: Bytes
  statusGroupId: string
  statusIndex: number
  revokedAt: Date | null
  suspendedAt: Date | null
  orderedAt: Date
  issuedAt: Date | null
  recipientId: string | null
  /** Another credential of the same award stands in its place. */
  supersededAt: Date | null
  /** The older credential of the same holder that this one renews. */
  renewsId: Generated<string | null>
}

interface CredentialFormTable {
  orgId: string
  credentialId: string
  form: 'data_integrity' | 'jwt' | 'sd_base'
  mediaType: string
  sealed: Bytes
  dataKeyId: string
  digest: Bytes
  size: number
  createdAt: Date
}

interface StatusChangeTable {
  orgId: string
  id: string
  /** Either this or `clrId`. */
  credentialId: string | null
  clrId: string | null
  kind: 'revoke' | 'suspend' | 'reinstate' | 'supersede'
  reason: string
  changedBy: string
  changedAt: Date
}

interface LogRowTable {
  orgId: string
  id: string
  logId: string
  kind: number
  /** Either this or `clrId`. */
  credentialId: string | null
  clrId: string | null
  /** Of a change of state only. */
  statusChangeId: string | null
  /** The order in which rows were written. */
  ordinal: GeneratedAlways<number>
  commitment: Bytes
  simulated: Generated<boolean>
  createdAt: Date
  leafIndex: number | null
}

interface ClrTable {
  orgId: string
  id: string
  personId: string
  url: string
  /** The signed JSON; absent after its holder removed it. */
  sealed: Bytes | null
  saltSealed: Bytes
  dataKeyId: string
  digest: Bytes
  credentialCount: number
  partial: boolean
  signingKeyId: string
  issuerDocumentDigest: Bytes
  statusGroupId: string
  statusIndex: number
  createdAt: Date
  revokedAt: Date | null
  revocationReason: string | null
  removedAt: Date | null
}

interface BulkBatchTable {
  orgId: string
  id: string
  achievementVersionId: string
  /** Of rows that give none of their own. */
  reason: string
  state: 'preview' | 'running' | 'paused' | 'done' | 'revoking' | 'revoked' | 'discarded'
  format: 'csv' | 'ndjson'
  rowCount: number
  wrongCount: number
  /** Rows that were good in the preview. */
  readyCount: number
  /** Of these, how many are issued or turned out not to be issuable; once taken back, how many of `revokeCount` are revoked. */
  handledCount: Generated<number>
  ignoredColumns: Json<readonly string[]>
  createdBy: string
  createdAt: Date
  startedBy: string | null
  startedAt: Date | null
  /** The rate is counted from here: the start, or the last going on. */
  measuredAt: Date | null
  measuredFrom: Generated<number>
  /** When the recipients are told; null: as soon as their credential is signed. */
  tellAt: Date | null
  finishedAt: Date | null
  revokeReason: string | null
  revokeCount: number | null
  revokedBy: string | null
  revokedAt: Date | null
}

interface BulkRowTable {
  orgId: string
  batchId: string
  /** As the file counts. */
  number: number
  /** Also the id of the decision that the row becomes. */
  id: string
  state:
    | 'ready'
    | 'wrong'
    | 'repeated'
    | 'held'
    | 'unchanged'
    | 'issued'
    | 'failed'
    | 'left_out'
    | 'revoked'
    | 'kept'
  /** By which a program says that it may send the row again. */
  key: string | null
  problems: Json<readonly { readonly field: string; readonly code: string }[]>
  /** The row's content; sealed for who uploaded it until it is issued, then the address, for whose it is. */
  sealed: Bytes | null
  dataKeyId: string | null
  personId: string | null
  credentialId: string | null
}
