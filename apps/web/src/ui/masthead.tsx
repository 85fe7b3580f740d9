import type { ReactNode } from 'react'
import { Link, NavLink } from 'react-router'
import { MarkPunch } from './mark-punch.tsx'

export interface NavItem {
  readonly to: string
  readonly label: string
  /** Current only at exactly this address; default false: below it too. */
  readonly end?: boolean
  /** How many wait there; default none. */
  readonly count?: number
  /** The same in words, for screen readers. */
  readonly countLabel?: string
}

export interface MastheadProps {
  /** Address behind the organization's name. */
  readonly home: string
  readonly name: string
  /** The organization's letters, one to three; none leaves the plate out. */
  readonly mark?: string
  /** Names the navigation for screen readers. */
  readonly navLabel: string
  /** The word on the phone's menu button. */
  readonly menuLabel: string
  readonly items: readonly NavItem[]
  /** At the end on a desktop, inside the menu on a phone; drawn in both places, so without ids. */
  readonly tools?: ReactNode
  /** Always shown, such as `Account`. */
  readonly account?: ReactNode
}

/** The head of every page. The phone's menu is a disclosure element and opens without scripts. */
export function Masthead({ home, name, mark, navLabel, menuLabel, items, tools, account }: MastheadProps) {
  return (
    <header className="mast">
      <div className="wrap">
        <Link className="org" to={home}>
          {mark !== undefined && mark !== '' && <MarkPunch mark={mark} height={28} />}
          <span className="name">{name}</span>
        </Link>
        <nav className="nav" aria-label={navLabel}>
          <NavLinks items={items} />
        </nav>
        <div className="tools">
          {tools !== undefined && <span className="wide row">{tools}</span>}
          {(items.length > 0 || tools !== undefined) && (
            <details className="menu">
              <summary className="btn sm">{menuLabel}</summary>
              <div className="sheet">
                <nav aria-label={navLabel}>
                  <NavLinks items={items} />
                </nav>
                {tools !== undefined && <div className="more">{tools}</div>}
              </div>
            </details>
          )}
          {account}
        </div>
      </div>
    </header>
  )
}

function NavLinks({ items }: { readonly items: readonly NavItem[] }) {
  return items.map(({ to, label, end = false, count, countLabel }) => (
    <NavLink key={to} to={to} end={end}>
      {label}
      {count !== undefined && (
        <>
          <span className="count" aria-hidden="true">
            {count}
          </span>
          <span className="sr">, {countLabel}</span>
        </>
      )}
    </NavLink>
  ))
}

export interface AccountProps {
  readonly to: string
  readonly name: string
  /** What the link leads to, before the name. */
  readonly label: string
}

/** The signed-in person's initials, leading to their settings. */
export function Account({ to, name, label }: AccountProps) {
  const words = name.trim().split(/\s+/)
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0] ?? '',
  )
  return (
    <Link className="me" to={to} aria-label={`${label}: ${name}`} title={name}>
      {initials.join('').toLocaleUpperCase()}
    </Link>
  )
}

/** First on the page: jumps over the masthead. The page's `main` carries the id. */
export function SkipLink({
  to = '#content',
  children,
}: {
  readonly to?: string
  readonly children: ReactNode
}) {
  return (
    <a className="skip" href={to}>
      {children}
    </a>
  )
}
