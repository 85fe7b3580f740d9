import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill } from '../assessments/work.fixture.ts'
import { invite } from '../organizations/commands/invitations.ts'
import { deliverDue, forgetOld } from './commands/deliver.ts'
import {
  changeWebhook,
  createWebhook,
  disableWebhook,
  enableWebhook,
  removeWebhook,
  replayDelivery,
  replayFailed,
  rotateSecret,
  sendTest,
} from './commands.ts'
import { getWebhook, listDeliveries, listWebhooks } from './queries.ts'
import { RETRY_AFTER_SECONDS } from './schema.ts'

interface Got {
  readonly headers: Record<string, string>
  readonly body: string
}

let app: TestApp
let server: Server
let origin: string
let canary: Server
let touched = 0
let harbor: TestOrganization
let other: TestOrganization
let administrator: TestPerson
const got: Got[] = []
let answer: (response: ServerResponse) => void

beforeAll(async () => {
  server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (part) => {
      body += part
    })
    request.on('end', () => {
      got.push({ headers: request.headers as Record<string, string>, body })
      answer(response)
    })
  })
  canary = createServer((_, response) => {
    touched += 1
    response.end()
  })
  for (const each of [server, canary]) await new Promise<void>((go) => each.listen(0, '127.0.0.1', go))
  origin = addressOf(server)
  app = await createTestApp({}, undefined, { allowOrigins: [origin] })
  administrator = await app.person('Administrator')
  harbor = await app.organization(administrator, 'harbor')
  other = await app.organization(administrator, 'other')
})
afterAll(async () => {
  await app.close()
  for (const each of [server, canary]) {
    each.closeAllConnections()
    each.close()
  }
})
beforeEach(() => {
  app.clock.now = new Date()
  answer = (response) => response.end('taken')
})
afterEach(async () => {
  for (const organization of [harbor, other]) {
    const hooks = await as(listWebhooks, organization)
    for (const { id } of hooks) await as((scope) => removeWebhook(scope, id), organization)
  }
  await app.asOwner('DELETE FROM graphile_worker._private_jobs; DELETE FROM assay.webhook_event')
  got.length = 0
})

const addressOf = (each: Server) => `http://127.0.0.1:${(each.address() as AddressInfo).port}`
const as = <T>(work: Parameters<typeof app.inOrg<T>>[2], organization = harbor) =>
  app.inOrg(organization, administrator, work)
const hook = (events: string[] = [], organization = harbor) =>
  as((scope) => createWebhook(scope, { url: `${origin}/hook`, description: '', events }), organization)
const cause = (organization = harbor) => publishedSpill(app, organization, administrator)
const deliveries = async (id: string) =>
  (await as((scope) => listDeliveries(scope, id, { limit: 200, offset: 0 }))).items
const stateOf = (id: string) => as((scope) => getWebhook(scope, id))
const later = (seconds: number) => {
  app.clock.now = new Date(app.clock.now.getTime() + seconds * 1000)
}
const only = async (id: string) => {
  const [first, ...rest] = await deliveries(id)
  if (first === undefined || rest.length > 0) throw new Error(`${rest.length} deliveries too many or none`)
  return first
}

