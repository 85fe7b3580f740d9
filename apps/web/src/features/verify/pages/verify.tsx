import { useTranslation } from 'react-i18next'
import { data } from 'react-router'
import { documentOfForm } from '../../../http/document-route.ts'
import { problemOf } from '../../../http/form-problem.ts'
import { parseInput } from '../../../http/input.ts'
import { readLimitedForm } from '../../../http/limited-body.ts'
import { attempt, contextOf } from '../../../http/request-context.ts'
import { ErrorSummary, Head, LedgerSection, Page } from '../../../ui/index.ts'
import { countVerification, verifySubmitted } from '../commands.ts'
import { reportDocument, viewReport } from '../schema/report-view.ts'
import { optionsSchema, submittedOf, UPLOAD_BYTES } from '../schema.ts'
import type { Route } from './+types/verify'
import { VerificationReport } from './verification-report.tsx'
import { VerifyForm } from './verify-form.tsx'

export const handle = { plain: true }

export function loader(args: Route.LoaderArgs) {
  const { person } = contextOf(args)
  const address = new URL(args.request.url).searchParams.get('address') ?? ''
  return { timeZone: person?.timeZone ?? 'UTC', address: address.slice(0, 2048) }
}

export async function action(args: Route.ActionArgs) {
  const typed = { text: '', recipient: '' }
  const answer = await attempt(args, async () => {
    const { deps, language, clientAddress } = contextOf(args)
    await countVerification(deps, clientAddress)
    const form = await readLimitedForm(args.request, UPLOAD_BYTES)
    Object.assign(typed, {
      text: String(form.get('text') ?? ''),
      recipient: String(form.get('recipient') ?? ''),
    })
    const body = await documentOfForm(form)
    const { recipient } = parseInput(optionsSchema, body.options, language)
    const verification = await verifySubmitted(deps, submittedOf(body), {
      recipient: recipient === undefined ? undefined : { value: recipient },
    })
    const { report } = verification
    const unreadable = report.checks.some(({ id, outcome }) => id === 'parse' && outcome === 'failed')
    const shown = {
      view: viewReport(report, { ...verification, origin: deps.config.publicUrl }),
      json: JSON.stringify(reportDocument(report, verification), null, 2),
    }
    return data(shown, { status: unreadable ? 422 : 200 })
  })
  return data({ ...answer.data, typed }, answer.init ?? undefined)
}

export default function Verify({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useTranslation(['verify', 'common'])
  const { timeZone, address } = loaderData
  const problem = problemOf(actionData)
  const typed = actionData?.typed ?? { text: address, recipient: '' }
  if (actionData !== undefined && 'view' in actionData)
    return (
      <VerificationReport view={actionData.view} json={actionData.json} timeZone={timeZone}>
        <LedgerSection title={t('verify:sections.another')} id="another">
          <VerifyForm />
        </LedgerSection>
      </VerificationReport>
    )
  return (
    <Page>
      <title>{t('common:page_title', { title: t('verify:form.title') })}</title>
      <Head title={t('verify:form.title')} lede={t('verify:form.lede')} />
      <LedgerSection title={t('verify:form.give')} rule="main">
        {problem !== undefined && (
          <ErrorSummary
            title={t('verify:form.not_done')}
            errors={
              problem.fields.length === 0
                ? [{ name: 'text', message: problem.message }]
                : problem.fields.map(({ path, message }) => ({ name: path, message }))
            }
          />
        )}
        <VerifyForm text={typed.text} recipient={typed.recipient} />
      </LedgerSection>
      <LedgerSection title={t('verify:form.privacy')}>
        <p className="prose">{t('verify:form.privacy_text')}</p>
        <p className="prose">
          {t('verify:device.offer')} <a href="/verify/device">{t('verify:device.offer_link')}</a>
        </p>
        <p>
          <a href="/verify/how">{t('verify:form.how')}</a>
        </p>
      </LedgerSection>
    </Page>
  )
}
