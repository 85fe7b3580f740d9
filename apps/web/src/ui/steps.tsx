import type { ReactNode } from 'react'
import { type MarkState, StateMark } from './state-mark.tsx'

export interface NextStepProps {
  readonly over?: ReactNode
  /** What to do next, as a sentence. */
  readonly title: ReactNode
  readonly lede?: ReactNode
  /** Buttons; the first one is the step. */
  readonly actions?: ReactNode
  /** What the step belongs to, beside it. */
  readonly children?: ReactNode
}

/** The head of a page whose answer is what to do next. */
export function NextStep({ over, title, lede, actions, children }: NextStepProps) {
  return (
    <header className="next-step">
      <div>
        {over !== undefined && <p className="over">{over}</p>}
        <h1>{title}</h1>
        {lede !== undefined && <p className="lede">{lede}</p>}
        {actions !== undefined && <div className="row">{actions}</div>}
      </div>
      {children}
    </header>
  )
}

export interface Step {
  readonly id: string
  readonly state: MarkState
  /** The state as a word, read out before the title. */
  readonly stateLabel: string
  readonly title: ReactNode
  readonly aside?: ReactNode
  /** The one that is next. */
  readonly current?: boolean
}

export interface StepsProps {
  readonly art: ReactNode
  /** What the steps lead to. */
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly items: readonly Step[]
}

/** The steps to one thing, each with its mark. */
export function Steps({ art, title, note, items }: StepsProps) {
  return (
    <section className="steps">
      <div className="cap">
        {art}
        <div>
          <h2>{title}</h2>
          {note !== undefined && <p className="small dim">{note}</p>}
        </div>
      </div>
      <ol>
        {items.map(({ id, state, stateLabel, title: name, aside, current = false }) => (
          <li key={id} aria-current={current ? 'step' : undefined}>
            <StateMark state={state} label={stateLabel} />
            <span>{name}</span>
            {aside !== undefined && <span className="aside">{aside}</span>}
          </li>
        ))}
      </ol>
    </section>
  )
}
