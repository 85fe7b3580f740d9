import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Facts, LedgerSection, type MarkState, More, StateMark, Tag } from '../../../ui/index.ts'
import type { ShownCriterion } from '../present/enrollment-page.ts'
import type { Enrollment } from './load-enrollment.ts'
import { ObservedPart } from './observed-part.tsx'
import { PieceView } from './piece-view.tsx'
import { Pieces } from './pieces.tsx'
import { Rubric } from './rubric.tsx'

export const MARKS = {
  met: 'passed',
  mend: 'half',
  started: 'half',
  open: 'empty',
} as const satisfies Record<ShownCriterion['state'], MarkState>

export interface CriterionSectionProps {
  readonly enrollment: Enrollment
  readonly of: ShownCriterion
  readonly opened: string | undefined
  readonly actionData: unknown
  readonly timeZone: string
}

/** One criterion: what is asked, what helps to prepare, the evidence, and the rubric beside it. */
export function CriterionSection({ enrollment, of, ...rest }: CriterionSectionProps) {
  const { t } = useTranslation('enrollments')
  const { criterion, state, missing, id } = of
  return (
    <LedgerSection
      id={`c-${id}`}
      title={<span lang={enrollment.language}>{criterion.title}</span>}
      note={
        <>
          {t(`enrollments:kind.${criterion.kind}`)}
          <span className="standing">
            <Tag tone={state === 'met' ? 'pass' : 'plain'} mark={MARKS[state]}>
              {missing[0] === undefined
                ? t(`enrollments:state.${state}`)
                : t(`enrollments:missing.${missing[0].code}`, { count: missing[0].count ?? 1 })}
            </Tag>
          </span>
        </>
      }
    >
      {criterion.description !== '' && (
        <p className="said measure" lang={enrollment.language}>
          {criterion.description}
        </p>
      )}
      <Prerequisite enrollment={enrollment} of={of} />
      {criterion.kind === 'progress' && <p className="dim">{t('enrollments:criterion.not_available')}</p>}
      <Asked of={of} language={enrollment.language} />
      <ObservedPart enrollment={enrollment} of={of} />
      <Preparation of={of} language={enrollment.language} />
      <Evidence enrollment={enrollment} of={of} {...rest} />
    </LedgerSection>
  )
}

function Prerequisite({ enrollment, of: { criterion } }: Pick<CriterionSectionProps, 'enrollment' | 'of'>) {
  const { t } = useTranslation('enrollments')
  if (criterion.kind !== 'prerequisite') return null
  const { achievementId } = criterion
  const held = enrollment.held.includes(achievementId)
  return (
    <p className="prerequisite">
      <StateMark state={held ? 'passed' : 'empty'} />
      <span>
        {t('enrollments:criterion.hold')}{' '}
        <a href={`/achievements/${achievementId}`}>{enrollment.names[achievementId] ?? criterion.title}</a>
        {'. '}
        {t(held ? 'enrollments:criterion.held' : 'enrollments:criterion.not_held')}
      </span>
    </p>
  )
}

function Asked({ of: { criterion }, language }: { readonly of: ShownCriterion; readonly language: string }) {
  const { t } = useTranslation('enrollments')
  if (criterion.kind !== 'performance') return null
  const { instructions, kinds, min, max } = criterion.evidence
  return (
    <Facts
      narrow
      items={[
        {
          term: t('enrollments:criterion.hand_in'),
          value: (
            <span className="said" lang={language}>
              {instructions}
            </span>
          ),
        },
        {
          term: t('enrollments:criterion.as'),
          value: kinds.map((kind) => t(`enrollments:criterion.kinds.${kind}`)).join(', '),
        },
        {
          term: t('enrollments:criterion.pieces'),
          value: min === max ? String(min) : t('enrollments:criterion.range', { min, max }),
        },
      ]}
    />
  )
}

function Preparation({
  of: { criterion },
  language,
}: {
  readonly of: ShownCriterion
  readonly language: string
}) {
  const { t } = useTranslation('enrollments')
  const { resources, practiceTask: task } = criterion
  if (resources.length === 0 && task === undefined) return null
  return (
    <More summary={t('enrollments:criterion.prepare')}>
      <ul className="prepare" lang={language}>
        {resources.map(({ title, kind, url, hours, cost }) => (
          <li key={`${kind} ${title}`}>
            {t(`enrollments:criterion.resources.${kind}`)}:{' '}
            {url === undefined ? (
              title
            ) : (
              <a href={url} rel="noreferrer">
                {title}
              </a>
            )}
            <Details hours={hours} cost={cost} />
          </li>
        ))}
        {task !== undefined && (
          <li>
            {t('enrollments:criterion.practice', { title: task.title })}
            <Details hours={task.hours} cost={undefined} />
            {task.description !== '' && <div className="said measure">{task.description}</div>}
          </li>
        )}
      </ul>
    </More>
  )
}

function Details({ hours, cost }: { readonly hours: number | undefined; readonly cost: number | undefined }) {
  const { t, i18n } = useTranslation('enrollments')
  const parts = [
    ...(hours === undefined ? [] : [t('enrollments:criterion.hours', { count: hours })]),
    ...(cost === undefined
      ? []
      : cost === 0
        ? [t('enrollments:criterion.free')]
        : [t('enrollments:criterion.cost', { cost: new Intl.NumberFormat(i18n.language).format(cost) })]),
  ]
  return parts.length === 0 ? null : <span className="dim"> ({parts.join(', ')})</span>
}

function Evidence({ enrollment, of, opened, actionData, timeZone }: CriterionSectionProps): ReactNode {
  const { t } = useTranslation('enrollments')
  const { criterion, pieces } = of
  if (criterion.kind !== 'performance') return null
  return (
    <div className="beside">
      {enrollment.state === 'active' ? (
        <Pieces
          of={of}
          address={enrollment.address}
          accept={enrollment.accept}
          opened={opened}
          actionData={actionData}
          timeZone={timeZone}
        />
      ) : (
        <div className="pieces">
          <h3>{t('enrollments:criterion.evidence')}</h3>
          {pieces.length === 0 && <p className="small dim">{t('enrollments:piece.none')}</p>}
          {pieces.map((piece) => (
            <PieceView key={piece.id} piece={piece} />
          ))}
        </div>
      )}
      <div className="in-view">
        <h3>{t('enrollments:criterion.rubric')}</h3>
        <Rubric rows={criterion.rubric} levels={enrollment.levels} language={enrollment.language} />
      </div>
    </div>
  )
}
