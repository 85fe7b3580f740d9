import { type Kysely, sql } from 'kysely'

/**
 * The second fence. Every table has row-level security forced, so that a query that forgets its `where org_id` sees nothing of others.
 * `owner` keeps full rights by explicit policy, because the triggers and the two reviewed functions below run as it.
 */
const tenantTables = [
  'achievement',
  'achievement_version',
  'enrollment',
  'evidence',
  'enrollment_draft',
  'submission',
  'submission_artifact',
  'assessment',
  'decision',
  'signing_key',
  'issuer_document',
  'issuer',
  'status_group',
  'status_list',
  'credential',
  'credential_form',
  'status_change',
  'log_row',
] as const

/** Tables that hold a person's own work or property: the person sees these rows in every organization, also after leaving it. */
const ownedTables = [
  'enrollment',
  'evidence',
  'enrollment_draft',
  'submission',
  'decision',
  'credential',
] as const

const policy = (table: string, name: string, command: string, using: string) =>
  command === 'INSERT'
    ? `CREATE POLICY ${name} ON ${table} FOR INSERT WITH CHECK (${using});`
    : `CREATE POLICY ${name} ON ${table} FOR ${command} USING (${using});`

/** `(SELECT app_org())` is evaluated once a statement, not once a row. */
const ORG = "(SELECT app_scope()) = 'org' AND org_id = (SELECT app_org())"
const SELF = "(SELECT app_scope()) IN ('person', 'org') AND person_id = (SELECT app_person())"
const PUBLIC = "(SELECT app_scope()) = 'public'"
const SYSTEM = "(SELECT app_scope()) = 'system'"
/** A shared credential: visible to everybody for as long as its holder shares it. */
const SHARED = `${PUBLIC} AND EXISTS (SELECT 1 FROM backpack_entry b WHERE b.credential_id = `

function tenantPolicies(): string {
  const rows = tenantTables.map((t) => policy(t, 'tenant', 'ALL', ORG))
  const owned = ownedTables.map((t) => policy(t, 'own', 'SELECT', SELF))
  return [...rows, ...owned].join('\n')
}

function publicPolicies(): string {
  return [
    policy('organization', 'read', 'SELECT', 'true'),
    policy('organization', 'change', 'UPDATE', "(SELECT app_scope()) = 'org' AND id = (SELECT app_org())"),
    policy('organization', 'make', 'INSERT', SYSTEM),
    ...['issuer', 'issuer_document', 'status_list'].map((t) => policy(t, 'published', 'SELECT', 'true')),
    policy('achievement', 'published', 'SELECT', "(SELECT app_scope()) IN ('public', 'person')"),
    policy(
      'achievement_version',
      'published',
      'SELECT',
      "(SELECT app_scope()) IN ('public', 'person') AND state <> 'draft'",
    ),
    policy(
      'credential',
      'shared',
      'SELECT',
      `${SHARED} credential.id AND b.visibility <> 'private' AND b.removed_at IS NULL)`,
    ),
    policy(
      'credential_form',
      'shared',
      'SELECT',
      `${SHARED} credential_form.credential_id AND b.visibility <> 'private' AND b.removed_at IS NULL)`,
    ),
    policy(
      'status_change',
      'shared',
      'SELECT',
      `${SHARED} status_change.credential_id AND b.visibility <> 'private' AND b.removed_at IS NULL)`,
    ),
    policy(
      'backpack_entry',
      'shared',
      'SELECT',
      `${PUBLIC} AND visibility <> 'private' AND removed_at IS NULL`,
    ),
  ].join('\n')
}

