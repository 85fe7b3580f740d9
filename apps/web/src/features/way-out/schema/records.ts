import type { WrappingUse } from '../../../vault/vault.ts'
import type { ExportRecord } from '../schema.ts'

/** A column that is sealed under a person's data key, and what ties the ciphertext to its place. */
export interface SealedPart {
  readonly column: string
  readonly place: (row: ExportRecord) => `${string}:${string}:${string}`
}

/** A column that the master key wraps, and what the ciphertext is tied to (db/sealed-columns.ts). */
export interface SecretPart {
  readonly column: string
  readonly use: WrappingUse
  readonly context: (row: ExportRecord) => string
}

/** A kind of record that belongs to an organization: a table, and what of it cannot be taken along as it is. */
export interface RecordKind {
  readonly table: string
  readonly sealed?: readonly SealedPart[]
  /** Wrapped by the master key; taken along wrapped under the import passphrase. */
  readonly secrets?: readonly SecretPart[]
  /** Names a stored file; `place` where it is sealed, as evidence is. */
  readonly file?: { readonly column: string; readonly place?: SealedPart['place'] }
  /** Which rows, beside those of the organization. */
  readonly where?: string
  readonly order?: string
  /** Columns that the other installation gives itself. */
  readonly omit?: readonly string[]
  /** Columns that begin anew there. */
  readonly reset?: (row: ExportRecord) => ExportRecord
}

const sealedAt =
  (table: string, part: string): SealedPart['place'] =>
  (row) =>
    `${table}:${String(row.id)}:${part}`

const secretAt = (table: string, column: string, part: string): SecretPart => ({
  column,
  use: 'secrets',
  context: (row) => `${table}:${String(row.id)}:${part}`,
})

/** Secrets of the master key that are tied to the id of their row alone. */
const byId = (column: string, use: WrappingUse): SecretPart => ({
  column,
  use,
  context: (row) => String(row.id),
})

/** A batch that was under way goes on when somebody there asks for it. */
const stopped = ({ state }: ExportRecord): ExportRecord => (state === 'running' ? { state: 'paused' } : {})

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
  { table: 'signing_key', secrets: [byId('sealed_private', 'signing keys')] },
  { table: 'issuer_document' },
  { table: 'status_group', secrets: [byId('permutation_key', 'secrets')] },
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
  { table: 'bulk_batch', reset: stopped },
  { table: 'bulk_row', sealed: [{ column: 'sealed', place: sealedAt('bulk_row', 'content') }] },
  {
    table: 'claim',
    secrets: [secretAt('claim', 'token_sealed', 'token'), secretAt('claim', 'link_sealed', 'link')],
    // Reminders go on where they were begun: nobody is written to twice, nor by an import that is only a trial.
    reset: () => ({ remind_at: null }),
  },
  { table: 'event_claim', secrets: [secretAt('event_claim', 'token_sealed', 'token')] },
  { table: 'event_entry' },
  { table: 'assignment' },
  { table: 'duty' },
  { table: 'exemption' },
  { table: 'duty_notice' },
  { table: 'duty_digest' },
  { table: 'expiry_notice' },
  {
    table: 'webhook_endpoint',
    // A secret that is replaced moves as it is sealed, so both columns have one context.
    secrets: ['secret_sealed', 'previous_secret_sealed'].map((column) =>
      secretAt('webhook_endpoint', column, 'secret'),
    ),
    // Two installations do not call for one organization until somebody says so.
    reset: () => ({ enabled: false, disabled_for: 'asked', failing_since: null }),
  },
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
    omit: [
      ...['share_token_hash', 'share_token_sealed', 'shared_at', 'share_ends_at'],
      ...['hidden', 'part_sealed', 'part_data_key_id', 'part_digest'],
    ],
    reset: () => ({ visibility: 'private' }),
  },
]

/** Tables with rows of organizations that stay behind, and why: the archive says so itself, in these words. */
export const LEFT_BEHIND: Readonly<Record<string, string>> = {
  invitation: 'open invitations are links into the installation that sent them: invite again',
  api_key: 'programs get a new key from the installation that they talk to',
  mail: 'letters that were sent, and those that wait to be sent, are of the installation that sends them',
  webhook_event: 'what webhooks were told is the record of the installation that told it',
  webhook_delivery: 'calls that were made, or wait, are of the installation that makes them',
  webhook_attempt: 'answers to calls are of the installation that made them',
  organization_archive: 'archives of the organization itself are made where they are ordered',
  organization_archive_part: 'the files of those archives',
  directory: 'an index for searching, which the other installation makes itself',
}
