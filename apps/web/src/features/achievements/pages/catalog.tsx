import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { inOrganization } from '../../../http/request-context.ts'
import { Head, Page } from '../../../ui/index.ts'
import '../../../ui/pages/achievements.css'
import { mayDefine, maySeeCatalog } from '../policy.ts'
import { listCatalog } from '../queries.ts'
import type { Route } from './+types/catalog'
import { CatalogItems, presentCatalog } from './catalog-items.tsx'
import { PAGE_SIZE, pageNumber } from './listing.tsx'

export function loader(args: Route.LoaderArgs) {
  const search = new URL(args.request.url).searchParams
  const q = (search.get('q') ?? '').slice(0, 200)
  const page = pageNumber(search)
  return inOrganization(args, async (scope) => {
    authorize(maySeeCatalog(scope))
    const { items, total } = await listCatalog(scope, { q, limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE })
    return {
      items: items.map((item) => presentCatalog(item, scope.deps.now())),
      total,
      q,
      page,
      org: args.params.org,
      defines: mayDefine(scope),
    }
  })
}

export default function Catalog({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['achievements', 'common'])
  const { org, defines, ...list } = loaderData
  return (
    <Page>
      <title>{t('common:page_title', { title: t('achievements:catalog.title') })}</title>
      <Head title={t('achievements:catalog.title')} lede={t('achievements:catalog.lede')} />
      <CatalogItems
        {...list}
        base={`/o/${org}/catalog`}
        first={defines ? { to: `/o/${org}/achievements/new`, label: t('achievements:list.new') } : undefined}
      />
    </Page>
  )
}
