import type { TestApp, TestOrganization, TestPerson } from '../apps/web/test/test-app.ts'

export interface Population {
  readonly organization: TestOrganization
  /** Who may see everything, and manages programs besides. */
  readonly administrator: TestPerson
}

/** Of so many credentials one was awarded by address, to somebody who is no member. */
export const EACH_GUEST = 23

const GIVEN =
  'Ada Bea Carlos Dana Elif Farid Grace Hanna Ivan Jun Kemal Lena Mara Noor Omar Petra Quinn Rosa Sven Tara'
const FAMILY =
  'Abara Berg Costa Duarte Eriksen Fischer Garcia Haddad Ito Jensen Kaya Lindholm Moreau Novak Okafor Petrov Quist Rossi Silva Tanaka'

/** The name of the n-th person. */
const nameOf = (n: string): string =>
  `(string_to_array('${GIVEN}', ' '))[1 + ${n} % 20] || ' ' || (string_to_array('${FAMILY}', ' '))[1 + (${n} / 20) % 20] || ' ' || to_hex(${n} * 7919 % 1000003)`

/**
 * One organization with `people` members and `credentials` awards, spread over forty micro-credentials and five years; one in two hundred
 * revoked, one in five hundred suspended, a tenth expired, one in twenty-three to an address of somebody who is no member. Rows are generated in the database: what is measured are lists, not issuing,
 * so the sealed bytes are empty.
 */
export async function populate(
  app: TestApp,
  { people, credentials }: { readonly people: number; readonly credentials: number },
): Promise<Population> {
  const administrator = await app.person('Ada Administrator')
  const organization = await app.organization(administrator, 'harbor')
  const at = "'2026-05-03T10:00:00Z'::timestamptz"
  const guests = Math.floor(credentials / EACH_GUEST)
  const ofGuest = `n % ${EACH_GUEST} = 0`
  const holder = `CASE WHEN ${ofGuest} THEN bench_id('guest' || n / ${EACH_GUEST}) ELSE bench_id('person' || 1 + n * 31 % ${people}) END`
  const recipient = `CASE WHEN ${ofGuest} THEN bench_id('recipient' || n / ${EACH_GUEST}) END`
  const rows = async (statement: string) => app.asOwner(`SET search_path = assay; ${statement}`)
  // An id of version 4, as everything else has, that follows from words.
  await rows(`
    CREATE FUNCTION bench_id(words text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
      SELECT overlay(overlay(md5(words) PLACING '4' FROM 13 FOR 1) PLACING '8' FROM 17 FOR 1)::uuid $$`)
  await rows(`
    INSERT INTO person (id, name, created_at)
      SELECT bench_id('person' || n), ${nameOf('n')}, ${at} FROM generate_series(1, ${people}) n;
    INSERT INTO person_email (person_id, address, is_primary, verified_at)
      SELECT bench_id('person' || n), 'person' || n || '@harbor.example', true, ${at} FROM generate_series(1, ${people}) n;
    INSERT INTO membership (org_id, person_id, roles, joined_at)
      SELECT '${organization.id}', bench_id('person' || n),
        CASE WHEN n % 1000 = 0 THEN ARRAY['assessor'] ELSE ARRAY['learner'] END, ${at} - n * interval '10 minutes'
      FROM generate_series(1, ${people}) n;
    INSERT INTO data_key (id, person_id, wrapped, created_at)
      SELECT bench_id('key' || n), bench_id('person' || n), '\\x00', ${at} FROM generate_series(1, ${people}) n;
    INSERT INTO person (id, name, created_at)
      SELECT bench_id('guest' || n), 'guest' || n || '@quay.example', ${at} FROM generate_series(1, ${guests}) n;
    INSERT INTO data_key (id, person_id, wrapped, created_at)
      SELECT bench_id('guest key' || n), bench_id('guest' || n), '\\x00', ${at} FROM generate_series(1, ${guests}) n;
    INSERT INTO recipient (org_id, id, person_id, address, name, locale, created_at, updated_at)
      SELECT '${organization.id}', bench_id('recipient' || n), bench_id('guest' || n), 'guest' || n || '@quay.example', ${nameOf('n')}, 'en',
        ${at}, ${at}
      FROM generate_series(1, ${guests}) n;
    INSERT INTO achievement (org_id, id, created_by, created_at)
      SELECT '${organization.id}', bench_id('achievement' || n), '${administrator.id}', ${at} FROM generate_series(1, 40) n;
    INSERT INTO achievement_version (org_id, id, achievement_id, number, state, name, definition, created_by, created_at, updated_at)
      SELECT '${organization.id}', bench_id('version' || n), bench_id('achievement' || n), 1, 'published',
        (ARRAY['Forklift', 'Crane', 'Quality', 'Cold chain', 'Planning'])[1 + n % 5] || ' practice ' || n, '{}', '${administrator.id}', ${at}, ${at}
      FROM generate_series(1, 40) n;
    INSERT INTO status_group (org_id, id, number, size, next_counter, permutation_key, created_at)
      SELECT '${organization.id}', bench_id('group' || n), 100 + n, 131072, 131072, '\\x00', ${at} FROM generate_series(0, ${Math.ceil(credentials / 131_072)}) n;
  `)
  await rows(`
    INSERT INTO decision (org_id, id, person_id, recipient_id, achievement_version_id, outcome, basis, decided_by, decided_at)
      SELECT '${organization.id}', bench_id('decision' || n), ${holder}, ${recipient}, bench_id('version' || 1 + n % 40),
        'awarded', 'direct', '${administrator.id}', ${at} - n * interval '5 minutes'
      FROM generate_series(1, ${credentials}) n;
    INSERT INTO credential (org_id, id, decision_id, person_id, recipient_id, achievement_id, achievement_version_id, url, subject_id, unsigned_sealed,
        salt_sealed, data_key_id, valid_from, valid_until, proof_created, signing_key_id, issuer_document_digest, status_group_id,
        status_index, revoked_at, suspended_at, ordered_at, issued_at)
      SELECT d.org_id, bench_id('credential' || n), d.id, d.person_id, d.recipient_id, bench_id('achievement' || 1 + n % 40), d.achievement_version_id,
        'https://harbor.example/credentials/' || n, 'urn:uuid:' || d.id, '\\x00', '\\x00',
        CASE WHEN ${ofGuest} THEN bench_id('guest key' || n / ${EACH_GUEST}) ELSE bench_id('key' || 1 + n * 31 % ${people}) END::uuid,
        d.decided_at, CASE WHEN n % 2 = 0 THEN d.decided_at + interval '4 years' END, d.decided_at, k.id, i.digest,
        bench_id('group' || n / 131072), n % 131072, CASE WHEN n % 200 = 0 THEN ${at} END, CASE WHEN n % 500 = 1 THEN ${at} END,
        d.decided_at, d.decided_at
      FROM generate_series(1, ${credentials}) n
        JOIN decision d ON d.id = bench_id('decision' || n) AND d.org_id = '${organization.id}'
        CROSS JOIN (SELECT id FROM signing_key WHERE org_id = '${organization.id}' AND purpose = 'credential' LIMIT 1) k
        CROSS JOIN (SELECT digest FROM issuer_document WHERE org_id = '${organization.id}' LIMIT 1) i;
  `)
  return { organization, administrator }
}
