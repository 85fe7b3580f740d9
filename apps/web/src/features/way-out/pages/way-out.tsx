import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { Button, ConfirmForm, Head, LedgerSection, Note, Page, TextField, Time } from '../../../ui/index.ts'
import { closeOrganization } from '../commands/close-organization.ts'
import { mayLeave } from '../policy.ts'
import { estimateSize, getLeaving } from '../queries.ts'
import { closingFormSchema, SHORTEST_PASSPHRASE } from '../schema.ts'
import type { Route } from './+types/way-out'

export async function loader(args: Route.LoaderArgs) {
  const leaving = await inOrganization(args, async (scope) => {
    authorize(mayLeave(scope))
    return { ...(await getLeaving(scope)), bytes: await estimateSize(scope) }
  })
  return {
    ...leaving,
    refused: new URL(args.request.url).searchParams.has('passphrase'),
    shortest: SHORTEST_PASSPHRASE,
    timeZone: contextOf(args).person?.timeZone ?? 'UTC',
  }
}

export function action(args: Route.ActionArgs) {
  return formAction(args, async (fields) => {
    const { deps, language } = contextOf(args)
    const { slug } = parseInput(closingFormSchema, fields, language)
    const { orgId, actor } = await inOrganization(args, async (scope) => {
      authorize(mayLeave(scope))
      if ((await getLeaving(scope)).slug !== slug.trim())
        throw new AppError('invalid_input', 'The short name is not the one of this organization.', {
          text: 'slug_differs',
        })
      return { orgId: scope.orgId, actor: scope.actor }
    })
    await closeOrganization(deps, orgId, actor)
    throw redirect(`/o/${args.params.org}/way-out`)
  })
}

export default function WayOut({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t, i18n } = useTranslation(['way-out', 'common'])
  const { closedAt, refused, shortest, timeZone, bytes } = loaderData
  const form = formState(actionData)
  return (
    <Page>
      <title>{t('common:page_title', { title: t('way-out:title') })}</title>
      <Head title={t('way-out:title')} lede={t('way-out:lede')} />
      <LedgerSection title={t('way-out:archive.title')} note={t('way-out:archive.note')} rule="main">
        <ul className="prose">
          <li>{t('way-out:archive.public')}</li>
          <li>{t('way-out:archive.private')}</li>
        </ul>
        <p className="prose small">
          {t('way-out:archive.size', { size: inMegabytes(bytes, i18n.language), org: params.org })}
        </p>
        <form method="post" action={`/o/${params.org}/way-out/archive.zip`} className="form">
          {refused && <Note tone="fail">{t('way-out:archive.refused', { count: shortest })}</Note>}
          <TextField
            name="secret"
            type="password"
            label={t('way-out:archive.passphrase')}
            hint={t('way-out:archive.passphrase_hint', { count: shortest })}
            minLength={shortest}
            maxLength={1000}
            autoComplete="new-password"
            required
          />
          <div className="actions">
            <Button look="first">{t('way-out:archive.download')}</Button>
          </div>
        </form>
      </LedgerSection>
      <LedgerSection title={t('way-out:changes.title')} note={t('way-out:changes.note')}>
        <ul className="prose">
          {CHANGES.map((change) => (
            <li key={change}>{t(`way-out:changes.${change}`)}</li>
          ))}
        </ul>
      </LedgerSection>
      <LedgerSection title={t('way-out:closing.title')} note={t('way-out:closing.note')}>
        {closedAt === null ? (
          <>
            <p className="prose">{t('way-out:closing.text')}</p>
            <FormErrors form={form} names={['slug']} />
            <ConfirmForm
              ask={t('way-out:closing.ask')}
              confirm={t('way-out:closing.confirm')}
              open={form.problem !== undefined}
            >
              <p>{t('way-out:closing.sure')}</p>
              <TextField
                name="slug"
                label={t('way-out:closing.slug', { slug: params.org })}
                autoComplete="off"
                defaultValue={form.typed('slug', '')}
                error={form.error('slug')}
                required
              />
            </ConfirmForm>
          </>
        ) : (
          <p>
            {t('way-out:closing.closed')} <Time at={closedAt} locale={i18n.language} timeZone={timeZone} />
          </p>
        )}
      </LedgerSection>
    </Page>
  )
}

/** What is different where the organization arrives, and what stays; README.txt of the archive says the same. */
const CHANGES = ['webhooks', 'batches', 'reminders', 'sharing', 'invitations', 'letters', 'people'] as const

const inMegabytes = (bytes: number, language: string): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }).format(
    Math.max(1, bytes / 1e6),
  )
