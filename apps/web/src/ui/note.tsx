import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type MarkState, StateMark, type Tone } from './state-mark.tsx'

const marks: Readonly<Record<Tone, MarkState | undefined>> = {
  pass: 'passed',
  amber: 'unknown',
  fail: 'failed',
  plain: undefined,
}

export interface NoteProps {
  readonly tone?: Tone
  readonly title?: ReactNode
  readonly children?: ReactNode
  /** Interrupts a screen reader: for what appears without a page load and cannot wait. */
  readonly urgent?: boolean
}

/** A remark set apart from the text. */
export function Note({ tone = 'plain', title, children, urgent = false }: NoteProps) {
  const mark = marks[tone]
  return (
    <div className={classNames('note', tone !== 'plain' && tone)} role={urgent ? 'alert' : undefined}>
      {mark !== undefined && <StateMark state={mark} />}
      <div className="words">
        {title !== undefined && <b>{title}</b>}
        {children}
      </div>
    </div>
  )
}

export interface FlashProps {
  readonly tone?: Tone
  readonly children: ReactNode
  /** At the end, such as an undo button in its own form. */
  readonly end?: ReactNode
}

/** What the last action did, once, under the masthead of the next page. */
export function Flash({ tone = 'pass', children, end }: FlashProps) {
  const mark = marks[tone]
  return (
    <div className={classNames('flash', tone !== 'plain' && tone)} role="status">
      <div className="wrap">
        {mark !== undefined && <StateMark state={mark} />}
        <span>{children}</span>
        {end !== undefined && <span className="end">{end}</span>}
      </div>
    </div>
  )
}

/** The place for notes that appear without a page load; always in the page, so that they are read out. */
export function Toasts({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="toasts" role="status" aria-live="polite">
      {children}
    </div>
  )
}

export interface EmptyStateProps {
  /** What would be here. */
  readonly title: ReactNode
  readonly children?: ReactNode
  /** The first step. */
  readonly action?: ReactNode
  /** Heading level in the page's outline; default 3, inside a ledger section. */
  readonly level?: 2 | 3
}

/** A list with nothing in it yet: a dashed place. */
export function EmptyState({ title, children, action, level = 3 }: EmptyStateProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <div className="nothing">
      <Heading>{title}</Heading>
      {children !== undefined && <p>{children}</p>}
      {action !== undefined && <div className="actions">{action}</div>}
    </div>
  )
}

export interface ProgressProps {
  readonly label: string
  /** From 0 to `max`; absent while it is not known how long it takes. */
  readonly value?: number
  /** Default 1. */
  readonly max?: number
  /** How far, how fast, how long: in words. */
  readonly text?: ReactNode
}

/** How far long work has come. */
export function Progress({ label, value, max = 1, text }: ProgressProps) {
  return (
    <div className="progress">
      <div className="split">
        <span className="strong">{label}</span>
        {text !== undefined && <span>{text}</span>}
      </div>
      <progress aria-label={label} max={max} {...(value === undefined ? {} : { value })} />
    </div>
  )
}
