import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDatabase, dropDatabase } from '@assay/node'
import pg from 'pg'
import { inject } from 'vitest'
import { handle, prepareInstance, sendAuthMail } from '../src/app.ts'
import type { Config } from '../src/config.ts'
import { databaseRoles, roleUrl } from '../src/db/roles.ts'
import {
  type Actor,
  inOrg,
  inPerson,
  inSystem,
  type OrgScope,
  type PersonScope,
  type Role,
  type SystemScope,
} from '../src/db/scopes.ts'
import type { Deps } from '../src/deps.ts'
import { createOrganization } from '../src/features/organizations/commands.ts'
import { createDeps, type DepsOptions } from '../src/start/deps.ts'
import { TEST_MASTER_KEY } from './test-database.ts'
import { twinOf } from './twin.ts'

export const TEST_ORIGIN = 'http://127.0.0.1:8421'

/** The application on its own copy of the database, with a clock that tests set. Two of it answer requests in turn and share the jobs. */
export interface TestApp {
  readonly deps: Deps
  readonly clock: { now: Date }
  fetch(path: string, init?: RequestInit & { readonly as?: TestPerson | undefined }): Promise<Response>
  /** Makes an account by mailed link, as a person would, and signs in. */
  person(name: string): Promise<TestPerson>
  /** Makes an organization with its issuer and keys; `founder` is its administrator. */
  organization(founder: TestPerson, slug: string): Promise<TestOrganization>
  /** Makes a person and their membership in one go. */
  member(organization: TestOrganization, name: string, ...roles: Role[]): Promise<TestPerson>
  inOrg<T>(
    organization: TestOrganization,
    person: TestPerson,
    work: (scope: OrgScope) => Promise<T>,
  ): Promise<T>
  inPerson<T>(person: TestPerson, work: (scope: PersonScope) => Promise<T>): Promise<T>
  inSystem<T>(work: (scope: SystemScope) => Promise<T>): Promise<T>
  /** Runs the jobs that wait, and those that they add, until none is left. */
  runJobs(): Promise<void>
  /** Runs SQL as the server's superuser: to inject faults and to look behind row-level security. */
  asOwner(statement: string): Promise<Record<string, unknown>[]>
  /** Address of this copy of the database, as the superuser: for processes that a test starts. */
  readonly databaseUrl: string
  /** Deps of another process on the same database. */
  secondProcess(): Promise<{ readonly deps: Deps; close(): Promise<void> }>
  /** The link of the newest letter to an address. */
  linkMailedTo(address: string): Promise<string>
  /** Closes the application and keeps its database and files, so that `createTestApp({}, frozen)` copies them. */
  freeze(): Promise<FrozenApp>
  close(): Promise<void>
}

/** What a test prepared once and copies for each write that it tries. */
export interface FrozenApp {
  readonly database: string
  readonly dataDir: string
  remove(): Promise<void>
}

export interface TestPerson {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly cookie: string
  readonly actor: Exclude<Actor, { kind: 'system' }>
}

export interface TestOrganization {
  readonly id: string
  readonly slug: string
}

