import { type Api, orgRoute } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { maySeeOutcomes } from './policy.ts'
import { outcomesView, presentOutcomes } from './present.ts'
import { loadFigures } from './queries.ts'

export function outcomesApi(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/outcomes',
      summary: 'Outcomes in figures',
      description:
        'What is in force, awards a month (UTC) over twelve months, by micro-credential and department, and the time to a decision. Groups under five people are left out.',
      tag: 'Outcomes',
      response: outcomesView,
    },
    async (scope) => {
      authorize(maySeeOutcomes(scope))
      return presentOutcomes(await loadFigures(scope, 'UTC'))
    },
  )
}
