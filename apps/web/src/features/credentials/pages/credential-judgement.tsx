import { useTranslation } from 'react-i18next'
import { formatLocale } from '../../../i18n/formats.ts'
import { Day, Facts, LedgerSection, RubricTable, StateMark } from '../../../ui/index.ts'
import type { Hideable } from '../schema/hideable.ts'
import type { ShownRow } from '../schema/shown.ts'
import type { CredentialPageData } from './credential.tsx'

interface PartProps {
  readonly data: CredentialPageData
}

/** The rubric with the levels reached, and the record of the assessment. */
export function Judged({ data: { page, withheld } }: PartProps) {
  const { t, i18n } = useTranslation('credentials')
  const { rows, record, evidence } = page.shown
  const note =
    record?.assessorCount === undefined
      ? undefined
      : t('judged.by', { count: record.assessorCount, capacity: record.assessorCapacity ?? '' })
  /** In place of what is hidden, so that nobody takes it for missing. */
  const unless = (group: Hideable) => (withheld.includes(group) ? t('withheld.here') : undefined)
  return (
    <LedgerSection title={t('judged.title')} note={note} rule={withheld.length > 0 ? 'hair' : 'main'}>
      {rows.length > 0 && <JudgedRows rows={rows} />}
      <Facts
        items={[
          { term: t('hideable.results'), value: unless('results') },
          { term: t('hideable.assessment'), value: unless('assessment') },
          {
            term: t('judged.proof_type'),
            value: record === undefined ? undefined : t(`proof_types.${record.proofType}`),
          },
          { term: t('judged.basis'), value: record?.decisionBasis },
          {
            term: t('judged.on'),
            value:
              record?.assessedOn === undefined ? undefined : (
                <Day day={record.assessedOn} locale={i18n.language} />
              ),
          },
          {
            term: t('judged.workload'),
            value:
              record?.workloadHours === undefined
                ? undefined
                : t('judged.hours', { count: record.workloadHours }),
          },
          {
            term: t('judged.evidence'),
            value: evidence.length === 0 ? unless('evidence') : <EvidenceList page={page} />,
          },
        ]}
      />
    </LedgerSection>
  )
}

function JudgedRows({ rows }: { readonly rows: readonly ShownRow[] }) {
  const { t } = useTranslation('credentials')
  const named = new Map(rows.flatMap((row) => row.levels.map(({ value, name }) => [value, name] as const)))
  const levels = [...named].sort(([a], [b]) => a - b).map(([value, label]) => ({ value, label }))
  return (
    <RubricTable
      levels={levels}
      rows={rows.map((row, at) => {
        const reached = row.levels.find((level) => level.reached)?.value
        return {
          id: String(at),
          title: row.title,
          texts: levels.map(({ value }) => row.levels.find((l) => l.value === value)?.description ?? ''),
          ...(reached === undefined ? {} : { reached }),
        }
      })}
      words={{
        row: t('judged.row'),
        reached: t('judged.reached'),
        levelText: ({ value, label }, text) => t('judged.level_text', { value, label, text }),
        pips: (value) => t('marks.level', { level: value, levels: levels.at(-1)?.value ?? value }),
      }}
    />
  )
}

/** Kinds for all; titles and texts only as the holder disclosed them. */
function EvidenceList({ page }: { readonly page: CredentialPageData['page'] }) {
  const { t } = useTranslation('credentials')
  return (
    <ul>
      {page.shown.evidence.map(({ genre, title, text }, at) => {
        const [kind = '', ...rest] = genre.split(': ')
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the signed list has no other order
          <li key={at}>
            {t(`evidence_kinds.${kind}`, { defaultValue: kind })}
            {rest.length > 0 && `, ${rest.join(': ')}`}
            {title !== undefined && <>{`: ${title}`}</>}
            {text !== undefined && <p className="small">{text}</p>}
            {title === undefined && text === undefined && (
              <span className="small"> {t('judged.private')}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The criteria of the version that was awarded. */
export function Asked({ data: { page, withheld, timeZone } }: PartProps) {
  const { t, i18n } = useTranslation('credentials')
  const frozen =
    page.frozenAt === undefined
      ? ''
      : new Intl.DateTimeFormat(formatLocale(i18n.language), { dateStyle: 'long', timeZone }).format(
          new Date(page.frozenAt),
        )
  // Awarded without an assessment: what is asked is told, and nothing is said to have been met.
  const judged = page.shown.rows.length > 0
  return (
    <LedgerSection
      title={t('asked.title')}
      note={t('asked.note', { version: page.shown.version, date: frozen })}
    >
      {!judged && <p>{t(withheld.includes('results') ? 'asked.withheld' : 'asked.direct')}</p>}
      <ul className={judged ? 'asked' : 'asked plain'}>
        {page.asked.map(({ id, title, kind }) => (
          <li key={id}>
            {judged && <StateMark state="passed" label={t('asked.met')} />}
            <span>{title}</span>
            <span className="kind">{t(`criterion_kinds.${kind}` as 'criterion_kinds.performance')}</span>
          </li>
        ))}
      </ul>
    </LedgerSection>
  )
}
