import { type Kysely, sql } from 'kysely'

/**
 * How an organization is made up (departments, groups) and who may act as what: role sets of its own, and delegation for absence.
 * The text `department` of a membership becomes a row that is named once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(structure).execute(db)
  await sql.raw(authority).execute(db)
  await sql.raw(fences).execute(db)
}

const structure = `
  CREATE TABLE department (
    org_id uuid NOT NULL REFERENCES organization,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    parent_id uuid,
    head_id uuid,
    PRIMARY KEY (org_id, id),
    UNIQUE (id),
    FOREIGN KEY (org_id, parent_id) REFERENCES department DEFERRABLE INITIALLY DEFERRED,
    -- At commit: an organization that is brought along comes with departments before their heads.
    FOREIGN KEY (org_id, head_id) REFERENCES membership DEFERRABLE INITIALLY DEFERRED,
    CHECK (parent_id <> id)
  );
  -- The same name may stand below two parents, and once at the top.
  CREATE UNIQUE INDEX department_name ON department
    (org_id, coalesce(parent_id, '00000000-0000-0000-0000-000000000000'), lower(name));
  CREATE INDEX department_parent ON department (org_id, parent_id);

  ALTER TABLE membership ADD COLUMN department_id uuid, ADD FOREIGN KEY (org_id, department_id) REFERENCES department;
  ALTER TABLE invitation ADD COLUMN department_id uuid, ADD FOREIGN KEY (org_id, department_id) REFERENCES department;
  INSERT INTO department (org_id, name)
    SELECT DISTINCT ON (org_id, lower(trim(department))) org_id, left(trim(department), 120) FROM (
      SELECT org_id, department FROM membership UNION ALL SELECT org_id, department FROM invitation
    ) named WHERE trim(department) <> '' ORDER BY org_id, lower(trim(department)), trim(department);
  UPDATE membership m SET department_id = d.id FROM department d
    WHERE d.org_id = m.org_id AND lower(d.name) = lower(trim(m.department));
  UPDATE invitation i SET department_id = d.id FROM department d
    WHERE d.org_id = i.org_id AND lower(d.name) = lower(trim(i.department));
  ALTER TABLE membership DROP COLUMN department;
  ALTER TABLE invitation DROP COLUMN department;
  CREATE INDEX membership_department ON membership (org_id, department_id) WHERE left_at IS NULL;
  CREATE INDEX membership_manager ON membership (org_id, manager_id) WHERE left_at IS NULL;

  CREATE TABLE people_group (
    org_id uuid NOT NULL REFERENCES organization,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    description text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (id)
  );
  CREATE UNIQUE INDEX people_group_name ON people_group (org_id, lower(name));

  CREATE TABLE group_member (
    org_id uuid NOT NULL,
    group_id uuid NOT NULL,
    person_id uuid NOT NULL,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, group_id, person_id),
    FOREIGN KEY (org_id, group_id) REFERENCES people_group ON DELETE CASCADE,
    FOREIGN KEY (org_id, person_id) REFERENCES membership
  );
  CREATE INDEX group_member_person ON group_member (org_id, person_id);
`

const authority = `
  -- A role of an organization's own: what built-in roles may do, in the areas that it names and nowhere else.
  CREATE TABLE role_set (
    org_id uuid NOT NULL REFERENCES organization,
    id uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    description text NOT NULL DEFAULT '',
    roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['administrator','program_manager','assessor','learner','observer','people_manager','recruiter','executive','partner']),
    areas text[] NOT NULL CHECK (cardinality(areas) > 0),
    revision integer NOT NULL DEFAULT 1,
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (id)
  );
  CREATE UNIQUE INDEX role_set_name ON role_set (org_id, lower(name));

  CREATE TABLE role_set_member (
    org_id uuid NOT NULL,
    role_set_id uuid NOT NULL,
    person_id uuid NOT NULL,
    given_by uuid NOT NULL,
    given_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, role_set_id, person_id),
    FOREIGN KEY (org_id, role_set_id) REFERENCES role_set ON DELETE CASCADE,
    FOREIGN KEY (org_id, person_id) REFERENCES membership
  );
  CREATE INDEX role_set_member_person ON role_set_member (person_id, org_id);

  -- While it runs, the delegate has those of these roles that the delegator has at that moment.
  CREATE TABLE delegation (
    org_id uuid NOT NULL REFERENCES organization,
    id uuid NOT NULL,
    delegator_id uuid NOT NULL,
    delegate_id uuid NOT NULL,
    roles text[] NOT NULL CHECK (cardinality(roles) > 0 AND roles <@ ARRAY['administrator','program_manager','assessor','observer','people_manager','recruiter','executive','partner']),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    PRIMARY KEY (org_id, id),
    UNIQUE (id),
    FOREIGN KEY (org_id, delegator_id) REFERENCES membership,
    FOREIGN KEY (org_id, delegate_id) REFERENCES membership,
    CHECK (delegator_id <> delegate_id),
    CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '2161 hours'),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
  );
  CREATE INDEX delegation_delegate ON delegation (delegate_id, ends_at) WHERE revoked_at IS NULL;
  CREATE INDEX delegation_delegator ON delegation (org_id, delegator_id);
`

const tables = ['department', 'people_group', 'group_member', 'role_set', 'role_set_member', 'delegation']

const MEMBER_OF = (condition: string) =>
  `(SELECT app_scope()) IN ('person', 'org') AND EXISTS (SELECT 1 FROM ${condition})`

/** What a person may read of an organization's rows when they act for themselves: their own department, groups, role sets, delegations. */
const own: Readonly<Record<string, string>> = {
  department: MEMBER_OF(
    'membership m WHERE m.org_id = department.org_id AND m.department_id = department.id AND m.person_id = (SELECT app_person())',
  ),
  people_group: MEMBER_OF(
    'group_member g WHERE g.org_id = people_group.org_id AND g.group_id = people_group.id AND g.person_id = (SELECT app_person())',
  ),
  group_member: "(SELECT app_scope()) IN ('person', 'org') AND person_id = (SELECT app_person())",
  role_set: MEMBER_OF(
    'role_set_member r WHERE r.org_id = role_set.org_id AND r.role_set_id = role_set.id AND r.person_id = (SELECT app_person())',
  ),
  role_set_member: "(SELECT app_scope()) IN ('person', 'org') AND person_id = (SELECT app_person())",
  delegation:
    "(SELECT app_scope()) IN ('person', 'org') AND (SELECT app_person()) IN (delegator_id, delegate_id)",
}

const fences = [
  ...tables.map(
    (table) => `
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
      CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);
      CREATE POLICY tenant ON ${table} FOR ALL USING ((SELECT app_scope()) = 'org' AND org_id = (SELECT app_org()));
      CREATE POLICY own ON ${table} FOR SELECT USING (${own[table]});`,
  ),
  // What somebody may do is looked up before any other scope is known; and two persons who are one become one here too.
  `CREATE POLICY system ON role_set FOR SELECT USING ((SELECT app_scope()) = 'system');`,
  ...['department', 'group_member', 'role_set_member', 'delegation'].map(
    (table) => `CREATE POLICY system ON ${table} FOR ALL USING ((SELECT app_scope()) = 'system');`,
  ),
].join('\n')
