import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** Things below each other, with hairlines between. */
export function ItemList({ label, children }: { readonly label?: string; readonly children: ReactNode }) {
  return (
    <ul className="rows" aria-label={label}>
      {children}
    </ul>
  )
}

export interface ItemProps {
  /** A badge or a mark. */
  readonly art?: ReactNode
  /** Usually a link to the thing. */
  readonly title: ReactNode
  readonly children?: ReactNode
  /** At the end of the line: a state, a date, a button. */
  readonly end?: ReactNode
  /** On a phone the end goes below the words; default true. */
  readonly wraps?: boolean
}

/** One thing of the list: art, title, words, and what stands at the end. */
export function Item({ art, title, children, end, wraps = true }: ItemProps) {
  return (
    <li className={classNames(wraps && 'wraps')}>
      {art !== undefined && <div className="art">{art}</div>}
      <div className="words">
        <h3>{title}</h3>
        {children !== undefined && <p>{children}</p>}
      </div>
      {end !== undefined && <div className="end">{end}</div>}
    </li>
  )
}
