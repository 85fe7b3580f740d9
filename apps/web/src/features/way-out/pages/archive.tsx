import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { formatLocale } from '../../../i18n/formats.ts'
import {
  Button,
  ButtonLink,
  Facts,
  LedgerSection,
  More,
  Note,
  Progress,
  TextField,
  Time,
} from '../../../ui/index.ts'
import { useFresh } from '../../../use-fresh.ts'
import type { WayOutData } from './way-out.tsx'

export interface ArchiveProps {
  readonly data: WayOutData
  readonly actionData: unknown
  readonly org: string
}

type Shown = NonNullable<WayOutData['archive']>

/** The archive: to be ordered, being made, or here to be fetched. */
export function Archive({ data, actionData, org }: ArchiveProps) {
  const { t } = useTranslation(['way-out', 'errors'])
  const { archive, problem } = data
  const atWork = archive?.state === 'waiting' || archive?.state === 'running'
  useFresh(atWork)
  return (
    <LedgerSection
      title={t('way-out:archive.title')}
      note={t('way-out:archive.note', { count: data.days })}
      rule="main"
    >
      {atWork && (
        // Where scripts run, the page asks by itself.
        <noscript>
          <meta httpEquiv="refresh" content="5" />
        </noscript>
      )}
      <FormErrors form={formState(actionData, 'cancel')} names={['archive']} />
      {problem !== null && (
        <Note tone="fail">
          <p>{t(`errors:${problem}`)}</p>
        </Note>
      )}
      {archive?.failure != null && (
        <Note tone="fail" title={t('way-out:archive.failed')}>
          <p>{t(`way-out:failures.${archive.failure}`)}</p>
        </Note>
      )}
      {atWork && archive !== null && <UnderWay archive={archive} />}
      {archive?.state === 'ready' && (
        <Ready data={data} archive={archive} actionData={actionData} org={org} />
      )}
      {(archive === null || archive.state === 'failed') && (
        <>
          <ul className="prose">
            <li>{t('way-out:archive.public')}</li>
            <li>{t('way-out:archive.private')}</li>
          </ul>
          <Order data={data} actionData={actionData} org={org} />
        </>
      )}
    </LedgerSection>
  )
}

function Order({ data, actionData, org }: ArchiveProps) {
  const { t, i18n } = useTranslation(['way-out', 'settings'])
  const form = formState(actionData, 'order')
  const { shortest, bytes, fresh, prove } = data
  if (!fresh)
    return (
      <p>
        {t('way-out:archive.prove')} <ButtonLink to={prove}>{t('settings:prove.title')}</ButtonLink>
      </p>
    )
  return (
    <>
      <p className="prose small">
        {t('way-out:archive.size', { size: inMegabytes(bytes, i18n.language), org })}
      </p>
      <FormErrors form={form} names={['secret']} />
      <form method="post" className="form">
        <input type="hidden" name="intent" value="order" />
        <TextField
          name="secret"
          type="password"
          label={t('way-out:archive.passphrase')}
          hint={t('way-out:archive.passphrase_hint', { count: shortest })}
          minLength={shortest}
          maxLength={1000}
          autoComplete="new-password"
          error={form.error('secret')}
          required
        />
        <div className="actions">
          <Button look={data.archive?.state === 'ready' ? 'plain' : 'first'}>
            {t('way-out:archive.order')}
          </Button>
        </div>
      </form>
    </>
  )
}

function UnderWay({ archive }: { readonly archive: Shown }) {
  const { t, i18n } = useTranslation('way-out')
  const { state, done, total, secondsLeft } = archive
  const number = (value: number) => value.toLocaleString(formatLocale(i18n.language))
  const left =
    secondsLeft === null
      ? undefined
      : secondsLeft < 90
        ? t('archive.left_seconds', { count: secondsLeft })
        : t('archive.left_minutes', { count: Math.ceil(secondsLeft / 60) })
  const far = [t('archive.far', { done: number(done), of: number(total) }), left]
  return (
    <>
      <Progress
        label={t(state === 'waiting' ? 'archive.waiting' : 'archive.running')}
        {...(state === 'running' && {
          value: done,
          max: Math.max(1, total),
          text: far.filter((words) => words !== undefined).join(' · '),
        })}
      />
      <p className="prose">{t('archive.survives')}</p>
      <form method="post">
        <input type="hidden" name="intent" value="cancel" />
        <input type="hidden" name="archive" value={archive.id} />
        <Button>{t('archive.cancel')}</Button>
      </form>
    </>
  )
}

function Ready({ data, archive, actionData, org }: ArchiveProps & { readonly archive: Shown }) {
  const { t, i18n } = useTranslation(['way-out', 'settings'])
  const { fresh, prove, timeZone } = data
  const at = (instant: string | null) =>
    instant === null ? undefined : (
      <Time at={instant} locale={i18n.language} timeZone={timeZone} show="both" />
    )
  return (
    <>
      <Facts
        items={[
          { term: t('way-out:archive.made'), value: at(archive.finishedAt) },
          { term: t('way-out:archive.by'), value: archive.orderedBy ?? undefined },
          { term: t('way-out:archive.bytes'), value: inMegabytes(archive.size ?? 0, i18n.language) },
          { term: t('way-out:archive.until'), value: at(archive.expiresAt) },
        ]}
      />
      <p className="prose">{t('way-out:archive.opens')}</p>
      {!fresh && <p>{t('way-out:archive.prove')}</p>}
      <div className="actions">
        {fresh ? (
          <ButtonLink to={`/o/${org}/way-out/archive.zip`} look="first" reloadDocument>
            {t('way-out:archive.download')}
          </ButtonLink>
        ) : (
          <ButtonLink to={prove} look="first">
            {t('settings:prove.title')}
          </ButtonLink>
        )}
      </div>
      <More summary={t('way-out:archive.anew')} open={formState(actionData, 'order').problem !== undefined}>
        <p className="prose">{t('way-out:archive.anew_note')}</p>
        <Order data={data} actionData={actionData} org={org} />
      </More>
    </>
  )
}

const inMegabytes = (bytes: number, language: string): string =>
  new Intl.NumberFormat(formatLocale(language), {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: bytes < 10e6 ? 1 : 0,
  }).format(Math.max(0.1, bytes / 1e6))
