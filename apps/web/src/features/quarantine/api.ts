import { z } from 'zod'
import { type Api, orgRoute, pagingSchema } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { deleteQuarantined, scanAgain } from './commands.ts'
import { mayClearQuarantine, maySeeQuarantine } from './policy.ts'
import { presentQuarantined, quarantineView } from './present.ts'
import { askScanner, countUnscanned, listQuarantined } from './queries.ts'

const tag = 'Quarantine'
const PATH = '/organizations/{org}/quarantine'
const one = z.object({ evidence: z.uuid() })
const nothing = z.object({})

export function quarantineApi(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: PATH,
      summary: 'Files that a scanner found harmful',
      description: 'Names and contents of files are not told.',
      tag,
      query: pagingSchema,
      response: quarantineView,
    },
    async (scope, { query }) => {
      authorize(maySeeQuarantine(scope))
      const { items, total } = await listQuarantined(scope, query)
      return {
        scanner: await askScanner(scope.deps),
        waiting: await countUnscanned(scope),
        items: items.map(presentQuarantined),
        total,
      }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${PATH}/{evidence}/scan`,
      summary: 'Have a quarantined file scanned again',
      description: 'It stays in quarantine until the scanner finds nothing.',
      tag,
      params: one,
      status: 202,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayClearQuarantine(scope))
      await scanAgain(scope, params.evidence)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${PATH}/{evidence}`,
      summary: 'Delete the content of a quarantined file',
      tag,
      params: one,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayClearQuarantine(scope))
      await deleteQuarantined(scope, params.evidence)
      return {}
    },
  )
}
