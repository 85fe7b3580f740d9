import { RouterContextProvider, redirect } from 'react-router'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inOwn, requestContext } from '../src/http/request-context.ts'
import { createTestApp, type TestApp, type TestPerson } from './test-app.ts'

let app: TestApp
let ada: TestPerson

beforeAll(async () => {
  app = await createTestApp()
  ada = await app.person('Ada')
})
afterAll(() => app.close())

/** What a page's action gets. */
function pageArgs() {
  const context = new RouterContextProvider()
  context.set(requestContext, {
    deps: app.deps,
    caller: {
      kind: 'person',
      personId: ada.id,
      userId: '',
      session: { id: '', token: '', provenAt: new Date(0), byFactor: false },
    },
    person: undefined,
    organizations: [],
    work: [],
    language: 'en',
    nonce: '',
    clientAddress: '127.0.0.1',
    formTargets: new Set<string>(),
  })
  return { context, request: new Request('http://127.0.0.1/'), params: {}, pattern: '/leaving' }
}

const rename = (name: string, leave: () => never) =>
  inOwn(pageArgs(), async (scope) => {
    await scope.db.updateTable('person').set({ name }).where('id', '=', ada.id).execute()
    return leave()
  })

const nameOf = () =>
  app.inPerson(ada, (scope) =>
    scope.db.selectFrom('person').select('name').where('id', '=', ada.id).executeTakeFirst(),
  )

it('keeps what was written when the work ends in a redirect', async () => {
  const left = rename('Ada L.', () => {
    throw redirect('/home')
  })
  await expect(left).rejects.toMatchObject({ status: 302 })
  expect(await nameOf()).toEqual({ name: 'Ada L.' })
})

it('rolls back when the work fails', async () => {
  const failed = rename('Nobody', () => {
    throw new Response('no', { status: 500 })
  })
  await expect(failed).rejects.toMatchObject({ status: 500 })
  expect(await nameOf()).toEqual({ name: 'Ada L.' })
})