/** The application on a copy of the empty database, or of one that was filled and frozen. */
export async function createTestApp(
  overrides: Partial<Deps> = {},
  from?: FrozenApp,
  options: DepsOptions = {},
): Promise<TestApp> {
  const adminUrl = inject('adminUrl')
  const name = `assay_test_${randomBytes(6).toString('hex')}`
  const dataDir = from?.dataDir ?? (await mkdtemp(join(tmpdir(), 'assay-test-')))
  const databaseUrl = await createDatabase(adminUrl, name, { template: from?.database ?? inject('template') })
  const roles = databaseRoles('assay_test')
  const appUrl = roleUrl(databaseUrl, roles.app, TEST_MASTER_KEY)
  const made = await createDeps(testConfig(dataDir), { appUrl }, sendAuthMail, options)
  const clock = { now: new Date('2026-05-03T10:00:00Z') }
  const deps: Deps = { ...made, now: () => new Date(clock.now), ...overrides }
  const queueUrl = roleUrl(databaseUrl, roles.queue, TEST_MASTER_KEY)
  const twin = twinOf({ first: deps, overrides, appUrl, queueUrl, options })
  await prepareInstance(deps)

  const disconnect = async () => {
    await twin.close()
    await made.close()
  }
  const remove = async () => {
    await dropDatabase(adminUrl, name)
    await rm(dataDir, { recursive: true, force: true })
  }
  const fetch: TestApp['fetch'] = async (path, { as, ...init } = {}) => {
    const headers = new Headers(init.headers)
    if (as !== undefined) headers.set('cookie', as.cookie)
    if (init.method !== undefined && init.method !== 'GET' && !headers.has('origin'))
      headers.set('origin', TEST_ORIGIN)
    return handle(await twin.next(), new Request(new URL(path, TEST_ORIGIN), { ...init, headers }), {
      address: '127.0.0.1',
    })
  }
  const linkMailedTo = async (address: string) => {
    const mail = await inSystem(deps, (scope) =>
      scope.db
        .selectFrom('mail')
        .select('textBody')
        .where('toAddress', '=', address)
        .orderBy('createdAt', 'desc')
        .executeTakeFirstOrThrow(),
    )
    const link = /^https?:\/\/\S+$/m.exec(mail.textBody ?? '')?.[0]
    if (link === undefined) throw new Error(`the newest letter to ${address} has no link`)
    return link
  }
  const person = (personName: string) => makePerson(deps, linkMailedTo, personName)
  return {
    deps,
    clock,
    fetch,
    person,
    linkMailedTo,
    organization: (founder, slug) => makeOrganization(deps, founder, slug),
    member: async (organization, personName, ...memberRoles) => {
      const made = await person(personName)
      await inSystem(deps, (scope) =>
        scope.db
          .insertInto('membership')
          .values({ orgId: organization.id, personId: made.id, roles: memberRoles, joinedAt: deps.now() })
          .execute(),
      )
      return made
    },
    inOrg: async (organization, who, work) => {
      const membership = await inSystem(deps, (scope) =>
        scope.db
          .selectFrom('membership')
          .select('roles')
          .where('orgId', '=', organization.id)
          .where('personId', '=', who.id)
          .executeTakeFirst(),
      )
      return inOrg(
        deps,
        { orgId: organization.id, personId: who.id, roles: membership?.roles ?? [], actor: who.actor },
        work,
      )
    },
    inPerson: (who, work) => inPerson(deps, who.actor, work),
    inSystem: (work) => inSystem(deps, work),
    runJobs: twin.runJobs,
    databaseUrl,
    asOwner: (statement) => runAsOwner(databaseUrl, statement),
    secondProcess: async () => {
      const second = await createDeps(testConfig(dataDir), { appUrl }, sendAuthMail)
      return { deps: second, close: () => second.close() }
    },
    freeze: async () => {
      await disconnect()
      return { database: name, dataDir, remove }
    },
    close: async () => {
      await disconnect()
      if (from === undefined) await remove()
      else await dropDatabase(adminUrl, name)
    },
  }
}

function testConfig(dataDir: string): Config {
  return {
    mode: 'test',
    publicUrl: TEST_ORIGIN,
    host: '127.0.0.1',
    port: 8421,
    databaseUrl: undefined,
    rolePrefix: 'assay_test',
    dataDir,
    masterKey: TEST_MASTER_KEY,
    smtpUrl: undefined,
    mailFrom: 'assay@example.org',
    trustedProxies: [],
    openOrganizations: true,
    logLevel: 'silent',
    parts: ['web', 'worker'],
    files: { place: { kind: 'disk' }, from: undefined },
    scanner: undefined,
  }
}

async function makePerson(
  deps: Deps,
  linkMailedTo: (address: string) => Promise<string>,
  name: string,
): Promise<TestPerson> {
  const email = `${name.toLowerCase().replace(/\W+/g, '.')}.${randomBytes(3).toString('hex')}@example.org`
  await deps.auth.api.signInMagicLink({ body: { email, name }, headers: new Headers() })
  const token = new URL(await linkMailedTo(email)).searchParams.get('token') ?? ''
  const answer = await deps.auth.api.magicLinkVerify({
    query: { token },
    headers: new Headers(),
    returnHeaders: true,
  })
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const row = await inSystem(deps, (scope) =>
    scope.db
      .selectFrom('person')
      .innerJoin('personEmail', 'personEmail.personId', 'person.id')
      .select('person.id')
      .where('address', '=', email)
      .executeTakeFirstOrThrow(),
  )
  return { id: row.id, name, email, cookie, actor: { kind: 'person', personId: row.id } }
}

async function makeOrganization(deps: Deps, founder: TestPerson, slug: string): Promise<TestOrganization> {
  const { orgId } = await createOrganization(deps, founder.actor, {
    name: `Organization ${slug}`,
    slug,
    mark: slug.slice(0, 2).toUpperCase(),
    description: '',
    locale: 'en',
  })
  return { id: orgId, slug }
}

async function runAsOwner(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const result = await client.query(statement)
    return Array.isArray(result) ? [] : result.rows
  } finally {
    await client.end()
  }
}
