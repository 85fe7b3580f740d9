import { useTranslation } from 'react-i18next'
import { inOwn } from '../../../http/request-context.ts'
import type { Route } from './+types/home'

export function loader(args: Route.LoaderArgs) {
  return inOwn(args, async (scope) =>
    scope.db.selectFrom('person').select('name').where('id', '=', scope.personId).executeTakeFirstOrThrow(),
  )
}

export default function Home({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation('home')
  return (
    <div className="wrap head">
      <title>{t('home.title', loaderData)}</title>
      <h1>{t('home.title', loaderData)}</h1>
    </div>
  )
}
