import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import {
  Button,
  ButtonLink,
  ConfirmForm,
  Facts,
  Head,
  LedgerSection,
  Progress,
  Tag,
  TextAreaField,
  Time,
} from '../../../ui/index.ts'
import { useFresh } from '../../../use-fresh.ts'
import { ROW_STATES } from '../schema/terms.ts'
import type { BatchPageData } from './batch.tsx'
import { BATCH_LOOKS } from './batch-looks.ts'
import { type BatchViewProps, ProblemTable } from './preview.tsx'

/** A batch at work, and what became of it. */
export function Job({ data, actionData, crumbs, address }: BatchViewProps) {
  const { t } = useTranslation(['bulk', 'common'])
  const { batch, wrong } = data
  const atWork = batch.state === 'running' || batch.state === 'revoking'
  useFresh(atWork)
  const title = useTitle(batch)
  return (
    <>
      <title>{t('common:page_title', { title })}</title>
      {atWork && (
        // Where scripts run, the page asks by itself.
        <noscript>
          <meta httpEquiv="refresh" content="5" />
        </noscript>
      )}
      <Head
        title={title}
        crumbs={crumbs}
        lede={<Tag {...BATCH_LOOKS[batch.state]}>{t(`bulk:states.${batch.state}`)}</Tag>}
      />
      <FormErrors form={formState(actionData)} names={['reason']} />
      {(atWork || batch.state === 'paused') && (
        <LedgerSection title={t('bulk:job.progress')} rule="main">
          <Work data={data} address={address} />
        </LedgerSection>
      )}
      {wrong.length > 0 && (
        <LedgerSection title={t('bulk:job.failed')} note={t('bulk:job.failed_note')}>
          <ProblemTable rows={wrong} total={(batch.counts.failed ?? 0) + (batch.counts.kept ?? 0)} />
        </LedgerSection>
      )}
      <BatchFacts data={data} address={address} />
      {batch.mayBeTakenBack && data.mayTakeBack && <TakeBack data={data} actionData={actionData} />}
    </>
  )
}

type Detail = BatchPageData['batch']

function useTitle({ state, counts, achievementName: name, progress }: Detail): string {
  const { t, i18n } = useTranslation('bulk')
  const done = progress.done.toLocaleString(i18n.language)
  const of = progress.of.toLocaleString(i18n.language)
  switch (state) {
    case 'running':
    case 'paused':
    case 'revoking':
      return t(`bulk:job.title_${state}`, { name, done, of })
    case 'revoked':
      return t('bulk:job.title_revoked', { name, count: counts.revoked ?? 0 })
    case 'discarded':
    case 'preview':
      return t('bulk:job.title_discarded', { name })
    case 'done':
      return t('bulk:job.title_done', { name, count: counts.issued ?? 0 })
  }
}

function Work({ data, address }: { readonly data: BatchPageData; readonly address: string }) {
  const { t, i18n } = useTranslation('bulk')
  const { state, progress } = data.batch
  const { rate, secondsLeft } = progress
  const words = [
    rate === null ? undefined : t('bulk:job.rate', { rate: rate.toLocaleString(i18n.language) }),
    secondsLeft === null
      ? undefined
      : secondsLeft < 90
        ? t('bulk:job.left_seconds', { count: secondsLeft })
        : t('bulk:job.left_minutes', { count: Math.ceil(secondsLeft / 60) }),
  ].filter((word) => word !== undefined)
  return (
    <>
      <Progress
        label={t('bulk:list.rows')}
        value={progress.done}
        max={Math.max(1, progress.of)}
        text={[
          `${progress.done.toLocaleString(i18n.language)} / ${progress.of.toLocaleString(i18n.language)}`,
          ...words,
        ].join(' · ')}
      />
      <p>{t('bulk:job.survives')}</p>
      <div className="row">
        {state === 'running' && data.mayIssue && <StateButton intent="pause" label={t('bulk:job.pause')} />}
        {state === 'paused' && data.mayIssue && (
          <StateButton intent="resume" label={t('bulk:job.resume')} first />
        )}
        <ButtonLink to={address} look="quiet">
          {t('bulk:job.reload')}
        </ButtonLink>
      </div>
    </>
  )
}

interface StateButtonProps {
  readonly intent: string
  readonly label: string
  readonly first?: boolean
}

function StateButton({ intent, label, first = false }: StateButtonProps) {
  return (
    <form method="post">
      <input type="hidden" name="intent" value={intent} />
      <Button look={first ? 'first' : 'plain'}>{label}</Button>
    </form>
  )
}

function BatchFacts({ data, address }: { readonly data: BatchPageData; readonly address: string }) {
  const { t, i18n } = useTranslation('bulk')
  const { batch, timeZone } = data
  const at = (instant: string | null) =>
    instant === null ? undefined : (
      <Time at={instant} locale={i18n.language} timeZone={timeZone} show="both" />
    )
  const counted = ROW_STATES.filter((state) => (batch.counts[state] ?? 0) > 0)
  return (
    <LedgerSection title={t('bulk:job.facts')}>
      <Facts
        items={[
          {
            term: t('bulk:job.counts'),
            value: counted
              .map(
                (state) =>
                  `${t(`bulk:row_states.${state}`)}: ${(batch.counts[state] ?? 0).toLocaleString(i18n.language)}`,
              )
              .join(' · '),
          },
          { term: t('bulk:job.reason'), value: batch.reason },
          { term: t('bulk:job.brought'), value: at(batch.createdAt) },
          { term: t('bulk:list.by'), value: batch.createdBy ?? undefined },
          { term: t('bulk:job.started'), value: at(batch.startedAt) },
          { term: t('bulk:job.finished'), value: at(batch.finishedAt) },
          { term: t('bulk:job.taken_back'), value: at(batch.revokedAt) },
          { term: t('bulk:job.revoke_reason'), value: batch.revokeReason ?? undefined },
        ]}
      />
      <p>
        <ButtonLink to={`${address}/result.csv`} reloadDocument>
          {t('bulk:job.result')}
        </ButtonLink>
      </p>
      <p className="small">{t('bulk:job.result_note')}</p>
    </LedgerSection>
  )
}

/** Asks once, and says what will happen. */
function TakeBack({ data, actionData }: { readonly data: BatchPageData; readonly actionData: unknown }) {
  const { t, i18n } = useTranslation('bulk')
  const form = formState(actionData, 'revoke')
  const { batch } = data
  const until =
    batch.undoUntil === null
      ? undefined
      : new Intl.DateTimeFormat(i18n.language === 'en' ? 'en-GB' : i18n.language, {
          dateStyle: 'long',
          timeStyle: 'short',
          timeZone: data.timeZone,
        }).format(new Date(batch.undoUntil))
  return (
    <LedgerSection
      title={t('bulk:job.undo')}
      note={until === undefined ? t('bulk:job.undo_note_running') : t('bulk:job.undo_note', { until })}
    >
      <ConfirmForm
        ask={t('bulk:job.undo_ask')}
        confirm={t('bulk:job.undo_confirm')}
        values={{ intent: 'revoke' }}
        open={form.problem !== undefined}
      >
        <p>{t('bulk:job.undo_what', { count: batch.counts.issued ?? 0 })}</p>
        <TextAreaField
          name="reason"
          label={t('bulk:job.undo_reason')}
          hint={t('bulk:job.undo_reason_hint')}
          required
          maxLength={1000}
          defaultValue={form.typed('reason')}
          error={form.error('reason')}
        />
      </ConfirmForm>
    </LedgerSection>
  )
}
