import { useTranslation } from 'react-i18next'
import { EmptyState, LedgerSection } from '../../../ui/index.ts'
import type { Draft, DraftCriterion, DraftRow } from '../schema/draft.ts'
import { Count, EditButton, Line, Lines, ListError, Pick, RowTools } from './editor-form.tsx'
import { LinkToPart } from './link-to-part.tsx'

/** The scale, and for each judged criterion the rows with a description of every level. */
export function EditRubric({ draft }: { readonly draft: Draft }) {
  const { t } = useTranslation('achievements')
  const { levels, criteria } = draft
  const judged = criteria.filter((criterion) => 'rubric' in criterion)
  return (
    <>
      <LedgerSection
        id="levels"
        rule="main"
        title={t('achievements:rubric.levels')}
        note={t('achievements:rubric.levels_note')}
      >
        <div className="form">
          <ListError name="levels" />
          {levels.map((level, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: levels have no identity but their place; the form is made anew when they go
            <div key={at} className="split">
              <Line
                name={`levels.${at}`}
                label={t('achievements:rubric.level', { number: at + 1 })}
                value={level}
                max={60}
              />
              {levels.length > 2 && (
                <EditButton intent={`remove:levels.${at}`}>
                  {t('achievements:rubric.remove_level', { number: at + 1 })}
                </EditButton>
              )}
            </div>
          ))}
          {levels.length < 6 && (
            <div className="row">
              <EditButton intent="add:levels">{t('achievements:rubric.add_level')}</EditButton>
            </div>
          )}
        </div>
      </LedgerSection>
      {criteria.map((criterion, at) => (
        <JudgedCriterion key={criterion.id} criterion={criterion} at={at} levels={levels} />
      ))}
      {judged.length === 0 && (
        <LedgerSection title={t('achievements:rubric.rows')}>
          <EmptyState
            title={t('achievements:rubric.nothing_judged')}
            action={<LinkToPart part="criteria" />}
          />
        </LedgerSection>
      )}
    </>
  )
}

interface JudgedCriterionProps {
  readonly criterion: DraftCriterion
  readonly at: number
  readonly levels: readonly string[]
}

function JudgedCriterion({ criterion, at, levels }: JudgedCriterionProps) {
  const { t } = useTranslation('achievements')
  const id = <input type="hidden" name={`criteria.${at}.id`} value={criterion.id} />
  if (!('rubric' in criterion)) return id
  const rows = criterion.rubric
  const path = `criteria.${at}.rubric`
  return (
    <LedgerSection
      id={`criterion-${criterion.id}`}
      title={criterion.title || t('achievements:criteria.number', { number: at + 1 })}
      note={t('achievements:rubric.rows_note')}
    >
      {id}
      <div className="stack">
        <ListError name={path} />
        {rows.map((row, index) => (
          <EditRow key={row.id} row={row} path={path} at={index} count={rows.length} levels={levels} />
        ))}
        {rows.length < 20 && (
          <div className="row">
            <EditButton intent={`add:${path}`}>{t('achievements:rubric.add_row')}</EditButton>
          </div>
        )}
      </div>
    </LedgerSection>
  )
}

interface EditRowProps {
  readonly row: DraftRow
  readonly path: string
  readonly at: number
  readonly count: number
  readonly levels: readonly string[]
}

function EditRow({ row, path, at, count, levels }: EditRowProps) {
  const { t } = useTranslation('achievements')
  const name = (field: string) => `${path}.${at}.${field}`
  const number = t('achievements:rubric.row', { number: at + 1 })
  const labelOf = (level: string, index: number) =>
    level || t('achievements:rubric.level', { number: index + 1 })
  return (
    <fieldset className="inset">
      <legend>{number}</legend>
      <input type="hidden" name={name('id')} value={row.id} />
      <div className="row-head">
        <Line name={name('title')} label={t('achievements:fields.rowTitle')} value={row.title} max={200} />
        <Pick
          name={name('required')}
          label={t('achievements:fields.rowRequired')}
          value={row.required}
          options={levels.map((level, index) => ({
            value: String(index + 1),
            label: `${index + 1} ${labelOf(level, index)}`,
          }))}
        />
        <Count
          name={name('weight')}
          label={t('achievements:fields.rowWeight')}
          value={row.weight ?? 1}
          min={0.1}
          max={100}
          step="any"
        />
      </div>
      <div className="grid-levels">
        {levels.map((level, index) => (
          <Lines
            // biome-ignore lint/suspicious/noArrayIndexKey: a description belongs to its level's place
            key={index}
            name={name(`descriptions.${index}`)}
            label={`${index + 1} ${labelOf(level, index)}`}
            value={row.descriptions[index] ?? ''}
            max={600}
          />
        ))}
      </div>
      <ListError name={name('descriptions')} />
      <RowTools path={path} at={at} count={count} name={row.title || number} />
    </fieldset>
  )
}
