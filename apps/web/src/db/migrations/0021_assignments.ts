import { type Kysely, sql } from 'kysely'

/** Who is to hold which micro-credential by when, and why; what is told of it, once each; and which award renews which credential. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(duties).execute(db)
  await sql.raw(notices).execute(db)
  await sql.raw(fences).execute(db)
}

const duties = `
  CREATE TABLE assignment (
    org_id uuid NOT NULL REFERENCES organization,
    id uuid NOT NULL,
    achievement_id uuid NOT NULL,
    target_kind text NOT NULL CHECK (target_kind IN ('person', 'group', 'department', 'role', 'everybody')),
    -- A person, group or department. No reference: a group that is gone has nobody in it.
    target_id uuid,
    target_role text,
    due_at timestamptz,
    -- Days after the duty begins for a person.
    due_days integer CHECK (due_days BETWEEN 1 AND 3650),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    -- Set where the credential is to be kept in force: days before its end from which the duty is open again.
    renew_days integer CHECK (renew_days BETWEEN 0 AND 365),
    assigned_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by uuid,
    PRIMARY KEY (org_id, id),
    UNIQUE (id),
    FOREIGN KEY (org_id, achievement_id) REFERENCES achievement,
    CHECK ((target_kind IN ('person', 'group', 'department')) = (target_id IS NOT NULL)),
    CHECK ((target_kind = 'role') = (target_role IS NOT NULL)),
    CHECK ((due_at IS NULL) <> (due_days IS NULL)),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
  );
  CREATE INDEX assignment_running ON assignment (org_id, created_at) WHERE ended_at IS NULL;

  CREATE TABLE duty (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    assignment_id uuid NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    state text NOT NULL CHECK (state IN ('open', 'met', 'exempt', 'ended')),
    -- How often it was opened; what is told of one round is not told again.
    round integer NOT NULL DEFAULT 1,
    opened_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    credential_id uuid,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, assignment_id, person_id),
    FOREIGN KEY (org_id, assignment_id) REFERENCES assignment,
    FOREIGN KEY (org_id, credential_id) REFERENCES credential,
    CHECK (state <> 'met' OR credential_id IS NOT NULL)
  );
  CREATE INDEX duty_person ON duty (person_id, org_id);
  CREATE INDEX duty_due ON duty (org_id, due_at) WHERE state = 'open';

  CREATE TABLE exemption (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    duty_id uuid NOT NULL,
    -- Of the duty, when it was asked, or decided: it counts for that round only.
    round integer NOT NULL,
    person_id uuid NOT NULL REFERENCES person,
    state text NOT NULL CHECK (state IN ('asked', 'approved', 'refused')),
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
    ends_at timestamptz,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    answer text NOT NULL DEFAULT '',
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, duty_id) REFERENCES duty,
    CHECK ((state = 'asked') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
    -- Nobody exempts themselves.
    CHECK (decided_by IS DISTINCT FROM person_id)
  );
  CREATE UNIQUE INDEX exemption_asked ON exemption (org_id, duty_id) WHERE state = 'asked';

  -- The older one of the same holder that this one renews. Deferred: rows of an import come in any order.
  ALTER TABLE credential ADD COLUMN renews_id uuid CHECK (renews_id <> id),
    ADD FOREIGN KEY (org_id, renews_id) REFERENCES credential DEFERRABLE INITIALLY DEFERRED;
  CREATE INDEX credential_renews ON credential (org_id, renews_id) WHERE renews_id IS NOT NULL;
`

const notices = `
  -- What a person was told of a duty. The key makes it once.
  CREATE TABLE duty_notice (
    org_id uuid NOT NULL,
    duty_id uuid NOT NULL,
    round integer NOT NULL,
    -- Days from the due day, before it negative: the rung that was reached.
    day integer NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, duty_id, round, day),
    FOREIGN KEY (org_id, duty_id) REFERENCES duty
  );
  -- One letter a week to whoever is to know what is long overdue.
  CREATE TABLE duty_digest (
    org_id uuid NOT NULL REFERENCES organization,
    reader_id uuid NOT NULL REFERENCES person,
    kind text NOT NULL CHECK (kind IN ('manager', 'assigner')),
    -- Its Monday.
    week date NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, reader_id, kind, week)
  );
  CREATE TABLE expiry_notice (
    org_id uuid NOT NULL,
    credential_id uuid NOT NULL,
    days integer NOT NULL,
    sent_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, credential_id, days),
    FOREIGN KEY (org_id, credential_id) REFERENCES credential
  );
`

const tables = ['assignment', 'duty', 'exemption', 'duty_notice', 'duty_digest', 'expiry_notice']
const MINE = "(SELECT app_scope()) IN ('person', 'org') AND person_id = (SELECT app_person())"

const fences = [
  ...tables.map(
    (table) => `
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
      CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);
      CREATE POLICY tenant ON ${table} FOR ALL USING ((SELECT app_scope()) = 'org' AND org_id = (SELECT app_org()));
      CREATE POLICY system ON ${table} FOR ALL USING ((SELECT app_scope()) = 'system');`,
  ),
  ...['duty', 'exemption'].map((table) => `CREATE POLICY own ON ${table} FOR SELECT USING (${MINE});`),
  `CREATE POLICY own ON assignment FOR SELECT USING ((SELECT app_scope()) IN ('person', 'org') AND EXISTS (SELECT 1 FROM duty d
    WHERE d.org_id = assignment.org_id AND d.assignment_id = assignment.id AND d.person_id = (SELECT app_person())));`,
].join('\n')
