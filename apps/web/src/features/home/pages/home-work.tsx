import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Badge, ButtonLink, Item, type MarkState, Marks } from '../../../ui/index.ts'
import type { ShownWork } from '../present.ts'
import { useDay } from './use-day.ts'

export const MARKS = {
  met: 'passed',
  mend: 'half',
  started: 'half',
  open: 'empty',
} as const satisfies Record<ShownWork['criteria'][number]['state'], MarkState>

export interface WorkItemProps {
  readonly work: ShownWork
  readonly timeZone: string
}

/** One thing in progress or waiting: outline, a sentence, marks, what to do. */
export function WorkItem({ work, timeZone }: WorkItemProps) {
  const { t } = useTranslation('home')
  const { name, language, address, badge, criteria, state } = work
  const met = criteria.filter((criterion) => criterion.state === 'met').length
  const action = work.returnedAt === undefined ? 'go_on' : 'comments'
  return (
    <Item
      art={<Badge definition={badge} size={64} state="outline" />}
      title={
        <Link to={address} lang={language}>
          {name}
        </Link>
      }
      end={
        <>
          <Marks
            states={criteria.map((criterion) => MARKS[criterion.state])}
            label={t('home:met', { met, count: criteria.length })}
          />
          {state === 'active' && (
            <ButtonLink
              small
              to={work.returnedAt === undefined ? address : `${address}/submissions/${work.lastNumber}`}
            >
              {t(`home:action.${action}`)}
              <span className="sr">: {name}</span>
            </ButtonLink>
          )}
        </>
      }
    >
      <Sentence work={work} timeZone={timeZone} />
    </Item>
  )
}

function Sentence({ work, timeZone }: WorkItemProps) {
  const { t } = useTranslation('home')
  const day = useDay(timeZone)
  const { promisedAt, returnedAt, savedAt, dueAt, late } = work
  const said =
    promisedAt !== undefined
      ? t(late ? 'home:work.late' : 'home:work.promised', { date: day(promisedAt) })
      : returnedAt !== undefined
        ? t('home:work.returned', { date: day(returnedAt) })
        : savedAt !== undefined
          ? t('home:work.saved', { date: day(savedAt) })
          : t('home:work.begun')
  return dueAt === undefined ? said : `${said}, ${t('home:work.due', { date: day(dueAt) })}`
}
