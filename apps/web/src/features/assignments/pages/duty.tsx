import { useTranslation } from 'react-i18next'
import { Form, redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { authorize } from '../../../http/authenticate.ts'
import { formAction } from '../../../http/form-action.ts'
import { parseInput } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import {
  Button,
  ButtonLink,
  Head,
  Item,
  ItemList,
  LedgerSection,
  Note,
  Page,
  Tag,
  TextAreaField,
  TextField,
} from '../../../ui/index.ts'
import { beginDuty } from '../commands/begin.ts'
import { askExemption, decideExemption } from '../commands/exempt.ts'
import { askedThemselves, mayAskExemption, mayDecideExemption, mayRenew } from '../policy.ts'
import { presentDuty } from '../present.ts'
import { findApprovers } from '../queries/approvers.ts'
import { getDuty, getDutyRow } from '../queries/duties.ts'
import { isReportHere } from '../queries/whose.ts'
import { exemptionAnswerSchema, exemptionSchema } from '../schema.ts'
import type { Route } from './+types/duty'
import { useLongDay } from './use-long-day.ts'

export async function loader(args: Route.LoaderArgs) {
  const { person } = contextOf(args)
  const found = await inOrganization(args, async (scope) => {
    const { personId } = await getDutyRow(scope, args.params.duty)
    const facts = { personId, isReport: await isReportHere(scope, personId) }
    authorize(mayAskExemption(scope, facts))
    const duty = presentDuty(await getDuty(scope, args.params.duty))
    const asked = duty.exemptions.find(({ state }) => state === 'asked')
    const askedBy = asked?.askedById
    const own = askedBy !== undefined && askedThemselves(scope, askedBy)
    const deciders = askedBy === undefined ? [] : await findApprovers(scope, { personId, askedBy })
    return {
      duty,
      own: personId === scope.personId,
      mayAsk: duty.state === 'open' && asked === undefined,
      mayDecide: asked !== undefined && !own && mayDecideExemption(scope, facts),
      /** Who can, where the reader cannot. */
      deciders: asked === undefined ? undefined : deciders.map(({ name }) => name),
      askedByReader: own,
    }
  })
  return {
    ...found,
    done: new URL(args.request.url).searchParams.has('done'),
    timeZone: person?.timeZone ?? 'UTC',
    base: `/o/${args.params.org}`,
  }
}

export function action(args: Route.ActionArgs) {
  const { org, duty } = args.params
  return formAction(args, async ({ intent, ...fields }) => {
    const { language } = contextOf(args)
    if (intent === 'begin') throw redirect(await begin(args))
    await inOrganization(args, async (scope) => {
      const { personId } = await getDutyRow(scope, duty)
      const facts = { personId, isReport: await isReportHere(scope, personId) }
      if (intent === 'ask') {
        authorize(mayAskExemption(scope, facts))
        await askExemption(scope, duty, parseInput(exemptionSchema, fields, language))
        return
      }
      if (intent !== 'approve' && intent !== 'refuse')
        throw new AppError('malformed', 'The form has no such button.')
      authorize(mayDecideExemption(scope, facts))
      const answer = parseInput(exemptionAnswerSchema, { ...fields, approve: intent === 'approve' }, language)
      await decideExemption(scope, duty, answer)
    })
    throw redirect(`/o/${org}/duties/${duty}?done=1`)
  })
}

async function begin(args: Route.ActionArgs): Promise<string> {
  const { org, duty } = args.params
  const { enrollmentId } = await inOrganization(args, async (scope) => {
    authorize(mayRenew(scope))
    return beginDuty(scope, duty)
  })
  return `/o/${org}/enrollments/${enrollmentId}`
}

type Data = Route.ComponentProps['loaderData']

export default function DutyPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['assignments', 'common'])
  const { duty, own, done, mayAsk, mayDecide, base, timeZone } = loaderData
  const day = useLongDay(timeZone)
  const begun = formState(actionData, 'begin')
  const { assigner, reason, dueAt } = duty
  const words = { name: duty.name, reason, date: day(dueAt) }
  return (
    <Page>
      <title>{t('common:page_title', { title: duty.achievement })}</title>
      <Head
        title={`${duty.achievement}: ${t(`assignments:states.${duty.state}`)}`}
        lede={
          assigner === null
            ? t('assignments:duty.lede_nobody', words)
            : t('assignments:duty.lede', { ...words, assigner })
        }
        actions={own && <Work duty={duty} base={base} />}
      />
      {done && <Note tone="pass">{t('assignments:done')}</Note>}
      {begun.problem !== undefined && <FormErrors form={begun} />}
      {duty.overdue && <Tag tone="fail">{t('assignments:overdue')}</Tag>}
      <LedgerSection title={t('assignments:duty.history')} rule="main">
        <History {...loaderData} />
      </LedgerSection>
      {mayDecide ? <Decide actionData={actionData} /> : <Deciders {...loaderData} />}
      {mayAsk && <Ask actionData={actionData} />}
    </Page>
  )
}

