import { useTranslation } from 'react-i18next'
import { redirect } from 'react-router'
import { z } from 'zod'
import { AppError } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { ConfirmForm, Head, LedgerSection, Page, TextField, Time } from '../../../ui/index.ts'
import { hasFreshProof } from '../../identity/commands/proof.ts'
import { proofAddress } from '../../identity/schema/proof.ts'
import { deriveArchiveKeys } from '../commands/archive-keys.ts'
import { closeOrganization } from '../commands/close-organization.ts'
import { cancelArchive, orderArchive } from '../commands/order-archive.ts'
import { mayLeave } from '../policy.ts'
import { presentArchive } from '../present/archive-view.ts'
import { findArchive } from '../queries/archive-orders.ts'
import { estimateSize, getLeaving } from '../queries.ts'
import { ARCHIVE_DAYS } from '../schema/archive-order.ts'
import { archiveFormSchema, cancelFormSchema, closingFormSchema, SHORTEST_PASSPHRASE } from '../schema.ts'
import type { Route } from './+types/way-out'
import { Archive } from './archive.tsx'

export async function loader(args: Route.LoaderArgs) {
  const leaving = await inOrganization(args, async (scope) => {
    authorize(mayLeave(scope))
    const archive = await findArchive(scope)
    return {
      ...(await getLeaving(scope)),
      bytes: await estimateSize(scope),
      archive: archive === undefined ? null : presentArchive(archive, scope.deps.now()),
      fresh: hasFreshProof(scope),
    }
  })
  return {
    ...leaving,
    problem: problemOf(args.request),
    prove: proofAddress(`/o/${args.params.org}/way-out`),
    shortest: SHORTEST_PASSPHRASE,
    days: ARCHIVE_DAYS,
    timeZone: contextOf(args).person?.timeZone ?? 'UTC',
  }
}
/** Why a download did not begin, as `archive.zip` says it. */
function problemOf(request: Request) {
  const asked = new URL(request.url).searchParams.get('problem')
  return PROBLEMS.find((text) => text === asked) ?? null
}
const PROBLEMS = ['archive_gone', 'archive_store'] as const

export type WayOutData = Route.ComponentProps['loaderData']

const intentSchema = z.enum(['order', 'cancel', 'close'])

export function action(args: Route.ActionArgs) {
  return formAction(args, async ({ intent, ...fields }) => {
    const verb = parseInput(intentSchema, intent, contextOf(args).language)
    await ACTIONS[verb](args, fields)
    throw redirect(`/o/${args.params.org}/way-out`)
  })
}

type Act = (args: Route.ActionArgs, fields: Record<string, unknown>) => Promise<void>

const ACTIONS: Record<z.output<typeof intentSchema>, Act> = {
  order: async (args, fields) => {
    await inOrganization(args, async (scope) => {
      authorize(mayLeave(scope))
      if (!hasFreshProof(scope)) throw redirect(proofAddress(`/o/${args.params.org}/way-out`))
    })
    const { secret } = parseInput(archiveFormSchema, fields, contextOf(args).language)
    // Seconds of work, and so in no transaction.
    const keys = await deriveArchiveKeys(secret)
    await inOrganization(args, async (scope) => {
      authorize(mayLeave(scope))
      await orderArchive(scope, keys)
    })
  },
  cancel: async (args, fields) => {
    const { archive } = parseInput(cancelFormSchema, fields, contextOf(args).language)
    await inOrganization(args, async (scope) => {
      authorize(mayLeave(scope))
      await cancelArchive(scope, archive)
    })
  },
  close: async (args, fields) => {
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
  },
}

export default function WayOut({ loaderData, actionData, params }: Route.ComponentProps) {
  const { t } = useTranslation(['way-out', 'common'])
  return (
    <Page>
      <title>{t('common:page_title', { title: t('way-out:title') })}</title>
      <Head title={t('way-out:title')} lede={t('way-out:lede')} />
      <Archive data={loaderData} actionData={actionData} org={params.org} />
      <LedgerSection title={t('way-out:changes.title')} note={t('way-out:changes.note')}>
        <ul className="prose">
          {CHANGES.map((change) => (
            <li key={change}>{t(`way-out:changes.${change}`)}</li>
          ))}
        </ul>
      </LedgerSection>
      <Closing data={loaderData} actionData={actionData} org={params.org} />
    </Page>
  )
}

interface ClosingProps {
  readonly data: WayOutData
  readonly actionData: unknown
  readonly org: string
}

function Closing({ data: { closedAt, timeZone }, actionData, org }: ClosingProps) {
  const { t, i18n } = useTranslation('way-out')
  const form = formState(actionData, 'close')
  return (
    <LedgerSection title={t('way-out:closing.title')} note={t('way-out:closing.note')}>
      {closedAt === null ? (
        <>
          <p className="prose">{t('way-out:closing.text')}</p>
          <FormErrors form={form} names={['slug']} />
          <ConfirmForm
            ask={t('way-out:closing.ask')}
            confirm={t('way-out:closing.confirm')}
            values={{ intent: 'close' }}
            open={form.problem !== undefined}
          >
            <p>{t('way-out:closing.sure')}</p>
            <TextField
              name="slug"
              label={t('way-out:closing.slug', { slug: org })}
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
  )
}

/** What is different where the organization arrives, and what stays; README.txt of the archive says the same. */
const CHANGES = ['webhooks', 'batches', 'reminders', 'sharing', 'invitations', 'letters', 'people'] as const
