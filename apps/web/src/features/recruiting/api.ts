import { type Api, orgCallRoute, orgRoute, pageOf } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { checkMany } from './commands.ts'
import { mayCheckMany, maySeeHolders } from './policy.ts'
import { checkedView, holderView, presentChecked, presentHolder } from './present.ts'
import { listPublicHolders } from './queries.ts'
import { checkSchema, holdersQuerySchema, submittedBadge } from './schema.ts'

const tag = 'Candidates'

export function recruitingApi(api: Api): void {
  orgCallRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/checks',
      summary: 'Verify several badges at once',
      description:
        'At most 20, each an address, a text or JSON; the reports come in the same order. Nothing of what was verified is kept by it. Each counts as a verification.',
      tag,
      body: checkSchema,
      // Nothing of what is verified is kept, so not its report either.
      tellsSecret: true,
      response: checkedView,
    },
    async (deps, run, { body }, clientAddress) => {
      await run(async (scope) => authorize(mayCheckMany(scope)))
      return presentChecked(await checkMany(deps, clientAddress, body.badges.map(submittedBadge)))
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/holders',
      summary: 'Members who hold a micro-credential and show it publicly',
      description: 'Whoever keeps it private, or shares it by link alone, is not among them.',
      tag,
      query: holdersQuerySchema,
      response: pageOf(holderView),
    },
    async (scope, { query }) => {
      authorize(maySeeHolders(scope))
      const { items, total } = await listPublicHolders(scope, query)
      return { total, items: items.map(presentHolder) }
    },
  )
}