describe('a webhook', () => {
  it('is told what happened, signed so that a library of others verifies it, and names nobody', async () => {
    const { id, secret } = await hook()
    await as((scope) =>
      invite(scope, {
        address: 'secret.person@example.org',
        roles: ['learner'],
        name: 'Secret Person',
        departmentId: undefined,
        jobTitle: undefined,
      }),
    )
    await cause()
    await app.runJobs()
    const types = got.map(({ headers, body }) => {
      const message = new Webhook(secret).verify(body, headers) as {
        type: string
        data: Record<string, unknown>
      }
      expect(message.data).toMatchObject({ id: headers['webhook-id'], organization: harbor.id })
      return message.type
    })
    expect(types).toEqual(
      expect.arrayContaining(['achievement.created', 'achievement.published', 'invitation.sent']),
    )
    expect(got.map(({ body }) => body).join()).not.toMatch(/secret\.person|Secret Person/)
    expect((await deliveries(id)).every(({ state }) => state === 'delivered')).toBe(true)
    const forged = got[0] ?? { headers: {}, body: '' }
    expect(() => new Webhook(secret).verify(`${forged.body} `, forged.headers)).toThrow()
  })

  it('gets only the types that it asked for, and nothing of another organization', async () => {
    await hook(['achievement.published'])
    await cause(other)
    await cause()
    await app.runJobs()
    expect(got.map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
      'achievement.published',
    ])
    const [row] = await app.asOwner(
      `SELECT count(*)::int AS n FROM assay.webhook_event WHERE org_id = '${other.id}'`,
    )
    expect(row?.n).toBe(0)
  })

  it('hears nothing of a change that was rolled back', async () => {
    await hook()
    const failing = as(async (scope) => {
      await invite(scope, {
        address: 'a@example.org',
        roles: ['learner'],
        name: undefined,
        departmentId: undefined,
        jobTitle: undefined,
      })
      throw new Error('the change failed')
    })
    await expect(failing).rejects.toThrow('the change failed')
    await app.runJobs()
    expect(got).toEqual([])
  })

  it('is signed by the replaced secret as well for a day', async () => {
    const { id, secret } = await hook()
    const next = await as((scope) => rotateSecret(scope, id))
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    const { headers, body } = got[0] ?? { headers: {}, body: '' }
    for (const each of [secret, next.secret]) expect(new Webhook(each).verify(body, headers)).toBeTruthy()
    later(25 * 3600)
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    expect(got[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(1)
    const [row] = await app.asOwner(
      `SELECT secret_sealed::text AS sealed FROM assay.webhook_endpoint WHERE id = '${id}'`,
    )
    expect(row?.sealed).not.toContain(Buffer.from(secret.slice(6), 'base64').toString('hex'))
  })
})

describe('a delivery', () => {
  it('is tried by the schedule of the specification, then given up, each answer kept to 2 KiB', async () => {
    answer = (response) => response.writeHead(500).end('x'.repeat(9000))
    const { id } = await hook()
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    for (const seconds of RETRY_AFTER_SECONDS.slice(1)) {
      const tries = got.length
      later(seconds - 1)
      await deliverDue(app.deps)
      await app.runJobs()
      expect(got).toHaveLength(tries)
      later(1)
      await deliverDue(app.deps)
      await app.runJobs()
      expect(got).toHaveLength(tries + 1)
    }
    const delivery = await only(id)
    expect(delivery).toMatchObject({ state: 'failed', nextAt: null })
    expect(delivery.attempts.map(({ status }) => status)).toEqual(Array(10).fill(500))
    expect(delivery.attempts[0]?.answer).toHaveLength(2048)
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  it('waits for as long as its receiver asks', async () => {
    answer = (response) => response.writeHead(429, { 'retry-after': '600' }).end()
    const { id } = await hook()
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    const { nextAt } = await only(id)
    expect(nextAt?.getTime()).toBe(app.clock.now.getTime() + 600_000)
  })

  it('S3 follows no redirect', async () => {
    answer = (response) => response.writeHead(302, { location: `${addressOf(canary)}/` }).end()
    const { id } = await hook()
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    expect((await only(id)).attempts[0]).toMatchObject({ status: 302 })
    expect(touched).toBe(0)
  })

  it('S1 goes to no private address, neither when a webhook is made nor when one is already there', async () => {
    for (const url of [
      addressOf(canary),
      'https://127.0.0.1/',
      'https://localhost/',
      'https://169.254.169.254/',
    ])
      await expect(
        as((scope) => createWebhook(scope, { url, description: '', events: [] })),
      ).rejects.toMatchObject({
        code: 'invalid_input',
      })
    const { id } = await hook()
    await app.asOwner(`UPDATE assay.webhook_endpoint SET url = '${addressOf(canary)}/' WHERE id = '${id}'`)
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    expect(touched).toBe(0)
    expect((await only(id)).attempts[0]).toMatchObject({
      status: null,
      error: expect.stringContaining('https'),
    })
  })

  it('is sent again with its id, one alone or all that failed since a moment', async () => {
    answer = (response) => response.writeHead(500).end()
    const { id } = await hook()
    await as((scope) => sendTest(scope, id))
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    await as((scope) => disableWebhook(scope, id))
    await expect(as((scope) => replayFailed(scope, id, new Date(0)))).rejects.toMatchObject({
      code: 'wrong_state',
    })
    await as((scope) => enableWebhook(scope, id))
    answer = (response) => response.end()
    const [first] = await deliveries(id)
    await as((scope) => replayDelivery(scope, id, first?.id ?? ''))
    await app.runJobs()
    expect((await deliveries(id)).map(({ state }) => state).sort()).toEqual(['delivered', 'failed'])
    expect(got.at(-1)?.headers['webhook-id']).toBe(first?.eventId)
    expect(await as((scope) => replayFailed(scope, id, app.clock.now))).toEqual({ replayed: 1 })
    await app.runJobs()
    expect((await deliveries(id)).every(({ state }) => state === 'delivered')).toBe(true)
  })

  it('is forgotten after thirty days', async () => {
    const { id } = await hook()
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    later(29 * 86_400)
    await forgetOld(app.deps)
    expect(await deliveries(id)).toHaveLength(1)
    later(2 * 86_400)
    await forgetOld(app.deps)
    expect(await deliveries(id)).toEqual([])
  })
})

describe('an endpoint', () => {
  const letters = () =>
    app.asOwner(
      `SELECT subject FROM assay.mail WHERE template = 'webhook_disabled' AND to_address = '${administrator.email}'`,
    )

  it('that says that it is gone is disabled at once, and its owner told', async () => {
    answer = (response) => response.writeHead(410).end()
    const before = (await letters()).length
    const { id } = await hook()
    await as((scope) => sendTest(scope, id))
    await app.runJobs()
    expect(await stateOf(id)).toMatchObject({ enabled: false, disabledFor: 'gone' })
    expect(await letters()).toHaveLength(before + 1)
    await expect(as((scope) => sendTest(scope, id))).rejects.toMatchObject({ code: 'wrong_state' })
    await cause()
    expect(await deliveries(id)).toHaveLength(1)
  })

  it('that fails for days is disabled, one that recovers is not', async () => {
    answer = (response) => response.writeHead(503).end()
    const { id } = await hook()
    const tryOnce = async () => {
      await as((scope) => sendTest(scope, id))
      await app.runJobs()
    }
    await tryOnce()
    later(4 * 86_400)
    answer = (response) => response.end()
    await tryOnce()
    expect(await stateOf(id)).toMatchObject({ enabled: true, failingSince: null })
    answer = (response) => response.writeHead(503).end()
    await tryOnce()
    later(5 * 86_400)
    await tryOnce()
    expect(await stateOf(id)).toMatchObject({ enabled: false, disabledFor: 'failing' })
  })

  it('is not changed by who saw an older state of it', async () => {
    const { id } = await hook()
    const change = { url: `${origin}/other`, description: 'New', events: ['credential.issued'], revision: 1 }
    await as((scope) => changeWebhook(scope, id, change))
    await expect(as((scope) => changeWebhook(scope, id, change))).rejects.toMatchObject({ code: 'stale' })
    expect(await stateOf(id)).toMatchObject({ events: ['credential.issued'], revision: 2 })
    await expect(
      as((scope) => changeWebhook(scope, id, { ...change, revision: 2, events: ['nothing.known'] })),
    ).rejects.toMatchObject({ code: 'invalid_input' })
  })
})

describe('the pages and the API of webhooks', () => {
  it('show the secret once, the deliveries with their answers, and send again', async () => {
    const form = new URLSearchParams({ url: `${origin}/hook`, description: 'Payroll' })
    const made = await app.fetch('/o/harbor/webhooks', { method: 'POST', as: administrator, body: form })
    const secret = /whsec_[A-Za-z0-9+/=]+/.exec(await made.text())?.[0]
    expect(secret).toBeDefined()
    const list = await (await app.fetch('/o/harbor/webhooks', { as: administrator })).text()
    expect(list).toContain('Payroll')
    expect(list).not.toContain('whsec_')
    const [webhook] = await as(listWebhooks)
    const page = `/o/harbor/webhooks/${webhook?.id}`
    const post = (fields: Record<string, string>) =>
      app.fetch(page, { method: 'POST', as: administrator, body: new URLSearchParams(fields) })
    expect((await post({ intent: 'test' })).status).toBe(302)
    await app.runJobs()
    const shown = await (await app.fetch(page, { as: administrator })).text()
    expect(shown).toContain('webhook.test')
    expect(shown).toContain('answered 200')
    expect((await post({ intent: 'replay-failed', since: '2026-01-01T00:00' })).status).toBe(302)
    expect((await post({ intent: 'replay-failed', since: 'never' })).status).toBe(422)
    const answered = await app.fetch(`/api/v1/organizations/harbor/webhooks/${webhook?.id}/deliveries`, {
      as: administrator,
    })
    expect(await answered.json()).toMatchObject({
      total: 1,
      items: [{ state: 'delivered', type: 'webhook.test' }],
    })
  })
})
