import { createKey } from '../../src/features/api-keys/commands.ts'
import { endMembership } from '../../src/features/organizations/commands/people.ts'
import { API_SCOPES } from '../../src/policy.ts'
import type { Role } from '../../src/roles.ts'
import {
  createTestApp,
  type FrozenApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../test-app.ts'
import { type ActorName, type Credentials, MEMBERS } from './actors.ts'
import { makeRecords, type Records, secretWords } from './records.ts'

/** Two organizations with one of everything, and everybody who may or may not touch it. */
export interface World {
  readonly frozen: FrozenApp
  readonly actors: Readonly<Record<ActorName, Credentials>>
  readonly harbor: Records
  readonly other: Records
  /** Words that only members may read: names, addresses, private texts and ids; of each organization. */
  readonly secrets: { readonly harbor: readonly string[]; readonly other: readonly string[] }
}

type People = Readonly<Record<Exclude<(typeof MEMBERS)[number], never>, TestPerson>>

/** Builds the world by the commands that people use, and freezes it for copying. */
export async function buildWorld(): Promise<World> {
  const app = await createTestApp()
  const [harbor, other] = [await makeMembers(app, 'harbor'), await makeMembers(app, 'other')]
  const stranger = await app.person('Zq stranger nowhere')
  const left = await app.member(harbor.organization, 'Zq left harbor', 'administrator')
  await app.inOrg(harbor.organization, harbor.people.administrator, (scope) => endMembership(scope, left.id))
  const [own, foreign] = [
    await makeRecords(app, harbor.organization, castOf(harbor.people), stranger.email),
    await makeRecords(app, other.organization, castOf(other.people), 'zq.invited.other@example.org'),
  ]
  const keys = await makeKeys(app, harbor, other)
  const actors: Record<ActorName, Credentials> = {
    ...(Object.fromEntries(MEMBERS.map((name) => [name, { person: harbor.people[name] }])) as Record<
      (typeof MEMBERS)[number],
      Credentials
    >),
    foreign_administrator: { person: other.people.administrator },
    stranger: { person: stranger },
    left: { person: left },
    ...keys,
    anonymous: {},
  }
  const frozen = await app.freeze()
  return {
    frozen,
    actors,
    harbor: own,
    other: foreign,
    secrets: {
      harbor: secretsOf('harbor', harbor.people, own),
      other: secretsOf('other', other.people, foreign),
    },
  }
}

interface Members {
  readonly organization: TestOrganization
  readonly people: People
}

async function makeMembers(app: TestApp, slug: string): Promise<Members> {
  const administrator = await app.person(`Zq administrator ${slug}`)
  const organization = await app.organization(administrator, slug)
  const people: Partial<Record<(typeof MEMBERS)[number], TestPerson>> = { administrator }
  for (const name of MEMBERS) {
    if (name === 'administrator') continue
    const role =
      name === 'set_holder' || name === 'delegate' ? 'learner' : (name.replace('second_', '') as Role)
    people[name] = await app.member(organization, `Zq ${name.replaceAll('_', ' ')} ${slug}`, role)
  }
  return { organization, people: people as People }
}

const castOf = (people: People) => ({
  administrator: people.administrator,
  manager: people.program_manager,
  assessor: people.assessor,
  secondAssessor: people.second_assessor,
  learner: people.learner,
  secondLearner: people.second_learner,
  newcomer: people.observer,
  lead: people.people_manager,
  setHolder: people.set_holder,
  delegate: people.delegate,
})

async function makeKeys(app: TestApp, harbor: Members, other: Members) {
  const make = async ({ organization, people }: Members, scopes: typeof API_SCOPES | readonly []) => {
    const { secret } = await app.inOrg(organization, people.administrator, (scope) =>
      createKey(scope, { name: 'Key of the matrix', scopes, expiresInDays: 30 }),
    )
    return { bearer: secret }
  }
  const personal = await app.inPerson(harbor.people.learner, (scope) =>
    createKey(scope, {
      name: 'Own key of the matrix',
      scopes: ['backpack:read', 'backpack:write', 'profile:read', 'profile:write'],
      expiresInDays: 30,
    }),
  )
  return {
    key: await make(harbor, API_SCOPES),
    empty_key: await make(harbor, []),
    foreign_key: await make(other, API_SCOPES),
    personal_key: { bearer: personal.secret },
  }
}

/** Names of public records, which anyone may read at their own addresses. */
const PUBLIC: readonly (keyof Records)[] = [
  'org',
  'achievement',
  'unstarted',
  'version',
  'statusList',
  'draftRevision',
  'badge',
]

function secretsOf(slug: string, people: People, records: Records): readonly string[] {
  const ids = Object.entries(records).flatMap(([name, value]) =>
    typeof value === 'string' &&
    value.length > 20 &&
    !PUBLIC.includes(name as keyof Records) &&
    name !== 'orgId'
      ? [value]
      : [],
  )
  return [
    ...Object.values(people).flatMap(({ name, email }) => [name, email]),
    ...secretWords(slug),
    `zq.proven.${slug}@example.org`,
    `zq.waiting.${slug}@example.org`,
    `zqbadge${slug}`,
    ...ids,
  ]
}
