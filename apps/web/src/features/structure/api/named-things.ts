import { z } from 'zod'
import type { OrgScope } from '../../../db/scopes.ts'
import { type Api, orgRoute, pageOf } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { memberView, presentMember } from '../present.ts'
import type { Members } from '../queries/members.ts'
import { peopleSchema } from '../schema.ts'

/** What the documentation says of a route. */
interface Words {
  readonly summary: string
  readonly description?: string
}

/** Things of an organization that have a name and members: departments, groups, role sets. */
export interface NamedThings<
  V extends z.ZodType,
  B extends z.ZodType,
  C extends z.ZodType,
  Q extends z.ZodObject,
> {
  readonly tag: string
  /** Address of the list. */
  readonly path: string
  /** How addresses call the id of one of them. */
  readonly idName: string
  readonly words: Readonly<
    Record<'list' | 'create' | 'get' | 'change' | 'remove' | 'people' | 'add' | 'takeOut', Words>
  >
  readonly view: V
  readonly createBody: B
  readonly changeBody: C
  readonly peopleQuery: Q
  readonly maySee: (scope: OrgScope) => boolean
  readonly mayDefine: (scope: OrgScope) => boolean
  readonly mayMovePeople: (scope: OrgScope) => boolean
  readonly list: (scope: OrgScope) => Promise<z.input<V>[]>
  /** Error `not_found`; so those of the following that are given an id. */
  readonly get: (scope: OrgScope, id: string) => Promise<z.input<V>>
  readonly create: (scope: OrgScope, input: z.output<B>) => Promise<{ readonly id: string }>
  readonly change: (scope: OrgScope, id: string, input: z.output<C>) => Promise<void>
  readonly remove: (scope: OrgScope, id: string) => Promise<void>
  readonly people: (scope: OrgScope, id: string, query: z.output<Q>) => Promise<Members>
  readonly add: (scope: OrgScope, id: string, personIds: readonly string[]) => Promise<void>
  readonly takeOut: (scope: OrgScope, id: string, personIds: readonly string[]) => Promise<void>
}

const nothing = z.object({})

/** Routes for a list of things, for one of them, and for who belongs to it. */
export function namedThingRoutes<
  V extends z.ZodType,
  B extends z.ZodType,
  C extends z.ZodType,
  Q extends z.ZodObject,
>(api: Api, things: NamedThings<V, B, C, Q>): void {
  const one = `${things.path}/{${things.idName}}`
  const params = z.object({ [things.idName]: z.uuid() })
  listRoutes(api, things)
  oneRoutes(api, things, { path: one, params })
  peopleRoutes(api, things, { path: `${one}/people`, params })
}

interface Place {
  readonly path: string
  readonly params: z.ZodObject<Record<string, z.ZodUUID>>
}

/** A parameter, which its schema has made sure of. */
const idIn = (params: Readonly<Record<string, string>>, name: string): string => params[name] ?? ''

function listRoutes<V extends z.ZodType, B extends z.ZodType, C extends z.ZodType, Q extends z.ZodObject>(
  api: Api,
  { tag, path, words, view, createBody, ...things }: NamedThings<V, B, C, Q>,
): void {
  const response: z.ZodType<unknown, { items: z.input<V>[] }> = z.object({ items: z.array(view) })
  orgRoute(api, { method: 'get', path, ...words.list, tag, response }, async (scope) => {
    authorize(things.maySee(scope))
    return { items: await things.list(scope) }
  })
  orgRoute(
    api,
    { method: 'post', path, ...words.create, tag, body: createBody, status: 201, response: view },
    async (scope, { body }) => {
      authorize(things.mayDefine(scope))
      const { id } = await things.create(scope, body)
      return things.get(scope, id)
    },
  )
}

function oneRoutes<V extends z.ZodType, B extends z.ZodType, C extends z.ZodType, Q extends z.ZodObject>(
  api: Api,
  { tag, words, view, changeBody, ...things }: NamedThings<V, B, C, Q>,
  { path, params }: Place,
): void {
  orgRoute(
    api,
    { method: 'get', path, ...words.get, tag, params, response: view },
    async (scope, { params: given }) => {
      authorize(things.maySee(scope))
      return things.get(scope, idIn(given, things.idName))
    },
  )
  orgRoute(
    api,
    { method: 'put', path, ...words.change, tag, params, body: changeBody, response: view },
    async (scope, { params: given, body }) => {
      authorize(things.mayDefine(scope))
      await things.change(scope, idIn(given, things.idName), body)
      return things.get(scope, idIn(given, things.idName))
    },
  )
  orgRoute(
    api,
    { method: 'delete', path, ...words.remove, tag, params, status: 204, response: nothing },
    async (scope, { params: given }) => {
      authorize(things.mayDefine(scope))
      await things.remove(scope, idIn(given, things.idName))
      return {}
    },
  )
}

function peopleRoutes<V extends z.ZodType, B extends z.ZodType, C extends z.ZodType, Q extends z.ZodObject>(
  api: Api,
  { tag, words, peopleQuery, ...things }: NamedThings<V, B, C, Q>,
  { path, params }: Place,
): void {
  orgRoute(
    api,
    { method: 'get', path, ...words.people, tag, params, query: peopleQuery, response: pageOf(memberView) },
    async (scope, { params: given, query }) => {
      authorize(things.maySee(scope))
      await things.get(scope, idIn(given, things.idName))
      const { items, total } = await things.people(scope, idIn(given, things.idName), query)
      return { total, items: items.map(presentMember) }
    },
  )
  orgRoute(
    api,
    { method: 'post', path, ...words.add, tag, params, body: peopleSchema, status: 204, response: nothing },
    async (scope, { params: given, body }) => {
      authorize(things.mayMovePeople(scope))
      await things.add(scope, idIn(given, things.idName), body.personIds)
      return {}
    },
  )
  const one = { path: `${path}/{personId}`, params: params.extend({ personId: z.uuid() }) }
  orgRoute(
    api,
    { method: 'delete', ...one, ...words.takeOut, tag, status: 204, response: nothing },
    async (scope, { params: given }) => {
      authorize(things.mayMovePeople(scope))
      await things.takeOut(scope, idIn(given, things.idName), [idIn(given, 'personId')])
      return {}
    },
  )
}
