import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import '../../../ui/pages/sharing.css'
import {
  Button,
  ButtonLink,
  ConfirmForm,
  CopyField,
  Flash,
  Head,
  LedgerSection,
  Page,
} from '../../../ui/index.ts'
import { collectionUrl, getCollection } from '../../backpack/queries/collections.ts'
import { changeCollection, deleteCollection } from '../commands.ts'
import { mayChangeSharing, maySeeSharing } from '../policy.ts'
import { presentCollection } from '../present.ts'
import { listOwnBadges } from '../queries.ts'
import { collectionChangeSchema } from '../schema.ts'
import type { Route } from './+types/edit-collection'
import { CollectionFields } from './collection-fields.tsx'
import { withOrder } from './read-form.ts'

const DONE = ['made', 'saved', 'renewed'] as const

export function loader(args: Route.LoaderArgs) {
  const asked = new URL(args.request.url).searchParams.get('done')
  return inOwn(args, async (scope) => {
    authorize(maySeeSharing(scope))
    const row = await getCollection(scope, args.params.collection)
    const items = await listOwnBadges(scope)
    const badges = items.map(({ id, name, issuerName }) => ({ id, name, issuerName: issuerName ?? '' }))
    const place = (id: string) => (row.entries.includes(id) ? row.entries.indexOf(id) : badges.length)
    return {
      collection: presentCollection(row, await collectionUrl(scope, row.id)),
      badges: badges.sort((a, b) => place(a.id) - place(b.id)),
      done: DONE.find((name) => name === asked),
    }
  })
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const id = args.params.collection
    if (intent === 'delete') {
      await inOwn(args, (scope) => {
        authorize(mayChangeSharing(scope))
        return deleteCollection(scope, id)
      })
      throw redirect('/backpack/collections?done=deleted')
    }
    if (intent === 'renew') {
      await inOwn(args, async (scope) => {
        authorize(mayChangeSharing(scope))
        const row = presentCollection(await getCollection(scope, id), undefined)
        const { title, description, entries, visibility, lastDay, revision } = row
        const same = { title, description, entries, visibility, lastDay: lastDay ?? null, revision }
        await changeCollection(scope, id, { ...same, renew: true })
      })
      throw redirect(`/backpack/collections/${id}?done=renewed`)
    }
    const input = parseInput(collectionChangeSchema, withOrder(fields), contextOf(args).language)
    await inOwn(args, (scope) => {
      authorize(mayChangeSharing(scope))
      return changeCollection(scope, id, input)
    })
    throw redirect(`/backpack/collections/${id}?done=saved`)
  })
}

export default function EditCollection({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['sharing', 'backpack', 'common'])
  const { collection, badges, done } = loaderData
  const form = formState(actionData)
  return (
    <>
      {done !== undefined && <Flash>{t(`sharing:done.${done}`)}</Flash>}
      <Page>
        <title>{t('common:page_title', { title: collection.title })}</title>
        <Head
          title={<bdi>{collection.title}</bdi>}
          crumbs={{
            label: t('backpack:entry.crumbs'),
            items: [
              { to: '/backpack', label: t('backpack:entry.crumb') },
              { to: '/backpack/collections', label: t('sharing:list.title') },
            ],
          }}
          actions={
            <ButtonLink to={`/backpack/collections/${collection.id}/share`}>
              {t('sharing:edit.ways')}
            </ButtonLink>
          }
        />
        {collection.url !== null && <Address url={collection.url} link={collection.visibility === 'link'} />}
        <LedgerSection title={t('sharing:edit.title')} rule={collection.url === null ? 'main' : 'hair'}>
          <Form method="post" className="form" key={collection.revision}>
            <FormErrors form={form} names={['title', 'description', 'lastDay', 'visibility']} />
            <input type="hidden" name="revision" value={collection.revision} />
            <CollectionFields
              form={form}
              badges={badges}
              collection={{ ...collection, lastDay: collection.lastDay ?? null }}
            />
            <div>
              <Button look="first">{t('sharing:edit.save')}</Button>
            </div>
          </Form>
        </LedgerSection>
        <LedgerSection title={t('sharing:edit.record')} note={t('sharing:edit.record_note')}>
          <ButtonLink to="/backpack/records">{t('sharing:edit.record')}</ButtonLink>
        </LedgerSection>
        <LedgerSection title={t('sharing:edit.delete')}>
          <ConfirmForm
            ask={t('sharing:edit.delete')}
            confirm={t('sharing:edit.delete_sure')}
            values={{ intent: 'delete' }}
          >
            {t('sharing:edit.delete_text')}
          </ConfirmForm>
        </LedgerSection>
      </Page>
    </>
  )
}

function Address({ url, link }: { readonly url: string; readonly link: boolean }) {
  const { t } = useTranslation(['sharing', 'backpack'])
  return (
    <LedgerSection title={t('sharing:edit.seen')} rule="main">
      <div className="stack">
        <CopyField
          label={t('backpack:entry.address')}
          value={url}
          copy={t('backpack:entry.copy')}
          copied={t('backpack:entry.copied')}
        />
        <p>
          <a href={url}>{t('sharing:edit.open')}</a>
        </p>
        {link && (
          <ConfirmForm
            ask={t('backpack:entry.renew')}
            confirm={t('backpack:entry.renew_sure')}
            values={{ intent: 'renew' }}
          >
            {t('backpack:entry.renew_text')}
          </ConfirmForm>
        )}
      </div>
    </LedgerSection>
  )
}
