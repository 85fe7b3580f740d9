import { useTranslation } from 'react-i18next'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { formatLocale } from '../../../i18n/formats.ts'
import { Head, LedgerSection, More, Page, Time } from '../../../ui/index.ts'
import '../../../ui/pages/outcomes.css'
import { maySeeOutcomes } from '../policy.ts'
import { type Outcomes, presentOutcomes } from '../present.ts'
import { loadFigures } from '../queries.ts'
import { SMALLEST_GROUP } from '../schema.ts'
import type { Route } from './+types/outcomes'
import { MonthBars } from './month-bars.tsx'

export async function loader(args: Route.LoaderArgs) {
  const { language, person } = contextOf(args)
  const timeZone = person?.timeZone ?? 'UTC'
  const outcomes = await inOrganization(args, async (scope) => {
    authorize(maySeeOutcomes(scope))
    return presentOutcomes(await loadFigures(scope, timeZone))
  })
  return { outcomes, language, timeZone, smallest: SMALLEST_GROUP }
}

export default function OutcomesPage({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['outcomes', 'common'])
  const { outcomes, language, timeZone, smallest } = loaderData
  const { credentials, holders, people } = outcomes
  return (
    <Page>
      <title>{t('common:page_title', { title: t('common:nav.outcomes') })}</title>
      <Head
        title={credentials === null ? t('outcomes:title_small') : t('outcomes:title', { count: credentials })}
        lede={
          <>
            {holders === null
              ? t('outcomes:base', { count: people })
              : t('outcomes:lede', { holders, count: people })}{' '}
            {t('outcomes:as_of')} <Time at={outcomes.at} locale={language} timeZone={timeZone} />.
          </>
        }
      />
      <LedgerSection title={t('outcomes:months')} note={t('outcomes:months_note')} rule="main">
        <MonthBars months={outcomes.byMonth} />
        <More summary={t('outcomes:as_table')}>
          <MonthTable months={outcomes.byMonth} />
        </More>
      </LedgerSection>
      <LedgerSection title={t('outcomes:decisions')} note={t('outcomes:decisions_note')}>
        <Decisions {...outcomes.decisions} smallest={smallest} />
      </LedgerSection>
      <LedgerSection title={t('outcomes:achievements')} note={t('outcomes:achievements_note')}>
        <Table
          caption={t('outcomes:achievements')}
          heads={[t('outcomes:achievement'), t('outcomes:holders')]}
          rows={outcomes.byAchievement.map((row) => ({ id: row.id, name: row.name, figures: [row.holders] }))}
        />
      </LedgerSection>
      <LedgerSection title={t('outcomes:departments')} note={t('outcomes:departments_note')}>
        <Table
          caption={t('outcomes:departments')}
          heads={[t('outcomes:department'), t('outcomes:people'), t('outcomes:holders')]}
          rows={outcomes.byDepartment.map((row) => ({
            id: row.id ?? 'none',
            name: row.name ?? t('outcomes:no_department'),
            figures: [row.people, row.holders],
          }))}
        />
      </LedgerSection>
      <p className="small dim">{t('outcomes:small', { count: smallest })}</p>
    </Page>
  )
}

function MonthTable({ months }: { readonly months: Outcomes['byMonth'] }) {
  const { t, i18n } = useTranslation('outcomes')
  const written = new Intl.DateTimeFormat(formatLocale(i18n.language), {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  })
  return (
    <Table
      caption={t('outcomes:months')}
      heads={[t('outcomes:month'), t('outcomes:awarded')]}
      rows={months.map(({ month, awarded }) => ({
        id: month,
        name: written.format(new Date(`${month}T00:00:00Z`)),
        figures: [awarded],
      }))}
    />
  )
}

type DecisionsProps = Outcomes['decisions'] & { readonly smallest: number }

function Decisions({ decisions, medianDays, mostDays, late, smallest }: DecisionsProps) {
  const { t, i18n } = useTranslation('outcomes')
  const number = new Intl.NumberFormat(formatLocale(i18n.language), { maximumFractionDigits: 1 })
  if (decisions === null) return <p className="dim">{t('outcomes:too_few', { count: smallest })}</p>
  if (decisions === 0) return <p className="dim">{t('outcomes:no_decisions')}</p>
  const figures = [
    {
      term: t('outcomes:median'),
      value: t('outcomes:days', { count: medianDays ?? 0, days: number.format(medianDays ?? 0) }),
    },
    {
      term: t('outcomes:most'),
      value: t('outcomes:days', { count: mostDays ?? 0, days: number.format(mostDays ?? 0) }),
    },
    { term: t('outcomes:late', { count: decisions }), value: number.format(late ?? 0) },
  ]
  return (
    <dl className="figures">
      {figures.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

interface TableProps {
  readonly caption: string
  readonly heads: readonly string[]
  readonly rows: readonly {
    readonly id: string
    readonly name: string
    readonly figures: readonly (number | null)[]
  }[]
}

function Table({ caption, heads, rows }: TableProps) {
  const { t, i18n } = useTranslation('outcomes')
  const number = new Intl.NumberFormat(formatLocale(i18n.language))
  if (rows.length === 0) return <p className="dim">{t('outcomes:nothing')}</p>
  return (
    <table className="stacks">
      <caption className="sr">{caption}</caption>
      <thead>
        <tr>
          {heads.map((head, at) => (
            <th key={head} scope="col" className={at === 0 ? undefined : 'num'}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, figures }) => (
          <tr key={id}>
            <th scope="row">{name}</th>
            {figures.map((figure, at) => (
              <td key={heads[at + 1]} data-label={heads[at + 1]} className="num">
                {figure === null ? (
                  <span className="dim">{t('outcomes:under_five')}</span>
                ) : (
                  number.format(figure)
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
