import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOwn } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  ChoiceGroup,
  ConfirmForm,
  Flash,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Page,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { listEntries } from '../../backpack/queries.ts'
import { issueClr } from '../commands/issue-clr.ts'
import { removeRecord } from '../commands.ts'
import { mayMakeRecords, maySeeRecords } from '../policy.ts'
import { presentRecord } from '../present.ts'
import { listIssuersOfBadges, listRecords } from '../queries.ts'
import { makeRecordSchema } from '../schema.ts'
import type { Route } from './+types/records'

const DONE = ['done', 'removed'] as const

export function loader(args: Route.LoaderArgs) {
  const asked = new URL(args.request.url).searchParams.get('done')
  const { person } = contextOf(args)
  return inOwn(args, async (scope) => {
    authorize(maySeeRecords(scope))
    const { items } = await listEntries(scope, { state: 'in_force', limit: 200, offset: 0 })
    const issuers = await listIssuersOfBadges(scope)
    const usable = items.filter(
      ({ report, source }) => source === 'issued' || holdsJson(report?.report.format),
    )
    return {
      /** Badges in force that no record can hold, so that their owner sees why they are missing. */
      left: items.filter((item) => !usable.includes(item)).map(({ id, name }) => ({ id, name })),
      badges: usable.map(({ id, name, issuerName }) => ({ id, name, issuerName: issuerName ?? '' })),
      organizations: [...new Map(issuers.map(({ id, name }) => [id, name]))].map(([id, name]) => ({
        id,
        name,
      })),
      records: (await listRecords(scope)).map(presentRecord),
      done: DONE.find((name) => name === asked),
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

/** A record of CLR 2.0 holds credentials as JSON with their proofs; a token or a badge of Open Badges 2.0 is none (ADR 0033). */
const holdsJson = (format: string | undefined): boolean => /^ob3-(?:json|png|svg)$/.test(format ?? '')

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, record, ...fields }) => {
    if (intent === 'remove') {
      await inOwn(args, (scope) => {
        authorize(mayMakeRecords(scope))
        return removeRecord(scope, String(record ?? ''))
      })
      throw redirect('/backpack/records?done=removed')
    }
    await inOwn(args, async (scope) => authorize(mayMakeRecords(scope)))
    const { deps, language } = contextOf(args)
    const input = parseInput(makeRecordSchema, fields, language)
    await issueClr(deps, (work) => inOwn(args, work), input)
    throw redirect('/backpack/records?done=done')
  })
}

export default function Records({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['records', 'common'])
  const { done, records, timeZone } = loaderData
  return (
    <>
      {done !== undefined && <Flash>{t(`records:${done}`)}</Flash>}
      <Page>
        <title>{t('common:page_title', { title: t('records:title') })}</title>
        <Head
          title={t('records:title')}
          lede={t('records:lede')}
          crumbs={{ label: t('records:crumbs'), items: [{ to: '/backpack', label: t('records:backpack') }] }}
        />
        {records.length > 0 && <Made records={records} timeZone={timeZone} />}
        <LedgerSection title={t('records:make')} rule="main">
          <Make data={loaderData} actionData={actionData} />
        </LedgerSection>
      </Page>
    </>
  )
}

type Data = Route.ComponentProps['loaderData']

function Made({ records, timeZone }: Pick<Data, 'records' | 'timeZone'>) {
  const { t, i18n } = useTranslation('records')
  return (
    <LedgerSection title={t('records:made')}>
      <ItemList label={t('records:made')}>
        {records.map((record) => (
          <Item
            key={record.id}
            title={<bdi>{record.title}</bdi>}
            end={
              <span className="row">
                <ButtonLink to={`/backpack/records/${record.id}/record.json`} download>
                  {t('records:download')}
                </ButtonLink>
                <ConfirmForm
                  ask={t('records:remove')}
                  confirm={t('records:remove_sure')}
                  values={{ intent: 'remove', record: record.id }}
                >
                  {t('records:remove_ask')}
                </ConfirmForm>
              </span>
            }
          >
            {record.issuerName}, <Time at={record.createdAt} locale={i18n.language} timeZone={timeZone} />
            {` · ${t('records:count', { count: record.credentialCount })}`}
            {record.partial && ` · ${t('records:partial')}`}
            {record.revocationReason !== null &&
              ` · ${t('records:revoked', { reason: record.revocationReason })}`}
          </Item>
        ))}
      </ItemList>
    </LedgerSection>
  )
}

function Make({ data, actionData }: { readonly data: Data; readonly actionData: unknown }) {
  const { t } = useTranslation('records')
  const { badges, left, organizations } = data
  const form = formState(actionData, 'make')
  if (organizations.length === 0) return <p className="measure">{t('records:none')}</p>
  return (
    <Form method="post" className="form">
      <FormErrors form={form} names={['title', 'entries[]', 'organization']} />
      <input type="hidden" name="intent" value="make" />
      <TextField
        name="title"
        label={t('records:name')}
        hint={t('records:name_hint')}
        maxLength={120}
        required
        defaultValue={form.typed('title') ?? ''}
        error={form.error('title')}
      />
      <ChoiceGroup
        name="entries[]"
        label={t('records:badges')}
        hint={t('records:badges_hint')}
        pick="some"
        options={badges.map(({ id, name, issuerName }) => ({ value: id, label: name, hint: issuerName }))}
        chosen={form.chosen(
          'entries[]',
          badges.map(({ id }) => id),
        )}
        error={form.error('entries')}
      />
      {left.length > 0 && (
        <p className="measure">
          {t('records:left', { count: left.length })}{' '}
          {left.map(({ id, name }, at) => (
            <Fragment key={id}>
              {at > 0 && ', '}
              <bdi>{name}</bdi>
            </Fragment>
          ))}
          {'. '}
          {t('records:left_why')}
        </p>
      )}
      <ChoiceGroup
        name="organization"
        label={t('records:organization')}
        hint={t('records:organization_hint')}
        options={organizations.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={form.chosen(
          'organization',
          organizations.slice(0, 1).map(({ id }) => id),
        )}
        error={form.error('organization')}
        required
      />
      <div>
        <Button look="first">{t('records:submit')}</Button>
      </div>
    </Form>
  )
}
