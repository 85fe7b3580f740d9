import { z } from 'zod'
import type { OrgScope } from '../../../db/scopes.ts'
import { type Api, mountCalls, orgRoute, pageOf, pagingSchema } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { enterEvent } from '../commands/enter-event.ts'
import { closeEvent, createEvent, decideEntries } from '../commands/events.ts'
import { mayHoldEvents, maySeeEvents } from '../policy.ts'
import { entryView, eventView, eventWithCodeView, presentEntry, presentEvent } from '../present/event-view.ts'
import { getEvent, listEntries, listEvents } from '../queries/events.ts'
import { readEvent } from '../queries/find-event.ts'
import { EVENT_STATES } from '../schema/event-terms.ts'
import { decideSchema, entriesQuerySchema, entrySchema, eventSchema } from '../schema/events.ts'

const TAG = 'Events'
const params = z.object({ event: z.uuid() })

export function eventRoutes(api: Api): void {
  readRoutes(api)
  holdingRoutes(api)
  publicRoutes(api)
}

async function withCode(scope: OrgScope, eventId: string): Promise<z.input<typeof eventWithCodeView>> {
  const event = await getEvent(scope, eventId)
  return { ...presentEvent(event, scope.deps.now()), url: event.url }
}

function readRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/events',
      summary: 'Events at which people claim a badge by a code',
      tag: TAG,
      query: pagingSchema,
      response: pageOf(eventView),
    },
    async (scope, { query }) => {
      authorize(maySeeEvents(scope))
      const { items, total } = await listEvents(scope, query)
      return { total, items: items.map((row) => presentEvent(row, scope.deps.now())) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/events/{event}',
      summary: 'One event, with the address of its code',
      tag: TAG,
      params,
      response: eventWithCodeView,
    },
    async (scope, { params: { event } }) => {
      authorize(maySeeEvents(scope))
      return withCode(scope, event)
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/events/{event}/entries',
      summary: 'Who came to an event',
      tag: TAG,
      params,
      query: entriesQuerySchema,
      response: pageOf(entryView),
    },
    async (scope, { params: { event }, query }) => {
      authorize(maySeeEvents(scope))
      await getEvent(scope, event)
      const { items, total } = await listEntries(scope, event, query)
      return { total, items: items.map(presentEntry) }
    },
  )
}

function holdingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/events',
      summary: 'Make an event with places and a time',
      tag: TAG,
      body: eventSchema,
      response: eventWithCodeView,
      status: 201,
    },
    async (scope, { body }) => {
      authorize(mayHoldEvents(scope))
      const { eventId } = await createEvent(scope, body)
      return withCode(scope, eventId)
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/events/{event}/close',
      summary: 'Close an event before its time',
      tag: TAG,
      params,
      response: eventWithCodeView,
    },
    async (scope, { params: { event } }) => {
      authorize(mayHoldEvents(scope))
      await closeEvent(scope, event)
      return withCode(scope, event)
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/events/{event}/decide',
      summary: 'Approve or refuse several who wait',
      tag: TAG,
      params,
      body: decideSchema,
      response: z
        .object({ awarded: z.number().int(), refused: z.number().int() })
        .meta({ id: 'EntriesDecided' }),
    },
    async (scope, { params: { event }, body }) => {
      authorize(mayHoldEvents(scope))
      return decideEntries(scope, event, body)
    },
  )
}

const shownView = z
  .object({
    title: z.string(),
    issuer: z.string(),
    name: z.string(),
    proves: z.string(),
    state: z.enum(EVENT_STATES),
    opensAt: z.iso.datetime(),
    closesAt: z.iso.datetime(),
    needsApproval: z.boolean(),
  })
  .meta({ id: 'PublicEvent' })

/** For whoever has the code. */
function publicRoutes(api: Api): void {
  mountCalls(
    api,
    {
      method: 'get',
      path: '/events/{token}',
      summary: 'What the code of an event leads to',
      tag: TAG,
      params: z.object({ token: z.string().max(200) }),
      response: shownView,
    },
    'public',
    async ({ c, input }) => {
      const { drawing: _drawing, mark: _mark, ...shown } = await readEvent(c.env.deps, input.params.token)
      return Response.json(shown)
    },
  )
  mountCalls(
    api,
    {
      method: 'post',
      path: '/events/{token}/entries',
      summary: 'Ask for the badge of an event',
      description: 'A letter follows. The answer is the same for who asked before.',
      tag: TAG,
      params: z.object({ token: z.string().max(200) }),
      body: entrySchema,
      response: z.object({}),
      status: 202,
      takesSecret: true,
    },
    'public',
    async ({ c, input }) => {
      await enterEvent(c.env.deps, c.env.clientAddress, input.params.token, input.body)
      return Response.json({}, { status: 202 })
    },
  )
}
