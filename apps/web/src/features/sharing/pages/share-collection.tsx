import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import { translateIn } from '../../../i18n/server.ts'
import { Flash, Head, Page } from '../../../ui/index.ts'
import '../../../ui/pages/sharing.css'
import { shareCollection } from '../commands.ts'
import { mayChangeSharing, maySeeSharing } from '../policy.ts'
import { presentShareKit } from '../present/share-kit.ts'
import { getShareableCollection } from '../queries/shareable.ts'
import { visibilitySchema } from '../schema.ts'
import type { Route } from './+types/share-collection'
import { readMastodon } from './read-mastodon.ts'
import { ShareWays } from './share-ways.tsx'

export function loader(args: Route.LoaderArgs) {
  const { deps, language } = contextOf(args)
  const mastodon = readMastodon(args.request.url, language)
  return inOwn(args, async (scope) => {
    authorize(maySeeSharing(scope))
    const thing = await getShareableCollection(scope, args.params.collection)
    const options = { origin: deps.config.publicUrl, t: translateIn(language), mastodon: mastodon.server }
    return { id: thing.id, kit: presentShareKit(thing, options), mastodon }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const { visibility } = parseInput(visibilitySchema, fields, contextOf(args).language)
    await inOwn(args, async (scope) => {
      authorize(mayChangeSharing(scope))
      await shareCollection(scope, args.params.collection, visibility)
    })
    throw redirect(`/backpack/collections/${args.params.collection}/share`)
  })
}

export default function ShareCollection({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['sharing', 'backpack', 'common'])
  const { id, kit, mastodon } = loaderData
  const problem = problemOf(actionData)
  const title = t('sharing:ways.title', { title: kit.title })
  return (
    <>
      {problem !== undefined && <Flash tone="fail">{problem.message}</Flash>}
      <Page>
        <title>{t('common:page_title', { title })}</title>
        <Head
          title={<bdi>{title}</bdi>}
          lede={t('sharing:ways.lede')}
          crumbs={{
            label: t('backpack:entry.crumbs'),
            items: [
              { to: '/backpack', label: t('backpack:entry.crumb') },
              { to: '/backpack/collections', label: t('sharing:list.title') },
              { to: `/backpack/collections/${id}`, label: kit.title },
            ],
          }}
        />
        <ShareWays
          kind="collection"
          kit={kit}
          path={`/backpack/collections/${id}/share`}
          settings={`/backpack/collections/${id}`}
          mastodon={mastodon}
        />
      </Page>
    </>
  )
}
