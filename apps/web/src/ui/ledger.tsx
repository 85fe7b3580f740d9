import { type ReactNode, useId } from 'react'
import { classNames } from './class-names.ts'

export interface LedgerSectionProps {
  readonly title: ReactNode
  /** Under the title, in the margin. */
  readonly note?: ReactNode
  /** The rule above: `main` opens the main part with ink, `hair` is a hairline, `none` follows a band. Default `hair`. */
  readonly rule?: 'main' | 'hair' | 'none'
  /** Makes the section an address on the page. */
  readonly id?: string
  readonly children: ReactNode
}

/** A label in the margin and its content beside it; below each other on a phone. */
export function LedgerSection({ title, note, rule = 'hair', id, children }: LedgerSectionProps) {
  const heading = useId()
  return (
    <section
      id={id}
      aria-labelledby={heading}
      className={classNames('ledger', rule === 'main' && 'first', rule === 'none' && 'open')}
    >
      <div className="label">
        <h2 id={heading}>{title}</h2>
        {note !== undefined && <p>{note}</p>}
      </div>
      <div>{children}</div>
    </section>
  )
}

export interface LedgerProps {
  readonly sections: readonly (LedgerSectionProps & { readonly id: string })[]
}

/** Several sections from data; the first opens with the ink rule. */
export function Ledger({ sections }: LedgerProps) {
  return sections.map((section, i) => (
    <LedgerSection key={section.id} rule={i === 0 ? 'main' : 'hair'} {...section} />
  ))
}

export interface Fact {
  readonly term: string
  readonly value: ReactNode
}

/** Terms and values; a value that is missing is left out rather than shown empty. */
export function Facts({
  items,
  narrow = false,
}: {
  readonly items: readonly Fact[]
  readonly narrow?: boolean
}) {
  const known = items.filter(({ value }) => value !== undefined && value !== null && value !== '')
  return (
    <dl className={classNames('facts', narrow && 'narrow')}>
      {known.map(({ term, value }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
