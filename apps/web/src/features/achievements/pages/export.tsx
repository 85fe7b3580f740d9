import { AppError, notFound } from '../../../app-error.ts'
import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { maySeeAchievements } from '../policy.ts'
import { exchangeOf } from '../present/views.ts'
import { getAchievementItem, getForExport } from '../queries/one.ts'
import type { Route } from './+types/export'

/** The definition as a file; see `exchangeSchema`. */
export function loader(args: Route.LoaderArgs) {
  return inOrganization(args, async (scope) => {
    authorize(maySeeAchievements(scope))
    const { id } = await getAchievementItem(scope, args.params.id)
    const definition = await getForExport(scope, id).catch(notYet)
    const name = definition.name
      .normalize('NFD')
      .replace(/[^A-Za-z0-9]+/g, '-')
      .toLowerCase()
      .slice(0, 60)
    return new Response(`${JSON.stringify(exchangeOf(definition), undefined, 2)}\n`, {
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="${name || 'definition'}.json"`,
        'cache-control': 'private, no-store',
      },
    })
  })
}

/** A draft that is not complete has nothing to download yet. */
function notYet(error: unknown): never {
  throw error instanceof AppError && error.code === 'wrong_state' ? notFound('complete definition') : error
}
