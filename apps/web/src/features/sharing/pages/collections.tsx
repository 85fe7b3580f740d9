import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  Flash,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  Tag,
} from '../../../ui/index.ts'
import { listCollections } from '../../backpack/queries/collections.ts'
import { createCollection } from '../commands.ts'
import { mayChangeSharing, maySeeSharing } from '../policy.ts'
import { presentCollection } from '../present.ts'
import { listOwnBadges } from '../queries.ts'
import { collectionSchema } from '../schema.ts'
import type { Route } from './+types/collections'
import { CollectionFields } from './collection-fields.tsx'
import { withOrder } from './read-form.ts'

export function loader(args: Route.LoaderArgs) {
  const deleted = new URL(args.request.url).searchParams.get('done') === 'deleted'
  return inOwn(args, async (scope) => {
    authorize(maySeeSharing(scope))
    const items = await listOwnBadges(scope)
    const now = scope.deps.now()
    return {
      collections: (await listCollections(scope)).map((row) => ({
        ...presentCollection(row, undefined),
        ended: row.visibility !== 'private' && row.endsAt !== null && row.endsAt <= now,
      })),
      badges: items.map(({ id, name, issuerName }) => ({ id, name, issuerName: issuerName ?? '' })),
      deleted,
    }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const input = parseInput(collectionSchema, withOrder(fields), contextOf(args).language)
    const id = await inOwn(args, (scope) => {
      authorize(mayChangeSharing(scope))
      return createCollection(scope, input)
    })
    throw redirect(`/backpack/collections/${id}?done=made`)
  })
}

export default function Collections({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['sharing', 'backpack', 'common'])
  const { collections, badges, deleted } = loaderData
  const form = formState(actionData)
  const title = t('sharing:list.title')
  return (
    <>
      {deleted && <Flash>{t('sharing:done.deleted')}</Flash>}
      <Page>
        <title>{t('common:page_title', { title })}</title>
        <Head
          title={title}
          lede={t('sharing:list.lede')}
          crumbs={{
            label: t('backpack:entry.crumbs'),
            items: [{ to: '/backpack', label: t('backpack:entry.crumb') }],
          }}
          actions={<ButtonLink to="/backpack/sharing">{t('sharing:overview.title')}</ButtonLink>}
        />
        {collections.length > 0 && (
          <LedgerSection title={t('sharing:list.yours')} rule="main">
            <ItemList label={t('sharing:list.yours')}>
              {collections.map(({ id, title: name, entries, visibility, ended }) => (
                <Item
                  key={id}
                  title={
                    <Link to={`/backpack/collections/${id}`}>
                      <bdi>{name}</bdi>
                    </Link>
                  }
                  end={
                    <Tag>{ended ? t('sharing:list.ended') : t(`backpack:visibilities.${visibility}`)}</Tag>
                  }
                >
                  {t('sharing:list.count', { count: entries.length })}
                </Item>
              ))}
            </ItemList>
          </LedgerSection>
        )}
        <LedgerSection title={t('sharing:list.make')} rule={collections.length > 0 ? 'hair' : 'main'}>
          <Form method="post" className="form">
            <FormErrors form={form} names={['title', 'description', 'lastDay', 'visibility']} />
            <CollectionFields form={form} badges={badges} />
            <div>
              <Button look="first">{t('sharing:list.make')}</Button>
            </div>
          </Form>
        </LedgerSection>
      </Page>
    </>
  )
}
