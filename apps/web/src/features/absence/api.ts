import { z } from 'zod'
import { type Api, orgRoute } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { delegate, endDelegation } from './commands.ts'
import { mayDelegate, mayEndDelegation, maySeeAllDelegations, maySeeOwnDelegations } from './policy.ts'
import { delegationView, presentDelegation } from './present.ts'
import { getDelegation, listDelegations } from './queries.ts'
import { delegationQuerySchema, delegationSchema } from './schema.ts'

const tag = 'Absence'
const delegations = '/organizations/{org}/delegations'

export function absenceApi(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: delegations,
      summary: 'Who stands in for whom',
      description: 'Your own, given and received; with `whose=all`, for administrators, those of everybody.',
      tag,
      query: delegationQuerySchema,
      response: z.object({ items: z.array(delegationView) }),
    },
    async (scope, { query: { whose } }) => {
      authorize(whose === 'all' ? maySeeAllDelegations(scope) : maySeeOwnDelegations(scope))
      return { items: (await listDelegations(scope, whose)).map(presentDelegation) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: delegations,
      summary: 'Let another member act with your roles for a while',
      description:
        'At most 90 days, and only roles that you were given yourself. They decide neither on their own work nor on yours. Not with an API key.',
      tag,
      body: delegationSchema,
      status: 201,
      response: delegationView,
    },
    async (scope, { body }) => {
      authorize(mayDelegate(scope))
      const { id } = await delegate(scope, body)
      return presentDelegation(await getDelegation(scope, id))
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${delegations}/{delegationId}`,
      summary: 'End a delegation',
      description: 'Both sides may, and administrators. It ends with the next request.',
      tag,
      params: z.object({ delegationId: z.uuid() }),
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayEndDelegation(scope, await getDelegation(scope, params.delegationId)))
      await endDelegation(scope, params.delegationId)
      return {}
    },
  )
}
