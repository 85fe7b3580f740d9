import { useTranslation } from 'react-i18next'
import { Facts, RubricTable } from '../../../ui/index.ts'
import { type Criterion, rowsOf } from '../schema.ts'

export interface PublicCriterionProps {
  readonly criterion: Criterion
  /** Names of the levels, lowest first. */
  readonly levels: readonly string[]
  /** Names of published micro-credentials, by id. */
  readonly names: Readonly<Record<string, string>>
}

/** One criterion as anyone reads it: what is asked, the very rubric that assessors use, and what helps to prepare. */
export function PublicCriterion({ criterion, levels, names }: PublicCriterionProps) {
  const { t } = useTranslation('achievements')
  return (
    <li id={`criterion-${criterion.id}`}>
      <h3>{criterion.title}</h3>
      <p className="dim small">{t(`achievements:kinds.${criterion.kind}`)}</p>
      {criterion.description !== '' && <div className="measure said">{criterion.description}</div>}
      <Asked criterion={criterion} names={names} />
      <PublicRubric criterion={criterion} levels={levels} />
      <Preparation criterion={criterion} />
    </li>
  )
}

function Asked({ criterion, names }: Pick<PublicCriterionProps, 'criterion' | 'names'>) {
  const { t } = useTranslation('achievements')
  switch (criterion.kind) {
    case 'prerequisite': {
      const name = names[criterion.achievementId]
      return (
        <p>
          {t('achievements:public.hold')}{' '}
          <a href={`/achievements/${criterion.achievementId}`}>{name ?? t('achievements:public.other')}</a>
        </p>
      )
    }
    case 'progress':
      return (
        <p>
          {criterion.activityUrl === undefined ? (
            criterion.activity
          ) : (
            <a href={criterion.activityUrl} rel="noreferrer">
              {criterion.activity}
            </a>
          )}
        </p>
      )
    case 'observation':
      return (
        <p>
          {[
            t('achievements:public.occasions', { count: criterion.occasions }),
            ...(criterion.observers > 1
              ? [t('achievements:public.observers', { count: criterion.observers })]
              : []),
            t(`achievements:public.observed_by.${criterion.by}`),
          ].join(' ')}
        </p>
      )
    case 'performance': {
      const { instructions, kinds, min, max } = criterion.evidence
      return (
        <Facts
          items={[
            { term: t('achievements:public.hand_in'), value: <span className="said">{instructions}</span> },
            {
              term: t('achievements:public.as'),
              value: kinds.map((kind) => t(`achievements:evidence.${kind}`)).join(', '),
            },
            {
              term: t('achievements:public.pieces'),
              value: min === max ? String(min) : t('achievements:public.range', { min, max }),
            },
          ]}
        />
      )
    }
  }
}

function PublicRubric({ criterion, levels }: Pick<PublicCriterionProps, 'criterion' | 'levels'>) {
  const { t } = useTranslation('achievements')
  const rows = rowsOf(criterion)
  if (rows.length === 0) return null
  return (
    <div className="public-rubric">
      <h4>{t('achievements:public.rubric')}</h4>
      <RubricTable
        levels={levels.map((label, at) => ({ value: at + 1, label }))}
        rows={rows.map(({ id, title, descriptions, required }) => ({
          id,
          title,
          texts: descriptions.map((text, at) =>
            at + 1 === required ? `${t('achievements:public.required')}: ${text}` : text,
          ),
        }))}
        words={{
          row: t('achievements:public.looked_at'),
          reached: t('achievements:public.required'),
          levelText: (level, text) => `${level.value} ${level.label}: ${text}`,
          pips: (value) => t('achievements:public.required_level', { value, levels: levels.length }),
        }}
      />
    </div>
  )
}

function Preparation({
  criterion: { resources, practiceTask: task },
}: Pick<PublicCriterionProps, 'criterion'>) {
  const { t, i18n } = useTranslation('achievements')
  if (resources.length === 0 && task === undefined) return null
  const number = new Intl.NumberFormat(i18n.language)
  const details = (hours: number | undefined, cost: number | undefined) =>
    [
      hours === undefined ? undefined : t('achievements:public.hours', { count: hours }),
      cost === undefined
        ? undefined
        : cost === 0
          ? t('achievements:public.free')
          : t('achievements:public.cost', { cost: number.format(cost) }),
    ]
      .filter((part) => part !== undefined)
      .join(', ')
  return (
    <div>
      <h4>{t('achievements:public.prepare')}</h4>
      <ul className="plain">
        {resources.map(({ title, kind, url, hours, cost }) => (
          <li key={`${kind} ${title}`}>
            {t(`achievements:resources.${kind}`)}:{' '}
            {url === undefined ? (
              title
            ) : (
              <a href={url} rel="noreferrer">
                {title}
              </a>
            )}
            {(hours !== undefined || cost !== undefined) && (
              <span className="dim"> ({details(hours, cost)})</span>
            )}
          </li>
        ))}
        {task !== undefined && (
          <li>
            {t('achievements:preparation.task')}: {task.title}
            {task.hours !== undefined && <span className="dim"> ({details(task.hours, undefined)})</span>}
            {task.description !== '' && <div className="said measure">{task.description}</div>}
          </li>
        )}
      </ul>
    </div>
  )
}
