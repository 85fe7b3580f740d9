import { type Kysely, sql } from 'kysely'

/**
 * Webhooks: who is told what, and every try with its answer. An event and its deliveries are written in the transaction of the change, by a
 * function of the owner, because changes are made in every kind of scope and only an organization's own scope sees its webhooks. And the
 * organization's own words for letters that go out in its name.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    CREATE TABLE webhook_endpoint (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      url text NOT NULL,
      description text NOT NULL DEFAULT '',
      -- NULL: every type.
      events text[],
      secret_sealed bytea NOT NULL,
      -- Signs as well until then, so that a receiver can change over.
      previous_secret_sealed bytea,
      previous_until timestamptz,
      enabled boolean NOT NULL DEFAULT true,
      disabled_for text CHECK (disabled_for IN ('asked', 'gone', 'failing')),
      failing_since timestamptz,
      revision integer NOT NULL DEFAULT 1,
      created_by uuid NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, id),
      CHECK (enabled = (disabled_for IS NULL))
    );
    CREATE TABLE webhook_event (
      org_id uuid NOT NULL REFERENCES organization,
      id uuid NOT NULL,
      type text NOT NULL,
      body text NOT NULL,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, id)
    );
    CREATE TABLE webhook_delivery (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      endpoint_id uuid NOT NULL,
      event_id uuid NOT NULL,
      state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
      attempts integer NOT NULL DEFAULT 0,
      -- Attempts since it was written or replayed: what the schedule goes by.
      tries integer NOT NULL DEFAULT 0,
      next_at timestamptz,
      created_at timestamptz NOT NULL,
      ended_at timestamptz,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, endpoint_id) REFERENCES webhook_endpoint ON DELETE CASCADE,
      FOREIGN KEY (org_id, event_id) REFERENCES webhook_event ON DELETE CASCADE,
      CHECK ((state = 'waiting') = (next_at IS NOT NULL))
    );
    CREATE INDEX webhook_delivery_due ON webhook_delivery (next_at) WHERE state = 'waiting';
    CREATE INDEX webhook_delivery_endpoint ON webhook_delivery (org_id, endpoint_id, created_at);
    CREATE INDEX webhook_delivery_event ON webhook_delivery (org_id, event_id);
    CREATE TABLE webhook_attempt (
      org_id uuid NOT NULL,
      delivery_id uuid NOT NULL,
      number integer NOT NULL,
      at timestamptz NOT NULL,
      -- NULL: there was no answer; then the error says why.
      status integer,
      answer text NOT NULL DEFAULT '',
      error text,
      milliseconds integer NOT NULL,
      PRIMARY KEY (org_id, delivery_id, number),
      FOREIGN KEY (org_id, delivery_id) REFERENCES webhook_delivery ON DELETE CASCADE
    );
    CREATE TABLE letter_template (
      org_id uuid NOT NULL REFERENCES organization,
      template text NOT NULL,
      language text NOT NULL,
      subject text NOT NULL,
      body text NOT NULL,
      action text NOT NULL DEFAULT '',
      revision integer NOT NULL DEFAULT 1,
      updated_by uuid NOT NULL,
      updated_at timestamptz NOT NULL,
      PRIMARY KEY (org_id, template, language)
    );

    CREATE FUNCTION webhook_publish(p_org uuid, p_event uuid, p_type text, p_body text, p_at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM webhook_endpoint WHERE org_id = p_org AND enabled AND (events IS NULL OR p_type = ANY (events))) THEN
        RETURN;
      END IF;
      INSERT INTO webhook_event (org_id, id, type, body, created_at) VALUES (p_org, p_event, p_type, p_body, p_at);
      RETURN QUERY INSERT INTO webhook_delivery (org_id, id, endpoint_id, event_id, state, next_at, created_at)
        SELECT p_org, gen_random_uuid(), e.id, p_event, 'waiting', p_at, p_at FROM webhook_endpoint e
        WHERE e.org_id = p_org AND e.enabled AND (e.events IS NULL OR p_type = ANY (e.events)) RETURNING id;
    END $$;
  `.execute(db)
  const tables = [
    'webhook_endpoint',
    'webhook_event',
    'webhook_delivery',
    'webhook_attempt',
    'letter_template',
  ]
  for (const table of tables)
    await sql
      .raw(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY owner_all ON ${table} TO CURRENT_ROLE USING (true) WITH CHECK (true);
        CREATE POLICY tenant ON ${table} FOR ALL USING ((SELECT app_scope()) = 'org' AND org_id = (SELECT app_org()))`)
      .execute(db)
  // What is due, and what is old, is looked for in all organizations at once.
  for (const table of ['webhook_event', 'webhook_delivery'])
    await sql
      .raw(`CREATE POLICY system ON ${table} FOR ALL USING ((SELECT app_scope()) = 'system')`)
      .execute(db)
  // Letters of an organization are also written in the scope of a person.
  await sql`CREATE POLICY read ON letter_template FOR SELECT USING ((SELECT app_scope()) IS NOT NULL)`.execute(
    db,
  )
}
