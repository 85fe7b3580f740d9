import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { withoutChecks } from '../../src/http/authenticate.ts'
import { createTestApp, type TestApp } from '../test-app.ts'
import { type ActorName, FOREIGN } from './actors.ts'
import { type Line, linesOf } from './expectations.ts'
import { foreignAttempts } from './foreign.ts'
import { assigningAttempts, isWrongBody } from './mass-assignment.ts'
import { attemptOf, isNoFailure, refusedActors, refusedAll } from './matrix.ts'
import { allRoutes } from './routes.ts'
import { buildWorld, type World } from './world.ts'

let world: World
let app: TestApp
let joined: ReturnType<typeof linesOf>
let lines: readonly Line[]

beforeAll(async () => {
  joined = linesOf(await allRoutes())
  lines = joined.lines
  world = await buildWorld()
  app = await createTestApp({}, world.frozen)
}, 120_000)
afterAll(async () => {
  await app.close()
  await world.frozen.remove()
})
afterEach(() => withoutChecks(app.deps, false))

describe('the list of expectations', () => {
  it('has one for every route', () => {
    expect(joined.unexpected).toEqual([])
  })

  it('has none for routes that are gone', () => {
    expect(joined.vanished).toEqual([])
  })
})

describe('records of another organization', () => {
  it('A1 A2 are not found by members who may do the same here', async () => {
    expect(await refusedAll(world, app, foreignAttempts(world, lines))).toEqual([])
  }, 240_000)

  it('A1 stay unread and unchanged by row-level security alone', async () => {
    withoutChecks(app.deps, true)
    expect(await refusedAll(world, app, foreignAttempts(world, lines), isNoFailure)).toEqual([])
  }, 240_000)

  it.each(FOREIGN)(
    'A1 stay unread and unchanged by row-level security alone when called by %s',
    async (actor) => {
      withoutChecks(app.deps, true)
      const refused = lines.filter((line) => refusedActors(line).includes(actor))
      const attempts = refused.map((line) => ({ ...attemptOf(world, line, actor), dataOnly: true }))
      expect(await refusedAll(world, app, attempts, isNoFailure)).toEqual([])
    },
    240_000,
  )
})

describe('members that a body may not have', () => {
  it('A3 are refused by every write of the API', async () => {
    const attempts = assigningAttempts(world, lines)
    expect(attempts.length).toBeGreaterThan(100)
    expect(await refusedAll(world, app, attempts, isWrongBody)).toEqual([])
  }, 240_000)
})

describe('what was taken away', () => {
  const people = '/api/v1/organizations/harbor/people'
  let copy: TestApp

  beforeEach(async () => {
    copy = await createTestApp({}, world.frozen)
  })
  afterEach(() => copy.close())

  const [administrator, manager, learner] = ['administrator', 'program_manager', 'learner'] as const
  const [key, own] = ['key', 'personal_key'] as const
  const statusOf = async (name: ActorName, path: string, init: RequestInit = {}): Promise<number> => {
    const { person, bearer } = world.actors[name]
    const headers = new Headers(init.headers)
    if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
    if (init.body !== undefined) headers.set('content-type', 'application/json')
    const response = await copy.fetch(path, { ...init, headers, as: person })
    await response.body?.cancel()
    return response.status
  }
  const idOf = (name: ActorName): string => world.actors[name].person?.id ?? ''
  const setRoles = (name: ActorName, ...roles: string[]) =>
    statusOf(administrator, `${people}/${idOf(name)}`, { method: 'PUT', body: JSON.stringify({ roles }) })

  it('A4 a role ends with the next call of an open session', async () => {
    expect(await statusOf(manager, people)).toBe(200)
    expect(await setRoles(manager, 'learner')).toBe(200)
    expect(await statusOf(manager, people)).toBe(403)
  })

  it('A4 a key does no more than its maker may do now', async () => {
    expect(await setRoles('executive', 'administrator')).toBe(200)
    expect(await statusOf(key, people)).toBe(200)
    expect(await setRoles(administrator, 'learner')).toBe(200)
    expect(await statusOf(key, people)).toBe(403)
  })

  it('A4 who is no member any more finds no organization, by session or by key', async () => {
    expect(await setRoles('executive', 'administrator')).toBe(200)
    const ended = await statusOf('executive', `${people}/${idOf(administrator)}`, { method: 'DELETE' })
    expect(ended).toBe(204)
    expect([await statusOf(administrator, people), await statusOf(key, people)]).toEqual([404, 401])
    expect(await statusOf(administrator, '/o/harbor/people')).toBe(404)
  })

  it('A4 a revoked key opens nothing', async () => {
    const { items } = (await (
      await copy.fetch('/api/v1/me/api-keys', { as: world.actors.learner.person })
    ).json()) as { items: { id: string; name: string }[] }
    const id = items.find(({ name }) => name === 'Own key of the matrix')?.id ?? ''
    expect(await statusOf(own, '/api/v1/me')).toBe(200)
    expect(await statusOf(learner, `/api/v1/me/api-keys/${id}`, { method: 'DELETE' })).toBe(204)
    expect(await statusOf(own, '/api/v1/me')).toBe(401)
  })

  it('A4 an ended session opens nothing', async () => {
    expect(await statusOf(learner, '/api/v1/me/sessions', { method: 'DELETE' })).toBe(200)
    expect(await statusOf(learner, '/api/v1/me')).toBe(401)
  })
})

describe('in production', () => {
  it('there is no outbox for anybody', async () => {
    const config = { ...app.deps.config, mode: 'production' as const }
    const production = await createTestApp({ config }, world.frozen)
    const response = await production.fetch('/outbox', { as: world.actors.administrator.person })
    await production.close()
    expect(response.status).toBe(404)
  })
})

describe('the matrix itself', () => {
  it('tells leaks and changes when the checks within an organization are off', async () => {
    withoutChecks(app.deps, true)
    const people = '/api/v1/organizations/{org}/people'
    const attempts = lines
      .filter(({ route }) => [`GET ${people}`, `POST ${people}`].includes(route.key))
      .map((line) => attemptOf(world, line, 'learner'))
    const problems = (await refusedAll(world, app, attempts)).join('\n')
    expect(problems).toContain('learner: GET /api/v1/organizations/{org}/people was not refused: 200')
    expect(problems).toContain('learner: GET /api/v1/organizations/{org}/people told')
    expect(problems).toMatch(/learner: POST \S+ changed .*assay\.membership/)
  })
})
