import { useTranslation } from 'react-i18next'
import { More } from '../../../ui/index.ts'
import type { DraftCriterion } from '../schema/draft.ts'
import { Count, EditButton, Line, Lines, Pick, RowTools } from './editor-form.tsx'

const RESOURCE_KINDS = ['course', 'guide', 'coach', 'task'] as const

export interface EditPreparationProps {
  readonly criterion: DraftCriterion
  /** Path of the criterion in the form. */
  readonly path: string
}

/** What helps to get ready for a criterion: resources and a practice task. Open as soon as there is something. */
export function EditPreparation({ criterion, path }: EditPreparationProps) {
  const { t } = useTranslation('achievements')
  const { resources, practiceTask: task } = criterion
  return (
    <More
      summary={t('achievements:preparation.title', {
        count: resources.length + (task === undefined ? 0 : 1),
      })}
      open={resources.length > 0 || task !== undefined}
    >
      <div className="form">
        {resources.map((resource, at) => (
          <EditResource
            // biome-ignore lint/suspicious/noArrayIndexKey: resources have no identity but their place; the form is made anew when they move
            key={at}
            resource={resource}
            path={`${path}.resources`}
            at={at}
            count={resources.length}
          />
        ))}
        {task !== undefined && (
          <fieldset className="inset">
            <legend>{t('achievements:preparation.task')}</legend>
            <Line
              name={`${path}.practiceTask.title`}
              label={t('achievements:fields.taskTitle')}
              value={task.title}
              max={200}
            />
            <Lines
              name={`${path}.practiceTask.description`}
              label={t('achievements:fields.taskDescription')}
              value={task.description}
              max={4000}
              optional
            />
            <Count
              name={`${path}.practiceTask.hours`}
              label={t('achievements:fields.hours')}
              value={task.hours}
              min={0}
              max={1000}
              step="any"
              optional
            />
            <div className="row">
              <EditButton intent={`remove:${path}.practiceTask`}>
                {t('achievements:preparation.remove_task')}
              </EditButton>
            </div>
          </fieldset>
        )}
        <div className="row">
          {resources.length < 20 && (
            <EditButton intent={`add:${path}.resources`}>
              {t('achievements:preparation.add_resource')}
            </EditButton>
          )}
          {task === undefined && (
            <EditButton intent={`add:${path}.practiceTask`}>
              {t('achievements:preparation.add_task')}
            </EditButton>
          )}
        </div>
      </div>
    </More>
  )
}

interface EditResourceProps {
  readonly resource: DraftCriterion['resources'][number]
  readonly path: string
  readonly at: number
  readonly count: number
}

function EditResource({ resource, path, at, count }: EditResourceProps) {
  const { t } = useTranslation('achievements')
  const name = (field: string) => `${path}.${at}.${field}`
  const number = t('achievements:preparation.resource', { number: at + 1 })
  return (
    <fieldset className="inset">
      <legend>{number}</legend>
      <Line
        name={name('title')}
        label={t('achievements:fields.resourceTitle')}
        value={resource.title}
        max={200}
      />
      <Pick
        name={name('kind')}
        label={t('achievements:fields.resourceKind')}
        value={resource.kind}
        options={RESOURCE_KINDS.map((value) => ({ value, label: t(`achievements:resources.${value}`) }))}
      />
      <Line
        name={name('url')}
        label={t('achievements:fields.address')}
        value={resource.url}
        max={1000}
        type="url"
        optional
      />
      <div className="numbers">
        <Count
          name={name('hours')}
          label={t('achievements:fields.hours')}
          value={resource.hours}
          min={0}
          max={1000}
          step="any"
          optional
        />
        <Count
          name={name('cost')}
          label={t('achievements:fields.cost')}
          value={resource.cost}
          min={0}
          max={1_000_000}
          step="any"
          optional
        />
      </div>
      <RowTools path={path} at={at} count={count} name={resource.title || number} />
    </fieldset>
  )
}
