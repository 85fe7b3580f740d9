import { useTranslation } from 'react-i18next'
import { FormErrors, formState } from '../../../form-errors.tsx'
import {
  Button,
  ButtonLink,
  ChoiceGroup,
  type Crumb,
  Facts,
  Head,
  LedgerSection,
  Note,
} from '../../../ui/index.ts'
import { problemSentence } from '../present/words.ts'
import type { BatchPageData } from './batch.tsx'

export interface BatchViewProps {
  readonly data: BatchPageData
  readonly actionData: unknown
  readonly crumbs: { readonly label: string; readonly items: readonly Crumb[] }
  /** Address of this page. */
  readonly address: string
}

/** What would happen, before anything does. */
export function Preview({ data, actionData, crumbs, address }: BatchViewProps) {
  const { t } = useTranslation(['bulk', 'common'])
  const { batch, first, wrong, others } = data
  const title =
    batch.wrongCount > 0
      ? t('bulk:preview.title_wrong', { count: batch.wrongCount, name: batch.achievementName })
      : t('bulk:preview.title', { count: batch.readyCount, name: batch.achievementName })
  return (
    <>
      <title>{t('common:page_title', { title })}</title>
      <Head title={title} lede={t('bulk:preview.lede')} crumbs={crumbs} />
      <FormErrors form={formState(actionData)} />
      <LedgerSection title={t('bulk:preview.happens')} rule="main">
        <Happenings batch={batch} />
        <Facts items={[{ term: t('bulk:preview.reason'), value: batch.reason }]} />
        <p>
          <a href={`${address}/result.csv`}>{t('bulk:preview.result')}</a>
        </p>
      </LedgerSection>
      {wrong.length > 0 && (
        <LedgerSection title={t('bulk:preview.problems')} note={t('bulk:preview.problems_note')}>
          <ProblemTable rows={wrong} total={batch.wrongCount} />
        </LedgerSection>
      )}
      {first.length > 0 && (
        <LedgerSection title={t('bulk:preview.first')} note={t('bulk:preview.first_note')}>
          <FirstRows rows={first} />
        </LedgerSection>
      )}
      {others.length > 0 && (
        <LedgerSection title={t('bulk:preview.others')}>
          <OtherRows
            rows={others}
            total={(batch.counts.repeated ?? 0) + (batch.counts.held ?? 0) + (batch.counts.unchanged ?? 0)}
          />
        </LedgerSection>
      )}
      <LedgerSection title={t('bulk:preview.decide')} note={t('bulk:preview.decide_note')}>
        <Decide data={data} address={address} />
      </LedgerSection>
    </>
  )
}

type Detail = BatchPageData['batch']
type Rows = BatchPageData['wrong']

function Happenings({ batch }: { readonly batch: Detail }) {
  const { t } = useTranslation('bulk')
  const told = (['ready', 'wrong', 'repeated', 'held', 'unchanged'] as const).filter(
    (state) => (batch.counts[state] ?? 0) > 0,
  )
  return (
    <>
      <ul>
        {told.map((state) => (
          <li key={state}>{t(`bulk:preview.${state}`, { count: batch.counts[state] ?? 0 })}</li>
        ))}
      </ul>
      {batch.ignoredColumns.length > 0 && (
        <Note tone="amber">
          {t('bulk:preview.ignored', {
            count: batch.ignoredColumns.length,
            names: batch.ignoredColumns.join(', '),
          })}
        </Note>
      )}
    </>
  )
}

