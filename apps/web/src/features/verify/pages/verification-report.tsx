import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  ButtonLink,
  CheckList,
  CheckRow,
  ClaimBox,
  EstablishedBox,
  type Fact,
  Facts,
  LedgerSection,
  type MarkState,
  More,
  Note,
  Tag,
  Time,
  Verdict,
} from '../../../ui/index.ts'
import '../../../ui/pages/verify.css'
import type { CheckView, ReportView } from '../schema/report-view.ts'
import { codeAdvice, codeSentence, dayOf, verdictSentence } from '../schema/verdict-sentence.ts'
import { NestedCredentials } from './nested-credentials.tsx'

export interface VerificationReportProps {
  readonly view: ReportView
  /** The report for programs. */
  readonly json: string
  readonly timeZone: string
  /** What follows the report, such as a form to verify another. */
  readonly children?: ReactNode
}

/** A whole report: the sentence, the checks, who says what, and the same for programs. */
export function VerificationReport({ view, json, timeZone, children }: VerificationReportProps) {
  const { t } = useTranslation(['verify', 'common'])
  return (
    <>
      <VerdictBand view={view} timeZone={timeZone} />
      <div className="wrap">
        <LedgerSection
          title={t('verify:sections.checks')}
          note={t('verify:sections.checks_note')}
          rule="none"
        >
          {view.attached && <p className="measure">{t('verify:attached')}</p>}
          <Checks checks={view.checks} />
        </LedgerSection>
        {view.nested.length > 0 && (
          <LedgerSection title={t('verify:nested.title')} note={t('verify:nested.note')}>
            {view.partial && <p className="measure">{t('verify:nested.partial')}</p>}
            <NestedCredentials nested={view.nested} />
          </LedgerSection>
        )}
        {view.also !== undefined && (
          <LedgerSection title={t('verify:also.title')} note={t('verify:also.note')}>
            <NestedCredentials nested={[view.also]} />
          </LedgerSection>
        )}
        <LedgerSection title={t('verify:sections.who')} note={t('verify:sections.who_note')}>
          <div className="cols2">
            <Established view={view} timeZone={timeZone} />
            <Claims view={view} timeZone={timeZone} />
          </div>
        </LedgerSection>
        <LedgerSection title={t('verify:sections.document')} note={t('verify:sections.document_note')}>
          <Given view={view} timeZone={timeZone} />
        </LedgerSection>
        <LedgerSection title={t('verify:sections.take')}>
          <p>{t('verify:sections.take_text')}</p>
          <p className="row">
            <ButtonLink
              to={`data:application/json;charset=utf-8,${encodeURIComponent(json)}`}
              download="verification-report.json"
            >
              {t('verify:sections.json')}
            </ButtonLink>
            <ButtonLink to="/verify/how" look="quiet">
              {t('verify:form.how')}
            </ButtonLink>
          </p>
        </LedgerSection>
        {children}
      </div>
    </>
  )
}

interface ViewProps {
  readonly view: ReportView
  readonly timeZone: string
}

function VerdictBand({ view, timeZone }: ViewProps) {
  const { t, i18n } = useTranslation(['verify', 'common'])
  const reader = { language: i18n.language, timeZone, fresh: true }
  const { tone, word, rest } = verdictSentence(t, view, reader)
  return (
    <>
      <title>{t('common:page_title', { title: `${word} ${rest}` })}</title>
      <Verdict
        tone={tone}
        word={word}
        lede={<Named view={view} />}
        summary={<Summary view={view} timeZone={timeZone} />}
        {...(view.art === undefined
          ? {}
          : { art: <img className="badge" src={view.art} width={224} height={224} alt="" /> })}
      >
        {rest}
      </Verdict>
    </>
  )
}

/** Words of the badge, said to be its own. */
function Named({ view: { claims, presentation } }: { readonly view: ReportView }) {
  const { t } = useTranslation('verify')
  if (presentation !== undefined) return t('verify:verdict.presents', { count: presentation.credentials })
  const name = claims.achievementName ?? claims.name
  if (Object.keys(claims).length === 0) return t('verify:verdict.unread')
  if (name === undefined) return t('verify:verdict.no_name')
  return (
    <>
      {t('verify:verdict.calls_itself')}{' '}
      <q className="said">
        <bdi>{name}</bdi>
      </q>
      .
    </>
  )
}

function Summary({ view: { counts, checkedAt }, timeZone }: ViewProps) {
  const { t, i18n } = useTranslation('verify')
  return (
    <>
      {counts.passed > 0 && <Tag tone="pass">{t('verify:counts.passed', { count: counts.passed })}</Tag>}
      {counts.warning > 0 && <Tag mark="half">{t('verify:counts.warning', { count: counts.warning })}</Tag>}
      {counts.unknown > 0 && <Tag tone="amber">{t('verify:counts.unknown', { count: counts.unknown })}</Tag>}
      <Tag tone={counts.failed > 0 ? 'fail' : 'plain'}>
        {t('verify:counts.failed', { count: counts.failed })}
      </Tag>
      <span className="small dim">
        <Time at={checkedAt} locale={i18n.language} timeZone={timeZone} show="both" />
        {timeZone === 'UTC' && ' UTC'}
      </span>
    </>
  )
}

