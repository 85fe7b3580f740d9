import type { WrappingUse } from '../../../vault/vault.ts'
import type { ExportRecord } from '../schema.ts'

/** A column that is sealed under a person's data key, and what ties the ciphertext to its place. */
export interface SealedPart {
  readonly column: string
  readonly place: (row: ExportRecord) => `${string}:${string}:${string}`
}

/** A kind of record that belongs to an organization: a table, and what of it cannot be taken along as it is. */
export interface RecordKind {
  readonly table: string
  readonly sealed?: readonly SealedPart[]
  /** Wrapped by the master key; taken along wrapped under the import passphrase. */
  readonly secret?: { readonly column: string; readonly use: WrappingUse }
  /** Names a stored file; `place` where it is sealed, as evidence is. */
  readonly file?: { readonly column: string; readonly place?: SealedPart['place'] }
  /** Which rows, beside those of the organization. */
  readonly where?: string
  readonly order?: string
  /** Columns that the other installation gives itself. */
  readonly omit?: readonly string[]
  /** Columns that begin anew there. */
  readonly reset?: ExportRecord
}

const sealedAt =
  (table: string, part: string): SealedPart['place'] =>
  (row) =>
    `${table}:${String(row.id)}:${part}`

/** Every kind of record that goes along, each after those that it refers to. A test holds it against the tables of the database. */
export const RECORD_KINDS: readonly RecordKind[] = [
  { table: 'department' },
  { table: 'membership' },
  { table: 'people_group' },
  { table: 'group_member' },
  { table: 'role_set' },
  { table: 'role_set_member' },
  { table: 'delegation' },
  { table: 'recipient' },
  { table: 'issuer' },
  { table: 'signing_key', secret: { column: 'sealed_private', use: 'signing keys' } },
  { table: 'issuer_document' },
  { table: 'status_group', secret: { column: 'permutation_key', use: 'secrets' } },
  { table: 'status_list' },
  { table: 'letter_template' },
  { table: 'achievement' },
  { table: 'achievement_version', file: { column: 'art_blob' } },
  { table: 'enrollment' },
  { table: 'observation', sealed: [{ column: 'sealed', place: sealedAt('observation', 'sealed') }] },
  {
    table: 'observation_remark',
    sealed: [{ column: 'sealed', place: sealedAt('observation_remark', 'sealed') }],
  },
  {
    table: 'evidence',
    sealed: [{ column: 'sealed', place: sealedAt('evidence', 'sealed') }],
    file: { column: 'blob_key', place: sealedAt('evidence', 'file') },
  },
  {
    table: 'enrollment_draft',
    sealed: [{ column: 'sealed', place: (row) => `enrollment_draft:${String(row.enrollment_id)}:sealed` }],
  },
  { table: 'submission', sealed: [{ column: 'sealed', place: sealedAt('submission', 'sealed') }] },
  {
    table: 'submission_artifact',
    sealed: [{ column: 'sealed', place: sealedAt('submission_artifact', 'sealed') }],
    file: { column: 'blob_key', place: (row) => `evidence:${String(row.evidence_id)}:file` },
  },
  { table: 'assessment' },
  { table: 'decision' },
  {
    table: 'credential',
    sealed: [
      { column: 'unsigned_sealed', place: sealedAt('credential', 'unsigned') },
      { column: 'salt_sealed', place: sealedAt('credential', 'salt') },
    ],
  },
  {
    table: 'credential_form',
    sealed: [
      {
        column: 'sealed',
        place: (row) => `credential_form:${String(row.credential_id)}:${String(row.form)}`,
      },
    ],
  },
  { table: 'assignment' },
  { table: 'duty' },
  { table: 'exemption' },
  {
    table: 'clr',
    sealed: [
      { column: 'sealed', place: sealedAt('clr', 'sealed') },
      { column: 'salt_sealed', place: sealedAt('clr', 'salt') },
    ],
  },
  { table: 'status_change' },
  { table: 'log_row', order: 'ordinal', omit: ['ordinal'] },
  { table: 'audit_event', order: 'at, id' },
  {
    table: 'backpack_entry',
    where: "source = 'issued'",
    // With whom a holder shares a badge is the holder's matter: it begins as nobody's but theirs.
    omit: ['share_token_hash', 'share_token_sealed', 'shared_at'],
    reset: { visibility: 'private' },
  },
]

/** Tables with rows of organizations that stay behind, and why. */
export const LEFT_BEHIND: Readonly<Record<string, string>> = {
  duty_digest: 'letters of this installation',
  duty_notice: 'letters of this installation',
  expiry_notice: 'letters of this installation',
  bulk_batch: 'work of this installation; what it awarded goes along',
  bulk_row: 'work of this installation; what it awarded goes along',
  webhook_endpoint: 'calls from this installation',
  webhook_event: 'calls from this installation',
  webhook_delivery: 'calls from this installation',
  webhook_attempt: 'calls from this installation',
  claim: 'links into this installation: whoever proves the address there has the credential',
  event_claim: 'links into this installation',
  event_entry: 'links into this installation',
  directory: 'kept by triggers there as here',
  invitation: 'links into this installation',
  api_key: 'secrets of this installation',
  mail: 'letters that were sent from here',
}
