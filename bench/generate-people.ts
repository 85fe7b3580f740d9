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
  const holder = `CASE WHEN ${ofGuest} THEN md5('guest' || n / ${EACH_GUEST}) ELSE md5('person' || 1 + n * 31 % ${people}) END::uuid`
  const recipient = `CASE WHEN ${ofGuest} THEN md5('recipient' || n / ${EACH_GUEST})::uuid END`
  const rows = async (statement: string) => app.asOwner(`SET search_path = assay; ${statement}`)
  await rows(`
    INSERT INTO person (id, name, created_at)
      SELECT md5('person' || n)::uuid, ${nameOf('n')}, ${at} FROM generate_series(1, ${people}) n;
    INSERT INTO person_email (person_id, address, is_primary, verified_at)
      SELECT md5('person' || n)::uuid, 'person' || n || '@harbor.example', true, ${at} FROM generate_series(1, ${people}) n;
    INSERT INTO membership (org_id, person_id, roles, joined_at)
      SELECT '${organization.id}', md5('person' || n)::uuid,
        CASE WHEN n % 1000 = 0 THEN ARRAY['assessor'] ELSE ARRAY['learner'] END, ${at} - n * interval '10 minutes'
      FROM generate_series(1, ${people}) n;
    INSERT INTO data_key (id, person_id, wrapped, created_at)
      SELECT md5('key' || n)::uuid, md5('person' || n)::uuid, '\\x00', ${at} FROM generate_series(1, ${people}) n;
    INSERT INTO person (id, name, created_at)
      SELECT md5('guest' || n)::uuid, 'guest' || n || '@quay.example', ${at} FROM generate_series(1, ${guests}) n;
    INSERT INTO data_key (id, person_id, wrapped, created_at)
      SELECT md5('guest key' || n)::uuid, md5('guest' || n)::uuid, '\\x00', ${at} FROM generate_series(1, ${guests}) n;
    INSERT INTO recipient (org_id, id, person_id, address, name, locale, created_at, updated_at)
      SELECT '${organization.id}', md5('recipient' || n)::uuid, md5('guest' || n)::uuid, 'guest' || n || '@quay.example', ${nameOf('n')}, 'en',
        ${at}, ${at}
      FROM generate_series(1, ${guests}) n;
    INSERT INTO achievement (org_id, id, created_by, created_at)
      SELECT '${organization.id}', md5('achievement' || n)::uuid, '${administrator.id}', ${at} FROM generate_series(1, 40) n;
    INSERT INTO achievement_version (org_id, id, achievement_id, number, state, name, definition, created_by, created_at, updated_at)
      SELECT '${organization.id}', md5('version' || n)::uuid, md5('achievement' || n)::uuid, 1, 'published',
        (ARRAY['Forklift', 'Crane', 'Quality', 'Cold chain', 'Planning'])[1 + n % 5] || ' practice ' || n, '{}', '${administrator.id}', ${at}, ${at}
      FROM generate_series(1, 40) n;
    INSERT INTO status_group (org_id, id, number, size, next_counter, permutation_key, created_at)
      SELECT '${organization.id}', md5('group' || n)::uuid, 100 + n, 131072, 131072, '\\x00', ${at} FROM generate_series(0, ${Math.ceil(credentials / 131_072)}) n;
  `)
  await rows(`
    INSERT INTO decision (org_id, id, person_id, recipient_id, achievement_version_id, outcome, basis, decided_by, decided_at)
      SELECT '${organization.id}', md5('decision' || n)::uuid, ${holder}, ${recipient}, md5('version' || 1 + n % 40)::uuid,
        'awarded', 'direct', '${administrator.id}', ${at} - n * interval '5 minutes'
      FROM generate_series(1, ${credentials}) n;
    INSERT INTO credential (org_id, id, decision_id, person_id, recipient_id, achievement_id, achievement_version_id, url, subject_id, unsigned_sealed,
        salt_sealed, data_key_id, valid_from, valid_until, proof_created, signing_key_id, issuer_document_digest, status_group_id,
        status_index, revoked_at, suspended_at, ordered_at, issued_at)
      SELECT d.org_id, md5('credential' || n)::uuid, d.id, d.person_id, d.recipient_id, md5('achievement' || 1 + n % 40)::uuid, d.achievement_version_id,
        'https://harbor.example/credentials/' || n, 'urn:uuid:' || d.id, '\\x00', '\\x00',
        CASE WHEN ${ofGuest} THEN md5('guest key' || n / ${EACH_GUEST}) ELSE md5('key' || 1 + n * 31 % ${people}) END::uuid,
        d.decided_at, CASE WHEN n % 2 = 0 THEN d.decided_at + interval '4 years' END, d.decided_at, k.id, i.digest,
        md5('group' || n / 131072)::uuid, n % 131072, CASE WHEN n % 200 = 0 THEN ${at} END, CASE WHEN n % 500 = 1 THEN ${at} END,
        d.decided_at, d.decided_at
      FROM generate_series(1, ${credentials}) n
        JOIN decision d ON d.id = md5('decision' || n)::uuid AND d.org_id = '${organization.id}'
        CROSS JOIN (SELECT id FROM signing_key WHERE org_id = '${organization.id}' AND purpose = 'credential' LIMIT 1) k
        CROSS JOIN (SELECT digest FROM issuer_document WHERE org_id = '${organization.id}' LIMIT 1) i;
  `)
  return { organization, administrator }
}