const MARKS: Readonly<Record<CheckView['outcome'], MarkState>> = {
  passed: 'passed',
  failed: 'failed',
  warning: 'half',
  unknown: 'unknown',
  skipped: 'empty',
}

/** Every check a row; those that were not needed are folded away. */
function Checks({ checks }: { readonly checks: readonly CheckView[] }) {
  const { t } = useTranslation('verify')
  const made = checks.filter(({ outcome }) => outcome !== 'skipped')
  const skipped = checks.filter(({ outcome }) => outcome === 'skipped')
  return (
    <>
      <CheckList>
        {made.map((check) => (
          <Row key={check.id} check={check} />
        ))}
      </CheckList>
      {skipped.length > 0 && (
        <More summary={`${t('verify:sections.skipped')} (${skipped.length})`}>
          <CheckList>
            {skipped.map((check) => (
              <Row key={check.id} check={check} />
            ))}
          </CheckList>
        </More>
      )}
    </>
  )
}

function Row({ check }: { readonly check: CheckView }) {
  const { t } = useTranslation('verify')
  const { id, outcome, code, message, technical, reason } = check
  const advice = outcome === 'passed' || outcome === 'skipped' ? undefined : codeAdvice(t, code)
  return (
    <CheckRow
      state={MARKS[outcome]}
      stateLabel={t(`verify:outcome.${outcome}`)}
      title={t(`verify:checks.${id}.title`)}
      detail={
        <>
          {codeSentence(t, code, message)} {advice}
          {reason !== undefined && (
            <span className="reason">
              <code>{reason}</code>
            </span>
          )}
        </>
      }
      reference={technical}
    />
  )
}

function Established({ view, timeZone }: ViewProps) {
  const { t, i18n } = useTranslation('verify')
  const { issuer, checks, claims, presentation } = view
  if (presentation?.holder !== undefined)
    return (
      <EstablishedBox title={t('verify:established')}>
        <Facts
          items={[
            { term: t('verify:facts.presenter'), value: <bdi className="strong">{presentation.holder}</bdi> },
            { term: t('verify:facts.contents'), value: t('verify:facts.contents_ok') },
          ]}
          narrow
        />
      </EstablishedBox>
    )
  if (issuer === undefined)
    return (
      <div>
        <Note tone={view.verdict === 'invalid' ? 'fail' : 'amber'}>{t('verify:nothing_established')}</Note>
      </div>
    )
  const passed = (id: CheckView['id'], code: string) =>
    checks.some((check) => check.id === id && check.code === code && check.outcome === 'passed')
  const until = dayOf(claims.validUntil, { language: i18n.language, timeZone })
  const items: Fact[] = [
    { term: t('verify:facts.issuer'), value: <bdi className="strong">{issuer.identity}</bdi> },
    {
      term: t('verify:facts.issuer_address'),
      value: issuer.id === issuer.identity ? undefined : <code>{issuer.id}</code>,
    },
    {
      term: t('verify:facts.issuer_name'),
      value: issuer.name === undefined ? undefined : <bdi>{issuer.name}</bdi>,
    },
    {
      term: t('verify:facts.holder'),
      value: passed('recipient', 'recipient-ok') ? t('verify:facts.holder_ok') : undefined,
    },
    {
      term: t('verify:facts.dates'),
      value: !passed('validity-dates', 'dates-ok')
        ? undefined
        : until === undefined
          ? t('verify:facts.dates_open')
          : t('verify:facts.dates_until', { date: until }),
    },
    {
      term: t('verify:facts.status'),
      value: passed('status', 'status-ok') ? t('verify:facts.status_ok') : undefined,
    },
    {
      term: t('verify:facts.contents'),
      value: passed('proof', 'proof-ok')
        ? t(view.inPart ? 'verify:facts.contents_in_part' : 'verify:facts.contents_ok')
        : undefined,
    },
  ]
  return (
    <EstablishedBox title={t('verify:established')}>
      <Facts items={items} narrow />
    </EstablishedBox>
  )
}

const DATES = new Set(['validFrom', 'awardedDate', 'validUntil'])

function Claims({ view: { claims, image }, timeZone }: ViewProps) {
  const { t, i18n } = useTranslation('verify')
  const reader = { language: i18n.language, timeZone }
  const items = Object.entries(claims).map(([name, text]) => ({
    term: t(`verify:claims.${name}`),
    value: <bdi>{DATES.has(name) ? (dayOf(text, reader) ?? text) : text}</bdi>,
  }))
  if (items.length === 0) return null
  return (
    <ClaimBox title={t('verify:claims.title')} warning={t('verify:claims.warning')}>
      <Facts items={items} narrow />
      {image !== undefined && (
        <img className="claimed-image" src={image} alt={t('verify:claims.image_alt')} />
      )}
    </ClaimBox>
  )
}

function Given({ view: { source, format, checkedAt }, timeZone }: ViewProps) {
  const { t, i18n } = useTranslation('verify')
  return (
    <Facts
      items={[
        {
          term: t('verify:facts.source'),
          value: source === 'text' ? t('verify:facts.pasted') : <bdi className="given">{source}</bdi>,
        },
        { term: t('verify:facts.format'), value: t(`verify:formats.${format}`, { defaultValue: format }) },
        {
          term: t('verify:facts.checked'),
          value: <Time at={checkedAt} locale={i18n.language} timeZone={timeZone} show="both" />,
        },
      ]}
    />
  )
}
