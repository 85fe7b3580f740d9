import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../test-app.ts'
import { ACTORS } from './actors.ts'
import { type Line, linesOf } from './expectations.ts'
import { attemptOf, readAll, refusedActors, refusedAll, writeOnce, writersOf } from './matrix.ts'
import { restorable } from './restore.ts'
import { allRoutes, type RouteKey } from './routes.ts'
import { buildWorld, type World } from './world.ts'

/** The tests of one part of the matrix: each route of it, by each actor, in the harbor. */
export function actorTests(part: (route: RouteKey) => boolean): void {
  let world: World
  let app: TestApp
  let lines: readonly Line[]

  beforeAll(async () => {
    lines = linesOf(await allRoutes()).lines.filter(({ route }) => part(route))
    world = await buildWorld()
    app = await createTestApp({}, world.frozen)
  }, 120_000)
  afterAll(async () => {
    await app.close()
    await world.frozen.remove()
  })

  describe.each(ACTORS)('%s', (actor) => {
    it('is refused what is not theirs, learns nothing and changes nothing', async () => {
      const refused = lines.filter((line) => refusedActors(line).includes(actor))
      const attempts = refused.map((line) => attemptOf(world, line, actor))
      expect(await refusedAll(world, app, attempts)).toEqual([])
    }, 180_000)

    it('reads what is theirs', async () => {
      expect(await readAll(world, app, lines, actor)).toEqual([])
    }, 180_000)
  })

  it('lets those write who may', async () => {
    const writes = lines
      .filter(({ route }) => route.method !== 'GET')
      .flatMap((line) => writersOf(line).map((actor) => ({ line, actor })))
    const copy = await createTestApp({}, world.frozen)
    const once = await restorable(copy)
    const problems: string[] = []
    for (const { line, actor } of writes) problems.push(...(await writeOnce(world, once, line, actor)))
    await copy.close()
    expect(problems).toEqual([])
  }, 180_000)
}
