/** What is done to the rows of a table when a person is forgotten. */
export interface PersonalTable {
  readonly table: string
  /** Columns that the statement needs besides; a database of an earlier version that lacks one is passed over. */
  readonly columns?: readonly string[]
  /** In the schema `assay`; `$1` are the ids of the persons. */
  readonly forget: string
}

/** What stands for a person of whom nothing is kept, and for words about them that a rule does not let be empty. */
const NOBODY = 'Erased person'
const NO_WORDS = 'Erased'

const remove = (table: string, column = 'person_id'): PersonalTable => ({
  table,
  columns: [column],
  forget: `DELETE FROM assay.${table} WHERE ${column} = ANY($1)`,
})

const ADDRESSES = 'SELECT lower(address) FROM assay.person_email WHERE person_id = ANY($1)'

/**
 * Everything in the clear that tells something of a person, and how it goes; what is sealed under their data key goes with the key. In this
 * order, because some are found by others. The erasure of a person and a restore that follows the list of erasures both go by this list
 * (THREATS P3, P4). Whatever adds a column that names a person adds its table here or to {@link KEPT_OF_PERSONS}; a test holds both against
 * the database.
 */
export const PERSONAL_TABLES: readonly PersonalTable[] = [
  {
    table: 'mail',
    forget: `DELETE FROM assay.mail WHERE person_id = ANY($1) OR lower(to_address) IN (${ADDRESSES})`,
  },
  {
    table: 'recipient',
    forget: `DELETE FROM assay.mail WHERE lower(to_address) IN (SELECT lower(address) FROM assay.recipient WHERE person_id = ANY($1))`,
  },
  {
    table: 'invitation',
    forget: `DELETE FROM assay.invitation WHERE accepted_by = ANY($1) OR lower(address) IN (${ADDRESSES})`,
  },
  {
    table: 'idempotency',
    forget: `DELETE FROM assay.idempotency WHERE actor IN (SELECT unnest($1::uuid[])::text)
      OR actor IN (SELECT id::text FROM assay.api_key WHERE person_id = ANY($1))`,
  },
  {
    table: 'identity_token',
    forget: `DELETE FROM assay.identity_token WHERE EXISTS (SELECT 1 FROM jsonb_each_text(data) AS told WHERE lower(told.value) IN (${ADDRESSES}))`,
  },
  ...['person_email', 'second_factor', 'recovery_code', 'factor_recovery', 'passkey', 'identity_token'].map(
    (table) => remove(table),
  ),
  {
    table: 'api_key',
    forget: `UPDATE assay.api_key SET revoked_at = coalesce(revoked_at, now()), name = '${NOBODY}' WHERE person_id = ANY($1)`,
  },
  {
    table: 'share_count',
    forget: `DELETE FROM assay.share_count WHERE subject_id IN (SELECT unnest(ARRAY[id, credential_id]) FROM assay.backpack_entry WHERE person_id = ANY($1))`,
  },
  // What a platform was let do ends with it; its tokens go along.
  remove('host_grant'),
  remove('host_visit'),
  remove('collection'),
  {
    table: 'backpack_entry',
    forget: `DELETE FROM assay.backpack_entry WHERE person_id = ANY($1) AND source = 'imported'`,
  },
  {
    table: 'backpack_entry',
    forget: `UPDATE assay.backpack_entry SET visibility = 'private', share_token_hash = NULL, share_token_sealed = NULL, shared_at = NULL,
        hidden = '{}', part_sealed = NULL, part_data_key_id = NULL, part_digest = NULL
      WHERE person_id = ANY($1)`,
  },
  remove('group_member'),
  remove('role_set_member'),
  remove('delegation', 'delegator_id'),
  remove('delegation', 'delegate_id'),
  {
    table: 'department',
    columns: ['head_id'],
    forget: 'UPDATE assay.department SET head_id = NULL WHERE head_id = ANY($1)',
  },
  {
    table: 'membership',
    columns: ['department_id'],
    forget: 'UPDATE assay.membership SET department_id = NULL WHERE person_id = ANY($1)',
  },
  {
    table: 'membership',
    forget: `UPDATE assay.membership SET job_title = NULL, manager_id = NULL, left_at = coalesce(left_at, now()) WHERE person_id = ANY($1)`,
  },
  {
    table: 'membership',
    forget: 'UPDATE assay.membership SET manager_id = NULL WHERE manager_id = ANY($1)',
  },
  {
    table: 'assessment',
    forget: `UPDATE assay.assessment a SET feedback = '', scores = (SELECT coalesce(jsonb_agg(score || '{"comment": ""}' ORDER BY at), '[]')
        FROM jsonb_array_elements(a.scores) WITH ORDINALITY AS each (score, at))
      FROM assay.submission s WHERE s.org_id = a.org_id AND s.id = a.submission_id AND s.person_id = ANY($1)`,
  },
  {
    table: 'decision',
    forget: `UPDATE assay.decision SET reason = '', missing = '[]' WHERE person_id = ANY($1)`,
  },
  {
    table: 'status_change',
    forget: `UPDATE assay.status_change SET reason = '${NO_WORDS}' WHERE credential_id IN (SELECT id FROM assay.credential WHERE person_id = ANY($1))`,
  },
  {
    table: 'status_change',
    columns: ['clr_id'],
    forget: `UPDATE assay.status_change SET reason = '${NO_WORDS}' WHERE clr_id IN (SELECT id FROM assay.clr WHERE person_id = ANY($1))`,
  },
  {
    table: 'clr',
    forget: `UPDATE assay.clr SET revocation_reason = '${NO_WORDS}' WHERE person_id = ANY($1) AND revocation_reason IS NOT NULL`,
  },
  {
    table: 'claim',
    forget: `UPDATE assay.claim SET bounce_reason = NULL, ended_at = CASE WHEN claimed_at IS NULL THEN coalesce(ended_at, now()) END
      WHERE recipient_id IN (SELECT id FROM assay.recipient WHERE person_id = ANY($1))`,
  },
  {
    table: 'recipient',
    forget: `UPDATE assay.recipient SET name = NULL, address = id || '@erased.invalid' WHERE person_id = ANY($1)`,
  },
  { table: 'bulk_row', forget: 'UPDATE assay.bulk_row SET key = NULL WHERE person_id = ANY($1)' },
  remove('exemption'),
  {
    table: 'duty_notice',
    forget:
      'DELETE FROM assay.duty_notice WHERE duty_id IN (SELECT id FROM assay.duty WHERE person_id = ANY($1))',
  },
  remove('duty'),
  remove('duty_digest', 'reader_id'),
  {
    table: 'assignment',
    forget: `UPDATE assay.assignment SET reason = '${NO_WORDS}', ended_at = coalesce(ended_at, now()), ended_by = coalesce(ended_by, assigned_by)
      WHERE target_kind = 'person' AND target_id = ANY($1)`,
  },
  {
    table: 'person',
    columns: ['password_by'],
    forget: 'UPDATE assay.person SET password_by = NULL WHERE id = ANY($1)',
  },
  {
    table: 'person',
    forget: `UPDATE assay.person SET name = '${NOBODY}', user_id = NULL, name_on_credentials = false WHERE id = ANY($1)`,
  },
]

/** Tables that name persons by their ids and in which nothing is changed, and why. */
export const KEPT_OF_PERSONS: Readonly<Record<string, string>> = {
  data_key: 'destroyed: that is the erasure',
  audit_event: 'the trail is never written anew: ids, instants and facts without words of people',
  directory: 'follows names, addresses and memberships by triggers',
  enrollment: 'ids and instants',
  event_entry: 'ids and instants',
  evidence: 'sealed under the data key; its file goes with it',
  enrollment_draft: 'sealed under the data key',
  submission: 'sealed under the data key',
  observation: 'sealed under the data key',
  observation_remark: 'sealed under the data key',
  credential: 'sealed under the data key; what is left is its place in the status list and in the log',
}