/** Every problem with its row, its column and what to do. */
export function ProblemTable({ rows, total }: { readonly rows: Rows; readonly total: number }) {
  const { t } = useTranslation('bulk')
  return (
    <>
      <table className="stacks">
        <caption className="sr">{t('bulk:preview.problems')}</caption>
        <thead>
          <tr>
            <th scope="col" className="num">
              {t('bulk:preview.row')}
            </th>
            <th scope="col">{t('bulk:columns.address')}</th>
            <th scope="col">{t('bulk:columns.name')}</th>
            <th scope="col">{t('bulk:preview.do')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, email, name, problems, state }) => (
            <tr key={row}>
              <th scope="row" className="num">
                {row}
              </th>
              <td data-label={t('bulk:columns.address')}>{email}</td>
              <td data-label={t('bulk:columns.name')}>{name}</td>
              <td data-label={t('bulk:preview.do')}>
                {problems.length === 0
                  ? t(`bulk:row_states.${state}`)
                  : problems.map((problem) => problemSentence(t, problem)).join(' ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <More shown={rows.length} total={total} />
    </>
  )
}

function More({ shown, total }: { readonly shown: number; readonly total: number }) {
  const { t } = useTranslation('bulk')
  return total > shown ? <p className="dim">{t('bulk:preview.more', { count: total - shown })}</p> : null
}

const COLUMNS = ['email', 'name', 'awardedOn', 'reason', 'language', 'levels'] as const

function FirstRows({ rows }: { readonly rows: Rows }) {
  const { t } = useTranslation('bulk')
  const label = (column: (typeof COLUMNS)[number]) =>
    t(`bulk:columns.${column === 'email' ? 'address' : column}`)
  // Columns that no row uses are not shown.
  const used = COLUMNS.filter((column) => rows.some((row) => row[column] !== ''))
  return (
    <table className="stacks">
      <caption className="sr">{t('bulk:preview.first')}</caption>
      <thead>
        <tr>
          <th scope="col" className="num">
            {t('bulk:preview.row')}
          </th>
          {used.map((column) => (
            <th key={column} scope="col">
              {label(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.row}>
            <th scope="row" className="num">
              {row.row}
            </th>
            {used.map((column) => (
              <td key={column} data-label={label(column)}>
                {row[column]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function OtherRows({ rows, total }: { readonly rows: Rows; readonly total: number }) {
  const { t } = useTranslation('bulk')
  return (
    <>
      <table className="stacks">
        <caption className="sr">{t('bulk:preview.others')}</caption>
        <thead>
          <tr>
            <th scope="col" className="num">
              {t('bulk:preview.row')}
            </th>
            <th scope="col">{t('bulk:columns.address')}</th>
            <th scope="col">{t('bulk:preview.why')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ row, email, state }) => (
            <tr key={row}>
              <th scope="row" className="num">
                {row}
              </th>
              <td data-label={t('bulk:columns.address')}>{email}</td>
              <td data-label={t('bulk:preview.why')}>{t(`bulk:row_states.${state}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More shown={rows.length} total={total} />
    </>
  )
}

function Decide({ data, address }: { readonly data: BatchPageData; readonly address: string }) {
  const { t } = useTranslation('bulk')
  const { batch, mayStart, mayIssue } = data
  const good = batch.wrongCount > 0
  return (
    <>
      {batch.readyCount === 0 && <Note tone="amber">{t('bulk:preview.nothing')}</Note>}
      {!mayStart && <p>{t('bulk:preview.only_bringer')}</p>}
      {mayStart && batch.readyCount > 0 && (
        <form method="post">
          <input type="hidden" name="intent" value="start" />
          <input type="hidden" name="rows" value={good ? 'good' : 'all'} />
          <ChoiceGroup
            name="letters"
            label={t('bulk:preview.letters')}
            chosen={['now']}
            options={(['now', 'later'] as const).map((value) => ({
              value,
              label: t(`bulk:preview.letters_${value}`),
            }))}
          />
          <p className="actions">
            <Button look={good ? 'plain' : 'first'}>
              {t(good ? 'bulk:preview.start_good' : 'bulk:preview.start', { count: batch.readyCount })}
            </Button>
          </p>
        </form>
      )}
      {mayIssue && (
        <div className="row">
          <ButtonLink
            to={`${address.slice(0, address.lastIndexOf('/'))}/new?achievement=${batch.achievementVersionId}`}
          >
            {t('bulk:preview.another')}
          </ButtonLink>
          <form method="post">
            <input type="hidden" name="intent" value="discard" />
            <Button look="quiet">{t('bulk:preview.discard')}</Button>
          </form>
        </div>
      )}
    </>
  )
}