/** The way to the work, or how it is begun where there is none. */
function Work({ duty, base }: Pick<Data, 'duty' | 'base'>) {
  const { t } = useTranslation('assignments')
  if (duty.enrollmentId !== null)
    return (
      <ButtonLink look="first" to={`${base}/enrollments/${duty.enrollmentId}`}>
        {t('assignments:duty.work')}
      </ButtonLink>
    )
  if (duty.state !== 'open') return null
  return (
    <Form method="post">
      <Button look="first" name="intent" value="begin">
        {t('assignments:duty.begin')}
      </Button>
    </Form>
  )
}

function History({ duty, timeZone }: Pick<Data, 'duty' | 'timeZone'>) {
  const { t } = useTranslation('assignments')
  const day = useLongDay(timeZone)
  if (duty.exemptions.length === 0) return <p className="dim">{t('assignments:duty.none')}</p>
  return (
    <ItemList label={t('assignments:duty.history')}>
      {duty.exemptions.map((one) => (
        <Item
          key={one.id}
          title={one.reason}
          end={one.state === 'asked' ? t('assignments:duty.waits') : t(`assignments:exemption.${one.state}`)}
        >
          {[
            one.askedBy === null
              ? ''
              : `${t('assignments:duty.asked_by', { name: one.askedBy })}, ${day(one.askedAt)}`,
            one.endsAt === null
              ? t('assignments:duty.for_good')
              : t('assignments:duty.until_day', { date: day(one.endsAt) }),
            one.decidedBy === null ? '' : t('assignments:duty.decided_by', { name: one.decidedBy }),
            one.answer,
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </Item>
      ))}
    </ItemList>
  )
}

/** Whoever asked, and the person themselves, read who decides instead of finding buttons. */
function Deciders({ deciders, askedByReader }: Pick<Data, 'deciders' | 'askedByReader'>) {
  const { t, i18n } = useTranslation('assignments')
  if (deciders === undefined) return null
  const names = new Intl.ListFormat(i18n.language, { type: 'disjunction' }).format(deciders)
  const who =
    deciders.length === 0 ? t('assignments:duty.nobody_decides') : t('assignments:duty.deciders', { names })
  return (
    <LedgerSection title={t('assignments:duty.decide')}>
      <Note tone={deciders.length === 0 ? 'amber' : 'plain'}>
        <p>{[...(askedByReader ? [t('assignments:duty.asked_yourself')] : []), who].join(' ')}</p>
      </Note>
    </LedgerSection>
  )
}

function Ask({ actionData }: { readonly actionData: unknown }) {
  const { t } = useTranslation(['assignments', 'common'])
  const form = formState(actionData, 'ask')
  return (
    <LedgerSection title={t('assignments:duty.ask')}>
      <Form method="post" className="form">
        <FormErrors form={form} names={['reason', 'until']} />
        <TextAreaField
          name="reason"
          label={t('assignments:duty.why')}
          required
          rows={2}
          maxLength={1000}
          defaultValue={form.typed('reason')}
          error={form.error('reason')}
        />
        <TextField
          name="until"
          type="date"
          label={t('assignments:duty.until')}
          hint={t('assignments:duty.until_hint')}
          optional={t('common:optional')}
          defaultValue={form.typed('until')}
          error={form.error('until')}
        />
        <div className="actions">
          <Button name="intent" value="ask">
            {t('assignments:duty.send')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

function Decide({ actionData }: { readonly actionData: unknown }) {
  const { t } = useTranslation(['assignments', 'common'])
  const approving = formState(actionData, 'approve')
  const form = approving.problem === undefined ? formState(actionData, 'refuse') : approving
  return (
    <LedgerSection title={t('assignments:duty.decide')}>
      <Form method="post" className="form">
        <FormErrors form={form} names={['answer']} />
        <TextAreaField
          name="answer"
          label={t('assignments:duty.answer')}
          optional={t('common:optional')}
          rows={2}
          maxLength={1000}
          defaultValue={form.typed('answer')}
          error={form.error('answer')}
        />
        <div className="actions">
          <Button look="first" name="intent" value="approve">
            {t('assignments:duty.approve')}
          </Button>
          <Button name="intent" value="refuse">
            {t('assignments:duty.refuse')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}
