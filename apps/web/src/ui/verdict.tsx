import type { ReactNode } from 'react'
import { type MarkState, StateMark, type Tone } from './state-mark.tsx'

export interface VerdictProps {
  /** Only `pass` may say valid; what could not be checked is `amber`. */
  readonly tone: Exclude<Tone, 'plain'>
  /** The first word or two, with its full stop. */
  readonly word: string
  /** The rest of the sentence. */
  readonly children: ReactNode
  readonly lede?: ReactNode
  /** Counts of the checks, as tags. */
  readonly summary?: ReactNode
  readonly art?: ReactNode
}

/** The band on top of a report: the sentence first. */
export function Verdict({ tone, word, children, lede, summary, art }: VerdictProps) {
  return (
    <header className="verdict-band">
      <div className="wrap">
        <div>
          <h1 className="verdict">
            <b className={tone}>{word}</b> {children}
          </h1>
          {lede !== undefined && <p className="lede">{lede}</p>}
          {summary !== undefined && <div className="sum">{summary}</div>}
        </div>
        {art !== undefined && <div className="art">{art}</div>}
      </div>
    </header>
  )
}

/** The list of a report's checks. */
export function CheckList({ children }: { readonly children: ReactNode }) {
  return <ul className="checks">{children}</ul>
}

export interface CheckRowProps {
  readonly state: MarkState
  /** The state as a word, read out before the title. */
  readonly stateLabel: string
  readonly title: ReactNode
  readonly detail?: ReactNode
  /** What the check rested on, in a word or a number. */
  readonly reference?: ReactNode
  /** What to do about it. */
  readonly actions?: ReactNode
}

const grounds: Readonly<Record<MarkState, string | undefined>> = {
  passed: undefined,
  half: undefined,
  empty: undefined,
  unknown: 'amber',
  failed: 'fail',
}

/** One check: mark, title, what was found, what it rested on, what to do. */
export function CheckRow({ state, stateLabel, title, detail, reference, actions }: CheckRowProps) {
  return (
    <li className={grounds[state]}>
      <StateMark state={state} />
      <h3>
        <span className="sr">{stateLabel}: </span>
        {title}
      </h3>
      {reference !== undefined && <span className="ref">{reference}</span>}
      {detail !== undefined && <p>{detail}</p>}
      {actions !== undefined && <div className="do">{actions}</div>}
    </li>
  )
}

export interface ClaimBoxProps {
  readonly title: ReactNode
  /** Who said it, and that a signature does not make it true. */
  readonly warning?: ReactNode
  readonly children: ReactNode
}

/** Dashed: someone else said it, Assay did not establish it. */
export function ClaimBox({ title, warning, children }: ClaimBoxProps) {
  return (
    <div className="claim">
      <h3>{title}</h3>
      {warning !== undefined && <p className="warn">{warning}</p>}
      {children}
    </div>
  )
}

/** Its counterpart: what Assay worked out for itself. */
export function EstablishedBox({
  title,
  children,
}: {
  readonly title: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="established">
      <h3>
        <StateMark state="passed" />
        {title}
      </h3>
      {children}
    </div>
  )
}
