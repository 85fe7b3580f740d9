import { useTranslation } from 'react-i18next'
import { Form, Link, redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  ConfirmForm,
  EmptyState,
  Flash,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  Tag,
} from '../../../ui/index.ts'
import { setSharing } from '../../backpack/commands.ts'
import { SMALLEST_TOLD } from '../../backpack/schema/told-count.ts'
import { dayOf } from '../../verify/schema/verdict-sentence.ts'
import { shareCollection, stopAll } from '../commands.ts'
import { mayChangeSharing, maySeeSharing } from '../policy.ts'
import { presentShared } from '../present.ts'
import { listShared } from '../queries.ts'
import type { Route } from './+types/what-i-share'

export function loader(args: Route.LoaderArgs) {
  const { person } = contextOf(args)
  const stopped = new URL(args.request.url).searchParams.get('done') === 'stopped'
  return inOwn(args, async (scope) => {
    authorize(maySeeSharing(scope))
    return {
      things: (await listShared(scope)).map(presentShared),
      stopped,
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ kind, id }) => {
    await inOwn(args, async (scope) => {
      authorize(mayChangeSharing(scope))
      if (kind === 'badge') await setSharing(scope, String(id ?? ''), { visibility: 'private', renew: false })
      else if (kind === 'collection') await shareCollection(scope, String(id ?? ''), 'private')
      else await stopAll(scope)
    })
    throw redirect('/backpack/sharing?done=stopped')
  })
}

export default function WhatIShare({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['sharing', 'backpack', 'common'])
  const { things, stopped, timeZone } = loaderData
  const title = t('sharing:overview.title')
  return (
    <>
      {stopped && <Flash>{t('sharing:done.stopped')}</Flash>}
      <Page>
        <title>{t('common:page_title', { title })}</title>
        <Head
          title={title}
          lede={t('sharing:overview.lede')}
          crumbs={{
            label: t('backpack:entry.crumbs'),
            items: [{ to: '/backpack', label: t('backpack:entry.crumb') }],
          }}
          actions={<ButtonLink to="/backpack/collections">{t('sharing:list.title')}</ButtonLink>}
        />
        <LedgerSection
          title={t('sharing:overview.shared')}
          note={t('sharing:overview.counts_note', { least: SMALLEST_TOLD })}
          rule="main"
        >
          {things.length === 0 ? (
            <EmptyState title={t('sharing:overview.none')}>{t('sharing:overview.none_text')}</EmptyState>
          ) : (
            <ItemList label={t('sharing:overview.shared')}>
              {things.map((thing) => (
                <Thing key={thing.id} thing={thing} timeZone={timeZone} />
              ))}
            </ItemList>
          )}
        </LedgerSection>
        {things.length > 0 && (
          <LedgerSection title={t('sharing:overview.stop_all')}>
            <ConfirmForm ask={t('sharing:overview.stop_all')} confirm={t('sharing:overview.stop_all_sure')}>
              {t('sharing:overview.stop_all_text')}
            </ConfirmForm>
          </LedgerSection>
        )}
      </Page>
    </>
  )
}

interface ThingProps {
  readonly thing: Route.ComponentProps['loaderData']['things'][number]
  readonly timeZone: string
}

function Thing({ thing, timeZone }: ThingProps) {
  const { t, i18n } = useTranslation(['sharing', 'backpack'])
  const { kind, id, title, badges, visibility, hidden, since, lastDay, views, verifications } = thing
  const day = (at: string | null, zone: string) =>
    dayOf(at ?? undefined, { language: i18n.language, timeZone: zone })
  const number = (name: 'views' | 'verifications', count: number | null) =>
    count === null
      ? t(`sharing:overview.few_${name}`, { least: SMALLEST_TOLD })
      : t(`sharing:overview.${name}`, { count })
  return (
    <Item
      title={
        <Link to={kind === 'badge' ? `/backpack/${id}` : `/backpack/collections/${id}`}>
          <bdi>{title}</bdi>
        </Link>
      }
      end={
        <>
          <Tag>{t(`backpack:visibilities.${visibility}`)}</Tag>
          <Form method="post">
            <input type="hidden" name="kind" value={kind} />
            <input type="hidden" name="id" value={id} />
            <Button small aria-label={t('sharing:overview.stop_one', { title })}>
              {t('sharing:overview.stop')}
            </Button>
          </Form>
        </>
      }
    >
      {[
        t(`sharing:overview.${kind}`),
        badges !== null && t('sharing:list.count', { count: badges }),
        hidden.length > 0 && t('sharing:overview.in_part'),
        since !== null && t('sharing:overview.since', { date: day(since, timeZone) }),
        lastDay !== null && t('sharing:overview.until', { date: day(lastDay, 'UTC') }),
        number('views', views),
        kind === 'badge' && number('verifications', verifications),
      ]
        .filter((part) => part !== false)
        .join(' · ')}
    </Item>
  )
}