function personPolicies(): string {
  return [
    policy(
      'person',
      'own',
      'ALL',
      "(SELECT app_scope()) IN ('person', 'org') AND id = (SELECT app_person())",
    ),
    policy(
      'person',
      'member',
      'SELECT',
      "(SELECT app_scope()) = 'org' AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = person.id AND m.org_id = (SELECT app_org()))",
    ),
    policy('person', 'system', 'ALL', SYSTEM),
    policy('person_email', 'own', 'ALL', SELF),
    policy(
      'person_email',
      'member',
      'SELECT',
      "(SELECT app_scope()) = 'org' AND EXISTS (SELECT 1 FROM membership m WHERE m.person_id = person_email.person_id AND m.org_id = (SELECT app_org()))",
    ),
    policy('person_email', 'system', 'ALL', SYSTEM),
    // A wrapped key opens nothing without the master key: any scope may read it, so that whoever may read a sealed row can open it.
    policy('data_key', 'read', 'SELECT', '(SELECT app_scope()) IS NOT NULL'),
    policy('data_key', 'make', 'INSERT', '(SELECT app_scope()) IS NOT NULL'),
    policy('data_key', 'destroy', 'UPDATE', SYSTEM),
    policy('membership', 'tenant', 'ALL', ORG),
    policy('membership', 'own', 'SELECT', SELF),
    policy('membership', 'leave', 'UPDATE', SELF),
    policy('membership', 'system', 'ALL', SYSTEM),
    policy('invitation', 'tenant', 'ALL', ORG),
    policy('invitation', 'system', 'ALL', SYSTEM),
    policy('api_key', 'tenant', 'ALL', ORG),
    policy('api_key', 'own', 'ALL', SELF),
    policy('api_key', 'system', 'ALL', SYSTEM),
    policy('backpack_entry', 'own', 'ALL', SELF),
    // Issuing puts a badge into its holder's backpack; it may add that one row and see it, nothing else of the backpack.
    policy('backpack_entry', 'issue', 'INSERT', `${ORG} AND source = 'issued'`),
    policy('backpack_entry', 'issued', 'SELECT', `${ORG} AND source = 'issued'`),
    policy(
      'credential_form',
      'own',
      'SELECT',
      "(SELECT app_scope()) IN ('person', 'org') AND EXISTS (SELECT 1 FROM credential c WHERE c.id = credential_form.credential_id AND c.person_id = (SELECT app_person()))",
    ),
    policy(
      'status_change',
      'own',
      'SELECT',
      "(SELECT app_scope()) IN ('person', 'org') AND EXISTS (SELECT 1 FROM credential c WHERE c.id = status_change.credential_id AND c.person_id = (SELECT app_person()))",
    ),
    policy(
      'submission_artifact',
      'own',
      'SELECT',
      "(SELECT app_scope()) IN ('person', 'org') AND EXISTS (SELECT 1 FROM submission s WHERE s.id = submission_artifact.submission_id AND s.person_id = (SELECT app_person()))",
    ),
    policy(
      'assessment',
      'own',
      'SELECT',
      "(SELECT app_scope()) IN ('person', 'org') AND state = 'final' AND EXISTS (SELECT 1 FROM submission s WHERE s.id = assessment.submission_id AND s.person_id = (SELECT app_person()))",
    ),
    policy('audit_event', 'tenant', 'SELECT', ORG),
    policy('audit_event', 'own', 'SELECT', SELF),
    policy('audit_event', 'write', 'INSERT', '(SELECT app_scope()) IS NOT NULL'),
    policy('mail', 'tenant', 'SELECT', ORG),
    policy('mail', 'write', 'INSERT', '(SELECT app_scope()) IS NOT NULL'),
    policy('mail', 'system', 'ALL', SYSTEM),
    policy('instance', 'read', 'SELECT', 'true'),
    policy('instance', 'write', 'ALL', SYSTEM),
    policy('idempotency', 'all_scopes', 'ALL', '(SELECT app_scope()) IS NOT NULL'),
    policy('rate_window', 'all_scopes', 'ALL', '(SELECT app_scope()) IS NOT NULL'),
  ].join('\n')
}

const allTables = [
  ...tenantTables,
  'instance',
  'organization',
  'person',
  'person_email',
  'data_key',
  'membership',
  'invitation',
  'api_key',
  'idempotency',
  'rate_window',
  'mail',
  'audit_event',
  'backpack_entry',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  const force = allTables
    .map(
      (t) => `ALTER TABLE ${t} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${t} FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner_all ON ${t} TO CURRENT_ROLE USING (true) WITH CHECK (true);`,
    )
    .join('\n')
  await sql.raw([force, tenantPolicies(), publicPolicies(), personPolicies()].join('\n')).execute(db)
}
