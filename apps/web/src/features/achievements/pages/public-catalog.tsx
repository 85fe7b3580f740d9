import { useTranslation } from 'react-i18next'
import { contextOf, inOpen } from '../../../http/request-context.ts'
import { Head, Page } from '../../../ui/index.ts'
import '../../../ui/pages/achievements.css'
import { listPublicCatalog } from '../queries.ts'
import type { Route } from './+types/public-catalog'
import { CatalogItems, presentCatalog } from './catalog-items.tsx'
import { PAGE_SIZE, pageNumber } from './listing.tsx'

/** Anyone may read this: no script is sent. */
export const handle = { plain: true }

export function loader(args: Route.LoaderArgs) {
  const search = new URL(args.request.url).searchParams
  const q = (search.get('q') ?? '').slice(0, 200)
  const page = pageNumber(search)
  return inOpen(args, async (scope) => {
    const { items, total } = await listPublicCatalog(scope, {
      q,
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
    })
    return { items: items.map((item) => presentCatalog(item, contextOf(args).deps.now())), total, q, page }
  })
}

export default function PublicCatalog({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['achievements', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: t('achievements:catalog.public_title') })}</title>
      <Head title={t('achievements:catalog.public_title')} lede={t('achievements:catalog.public_lede')} />
      <CatalogItems {...loaderData} base="/catalog" issuer />
    </Page>
  )
}
