import { publishedVersion } from '../apps/web/test/awards.ts'
import type { TestApp } from '../apps/web/test/test-app.ts'
import { EACH_GUEST, type Population } from './generate-people.ts'

/** What waits for the people of a population: duties, claims, and the rows of a file. */
export interface Work {
  readonly assignmentId: string
  readonly achievementId: string
  readonly departmentId: string
  /** A manager to whom fifty people report, and through them 2,500 more. */
  readonly managerId: string
  readonly batchId: string
}

/**
 * Five assignments with a duty for each person, half of them overdue; a claim for each award to an address, in all states; and a file of
 * 50,000 rows, brought as clients of the API bring it. Managers have fifty reports each.
 */
export async function addWork(
  app: TestApp,
  { organization, administrator }: Population,
  { people, credentials }: { readonly people: number; readonly credentials: number },
  rows: number,
): Promise<Work> {
  const org = `'${organization.id}'`
  const at = "'2026-05-03T10:00:00Z'::timestamptz"
  const write = async (statement: string) => app.asOwner(`SET search_path = assay; ${statement}`)
  await write(`
    UPDATE membership SET roles = ARRAY['administrator', 'program_manager'] WHERE org_id = ${org} AND person_id = '${administrator.id}';
    INSERT INTO department (org_id, id, name) SELECT ${org}, bench_id('department' || n), 'Department ' || n FROM generate_series(1, 40) n;
    UPDATE membership m SET department_id = bench_id('department' || 1 + n % 40), manager_id = bench_id('person' || n / 50)
      FROM generate_series(50, ${people}) n WHERE m.org_id = ${org} AND m.person_id = bench_id('person' || n);
    INSERT INTO assignment (org_id, id, achievement_id, target_kind, due_at, reason, assigned_by, created_at)
      SELECT ${org}, bench_id('assignment' || n), bench_id('achievement' || n), 'everybody', ${at}, 'Everybody on the quay', '${administrator.id}', ${at}
      FROM generate_series(1, 5) n;
    INSERT INTO duty (org_id, id, assignment_id, person_id, state, opened_at, due_at, changed_at)
      SELECT ${org}, bench_id('duty' || n), bench_id('assignment' || 1 + n % 5), bench_id('person' || n), 'open',
        ${at}, ${at} + (n % 401 - 200) * interval '1 day', ${at}
      FROM generate_series(1, ${people}) n;
    INSERT INTO claim (org_id, id, credential_id, recipient_id, token_hash, token_sealed, link_hash, link_sealed, created_at, expires_at,
        sent_at, mail_id, opened_at, claimed_at, bounced_at)
      SELECT ${org}, bench_id('claim' || n), bench_id('credential' || n * ${EACH_GUEST}), bench_id('recipient' || n),
        sha256(('token' || n)::bytea), '\\x00', sha256(('link' || n)::bytea), '\\x00', ${at} - n * interval '5 minutes',
        ${at} - n * interval '5 minutes' + interval '90 days', ${at}, bench_id('mail' || n),
        CASE WHEN n % 3 > 0 THEN ${at} END, CASE WHEN n % 3 = 1 THEN ${at} END, CASE WHEN n % 20 = 0 THEN ${at} END
      FROM generate_series(1, ${Math.floor(credentials / EACH_GUEST)}) n;
  `)
  const batchId = await bringFile(app, { organization, administrator }, rows)
  // As they stand after the work: each row with its credential.
  await write(`UPDATE bulk_row SET state = 'issued', credential_id = bench_id('credential' || number)
    WHERE org_id = ${org} AND batch_id = '${batchId}' AND number % 10 > 0`)
  // As autovacuum would leave them.
  await app.asOwner('VACUUM (ANALYZE)')
  return {
    assignmentId: await idOf(app, 'assignment1'),
    achievementId: await idOf(app, 'achievement1'),
    departmentId: await idOf(app, 'department1'),
    managerId: await idOf(app, 'person1'),
    batchId,
  }
}

async function idOf(app: TestApp, words: string): Promise<string> {
  const [row] = await app.asOwner(`SELECT assay.bench_id('${words}') AS id`)
  return String(row?.id)
}

/** A version that can be awarded, and one line a person. */
async function bringFile(
  app: TestApp,
  { organization, administrator }: Population,
  rows: number,
): Promise<string> {
  const { versionId } = await app.inOrg(organization, administrator, (scope) => publishedVersion(scope))
  const lines = Array.from({ length: rows }, (_, at) =>
    JSON.stringify({ email: `row${at}@quay.example`, name: `Row ${at}` }),
  )
  const query = new URLSearchParams({ achievementVersionId: versionId, reason: 'Safety day' })
  const response = await app.fetch(`/api/v1/organizations/${organization.slug}/bulk?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
    as: administrator,
  })
  if (response.status !== 201) throw new Error(await response.text())
  return ((await response.json()) as { id: string }).id
}
