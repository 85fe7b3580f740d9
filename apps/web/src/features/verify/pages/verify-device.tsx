import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { contextOf } from '../../../http/request-context.ts'
import { Button, ErrorSummary, Head, LedgerSection, Note, Page } from '../../../ui/index.ts'
import type { Route } from './+types/verify-device'
import { type DeviceCheckState, useDeviceCheck } from './use-device-check.ts'
import { VerificationReport } from './verification-report.tsx'
import { VerifyFields } from './verify-form.tsx'

/** Sent with scripts, unlike the other pages that anyone reads: whoever comes here has asked for it (ADR 0042). */
export function loader(args: Route.LoaderArgs) {
  return { timeZone: contextOf(args).person?.timeZone ?? 'UTC' }
}

/** Checks a badge in the reader's browser; the badge is not sent anywhere. */
export default function VerifyDevice({ loaderData: { timeZone } }: Route.ComponentProps) {
  const { t } = useTranslation(['verify', 'common'])
  const state = useDeviceCheck()
  const { check } = state
  if (check.state === 'done')
    return (
      <VerificationReport view={check.view} json={check.json} timeZone={timeZone}>
        <LedgerSection title={t('verify:device.where')}>
          <DeviceNotes kept={state.kept} />
        </LedgerSection>
        <LedgerSection title={t('verify:sections.another')} id="another">
          <DeviceForm {...state} />
        </LedgerSection>
      </VerificationReport>
    )
  return (
    <Page>
      <title>{t('common:page_title', { title: t('verify:device.title') })}</title>
      <Head title={t('verify:device.title')} lede={t('verify:device.lede')} />
      <LedgerSection title={t('verify:form.give')} rule="main">
        {check.state === 'problem' && (
          <ErrorSummary
            title={t('verify:form.not_done')}
            errors={[{ name: 'text', message: t(`verify:device.problem.${check.problem}`) }]}
          />
        )}
        <DeviceForm {...state} />
      </LedgerSection>
      <LedgerSection title={t('verify:form.privacy')}>
        <DeviceNotes kept={state.kept} />
        <p>
          <a href="/verify">{t('verify:device.by_server')}</a>
        </p>
      </LedgerSection>
    </Page>
  )
}

/** It has no address to be sent to: without scripts there is nothing to press. */
function DeviceForm({ ready, check, begin }: DeviceCheckState) {
  const { t } = useTranslation('verify')
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    void begin(new FormData(event.currentTarget))
  }
  return (
    <form className="form" onSubmit={submit}>
      <noscript>
        <Note tone="amber">{t('verify:device.no_scripts')}</Note>
      </noscript>
      <VerifyFields
        text=""
        recipient=""
        label={t('verify:device.text')}
        hint={t('verify:device.text_hint')}
        placeholder={t('verify:device.text_placeholder')}
      />
      <div>
        <Button look="first" disabled={!ready || check.state === 'checking'}>
          {t(check.state === 'checking' ? 'verify:device.checking' : 'verify:device.submit')}
        </Button>
      </div>
    </form>
  )
}

/** What leaves the device and what does not. */
function DeviceNotes({ kept }: Pick<DeviceCheckState, 'kept'>) {
  const { t } = useTranslation('verify')
  return (
    <div className="prose">
      <p>{t('verify:device.stays')}</p>
      <p>{t('verify:device.fetched')}</p>
      <p role="status">{kept ? t('verify:device.kept') : t('verify:device.not_kept')}</p>
    </div>
  )
}
