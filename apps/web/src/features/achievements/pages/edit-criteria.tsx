import { useTranslation } from 'react-i18next'
import { ChoiceGroup, EmptyState, LedgerSection, Note } from '../../../ui/index.ts'
import type { Draft, DraftCriterion } from '../schema/draft.ts'
import { CRITERION_KINDS, EVIDENCE_KINDS, OBSERVED_BY, RUNNING_KINDS } from '../schema/terms.ts'
import { EditPreparation } from './edit-preparation.tsx'
import { Count, EditButton, Line, Lines, ListError, Pick, RowTools } from './editor-form.tsx'

interface Choice {
  readonly value: string
  readonly label: string
}

export interface EditCriteriaProps {
  readonly draft: Draft
  /** Published micro-credentials that can be asked for first. */
  readonly others: readonly Choice[]
}

/** What is asked: criteria of four kinds, in order. */
export function EditCriteria({ draft, others }: EditCriteriaProps) {
  const { t } = useTranslation('achievements')
  const { criteria } = draft
  return (
    <>
      {criteria.map((criterion, at) => (
        <LedgerSection
          key={criterion.id}
          id={`criterion-${criterion.id}`}
          rule={at === 0 ? 'main' : 'hair'}
          title={t('achievements:criteria.number', { number: at + 1 })}
          note={t(`achievements:kinds.${criterion.kind}`)}
        >
          <div className="form">
            <EditCriterion criterion={criterion} at={at} others={others} />
            <RowTools
              path="criteria"
              at={at}
              count={criteria.length}
              name={criterion.title || t('achievements:criteria.number', { number: at + 1 })}
            />
          </div>
        </LedgerSection>
      ))}
      <LedgerSection
        id="criteria"
        rule={criteria.length === 0 ? 'main' : 'hair'}
        title={t('achievements:criteria.add')}
        note={t('achievements:criteria.add_note')}
      >
        <div className="stack">
          <ListError name="criteria" />
          {criteria.length === 0 && <EmptyState title={t('achievements:criteria.none')} />}
          {criteria.length < 20 && (
            <div className="row">
              {CRITERION_KINDS.map((kind) => (
                <EditButton key={kind} intent={`add:criteria:${kind}`}>
                  {t(`achievements:criteria.add_kind.${kind}`)}
                </EditButton>
              ))}
            </div>
          )}
        </div>
      </LedgerSection>
    </>
  )
}

interface EditCriterionProps {
  readonly criterion: DraftCriterion
  readonly at: number
  readonly others: readonly Choice[]
}

function EditCriterion({ criterion, at, others }: EditCriterionProps) {
  const { t } = useTranslation('achievements')
  const name = (field: string) => `criteria.${at}.${field}`
  return (
    <>
      <input type="hidden" name={name('id')} value={criterion.id} />
      <input type="hidden" name={name('kind')} value={criterion.kind} />
      {!RUNNING_KINDS.includes(criterion.kind) && (
        <Note tone="amber">{t('achievements:criteria.not_running')}</Note>
      )}
      <Line
        name={name('title')}
        label={t('achievements:fields.criterionTitle')}
        value={criterion.title}
        max={200}
      />
      <Lines
        name={name('description')}
        label={t('achievements:fields.criterionDescription')}
        value={criterion.description}
        max={4000}
        optional
      />
      <KindFields criterion={criterion} name={name} others={others} />
      <EditPreparation criterion={criterion} path={`criteria.${at}`} />
    </>
  )
}

interface KindFieldsProps {
  readonly criterion: DraftCriterion
  readonly name: (field: string) => string
  readonly others: readonly Choice[]
}

function KindFields({ criterion, name, others }: KindFieldsProps) {
  const { t } = useTranslation('achievements')
  switch (criterion.kind) {
    case 'prerequisite':
      return (
        <Pick
          name={name('achievementId')}
          label={t('achievements:fields.prerequisite')}
          hint={t('achievements:hints.prerequisite')}
          value={criterion.achievementId}
          options={withCurrent(others, criterion.achievementId, t('achievements:criteria.unpublished'))}
          empty={t('achievements:criteria.choose')}
        />
      )
    case 'progress':
      return (
        <>
          <Line
            name={name('activity')}
            label={t('achievements:fields.activity')}
            value={criterion.activity}
            max={400}
          />
          <Line
            name={name('activityUrl')}
            label={t('achievements:fields.activityUrl')}
            value={criterion.activityUrl}
            max={1000}
            type="url"
            optional
          />
        </>
      )
    case 'performance':
      return <EvidenceFields criterion={criterion} name={name} />
    case 'observation':
      return <ObservationFields criterion={criterion} name={name} />
  }
}

function ObservationFields({
  criterion: { occasions, observers, by },
  name,
}: {
  readonly criterion: DraftCriterion & { kind: 'observation' }
  readonly name: (field: string) => string
}) {
  const { t } = useTranslation('achievements')
  return (
    <>
      <div className="numbers">
        <Count
          name={name('occasions')}
          label={t('achievements:fields.occasions')}
          value={occasions ?? 1}
          min={1}
          max={50}
        />
        <Count
          name={name('observers')}
          label={t('achievements:fields.observers')}
          value={observers ?? 1}
          min={1}
          max={50}
        />
      </div>
      <Pick
        name={name('by')}
        label={t('achievements:fields.observedBy')}
        hint={t('achievements:hints.observedBy')}
        value={by}
        options={OBSERVED_BY.map((value) => ({ value, label: t(`achievements:observed_by.${value}`) }))}
      />
      <p className="hint">{t('achievements:criteria.rubric_next')}</p>
    </>
  )
}

function withCurrent(others: readonly Choice[], id: string | undefined, label: string): readonly Choice[] {
  return id === undefined || others.some(({ value }) => value === id)
    ? others
    : [...others, { value: id, label }]
}

function EvidenceFields({
  criterion,
  name,
}: {
  readonly criterion: DraftCriterion & { kind: 'performance' }
  readonly name: (field: string) => string
}) {
  const { t } = useTranslation('achievements')
  const { instructions, kinds, min, max } = criterion.evidence
  return (
    <>
      <Lines
        name={name('evidence.instructions')}
        label={t('achievements:fields.evidenceInstructions')}
        hint={t('achievements:hints.evidenceInstructions')}
        value={instructions}
        max={2000}
      />
      <ChoiceGroup
        pick="some"
        name={`${name('evidence.kinds')}[]`}
        id={`f-${name('evidence.kinds')}`}
        label={t('achievements:fields.evidenceKinds')}
        chosen={kinds}
        options={EVIDENCE_KINDS.map((value) => ({ value, label: t(`achievements:evidence.${value}`) }))}
      />
      <div className="numbers">
        <Count
          name={name('evidence.min')}
          label={t('achievements:fields.evidenceMin')}
          value={min ?? 1}
          min={1}
          max={50}
        />
        <Count
          name={name('evidence.max')}
          label={t('achievements:fields.evidenceMax')}
          value={max ?? 10}
          min={1}
          max={50}
        />
      </div>
      <p className="hint">{t('achievements:criteria.rubric_next')}</p>
    </>
  )
}
