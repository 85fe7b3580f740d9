import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import { orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { addPerson, changeMembership, endMembership } from '../commands/people.ts'
import { mayManagePeople, maySeePeople } from '../policy.ts'
import { personView, presentPerson } from '../present.ts'
import { getMember, listPeople } from '../queries.ts'
import { membershipSchema, newPersonSchema, peopleQuerySchema } from '../schema.ts'

const tag = 'People'
const byPerson = z.object({ personId: z.uuid() })

export function peopleRoutes(api: OpenAPIHono<AppEnvironment>): void {
  const people = '/organizations/{org}/people'
  orgRoute(
    api,
    {
      method: 'get',
      path: people,
      summary: 'The members of an organization',
      tag,
      query: peopleQuerySchema,
      response: pageOf(personView),
    },
    async (scope, { query }) => {
      authorize(maySeePeople(scope))
      const { items, ...counted } = await listPeople(scope, query)
      return { ...counted, items: items.map(presentPerson) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: people,
      summary: 'Enter a person who has no account yet',
      description: 'Once they sign up with the address and prove it, the account is this person.',
      tag,
      body: newPersonSchema,
      status: 201,
      response: personView,
    },
    async (scope, { body }) => {
      authorize(mayManagePeople(scope))
      const { personId } = await addPerson(scope, body)
      return presentPerson(await getMember(scope, personId))
    },
  )
  memberRoutes(api, `${people}/{personId}`)
}

function memberRoutes(api: OpenAPIHono<AppEnvironment>, member: string): void {
  orgRoute(
    api,
    { method: 'get', path: member, summary: 'A member', tag, params: byPerson, response: personView },
    async (scope, { params }) => {
      authorize(maySeePeople(scope))
      return presentPerson(await getMember(scope, params.personId))
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: member,
      summary: 'Change what a member is here',
      description: 'Takes effect at their next request. An organization keeps at least one administrator.',
      tag,
      params: byPerson,
      body: membershipSchema,
      response: personView,
    },
    async (scope, { params, body }) => {
      authorize(mayManagePeople(scope))
      await changeMembership(scope, params.personId, body)
      return presentPerson(await getMember(scope, params.personId))
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: member,
      summary: 'End a membership',
      description: 'The person keeps their account and backpack; their keys for this organization end.',
      tag,
      params: byPerson,
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayManagePeople(scope))
      await endMembership(scope, params.personId)
      return {}
    },
  )
}
