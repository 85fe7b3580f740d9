import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { Button, Tag, Time, type Tone } from '../../../ui/index.ts'
import type { presentDelegation } from '../present.ts'

type Shown = ReturnType<typeof presentDelegation>

const TONES: Readonly<Record<Shown['state'], Tone>> = {
  running: 'pass',
  planned: 'amber',
  over: 'plain',
  revoked: 'plain',
}

export interface DelegationsProps {
  readonly items: readonly Shown[]
  /** Who is named: the other side, or both. */
  readonly other: 'delegator' | 'delegate' | 'both'
  readonly empty: string
  readonly language: string
  readonly timeZone: string
}

/** Delegations as lines, with a button that ends those that are not over. */
export function Delegations({ items, other, empty, language, timeZone }: DelegationsProps) {
  const { t } = useTranslation(['absence', 'common'])
  if (items.length === 0) return <p className="dim">{empty}</p>
  return (
    <ul className="rows">
      {items.map((item) => (
        <li key={item.id} className="wraps">
          <div className="words">
            <h3>
              {other === 'both'
                ? t('absence:for', { delegate: item.delegate.name, delegator: item.delegator.name })
                : item[other].name}
            </h3>
            <p>
              {item.roles.map((role) => t(`common:roles.${role}`)).join(', ')}
              {' · '}
              <Time at={item.startsAt} locale={language} timeZone={timeZone} />
              {' – '}
              <Time at={lastMoment(item.endsAt)} locale={language} timeZone={timeZone} />
              {' · '}
              {item.reason}
            </p>
          </div>
          <div className="end">
            <Tag tone={TONES[item.state]}>{t(`absence:states.${item.state}`)}</Tag>
            {(item.state === 'running' || item.state === 'planned') && (
              <Form method="post">
                <input type="hidden" name="id" value={item.id} />
                <Button small look="danger" name="intent" value="end">
                  {t('absence:end')}
                  <span className="sr">: {item.delegate.name}</span>
                </Button>
              </Form>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** The end itself is the first moment of the day after. */
const lastMoment = (endsAt: string): string => new Date(Date.parse(endsAt) - 1).toISOString()
