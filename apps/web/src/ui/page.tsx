import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { classNames } from './class-names.ts'

/** The width of a page's content. */
export function Page({ children }: { readonly children: ReactNode }) {
  return <div className="wrap">{children}</div>
}

export interface Crumb {
  readonly to: string
  readonly label: string
}

export interface HeadProps {
  /** The answer where there is one, else the subject. */
  readonly title: ReactNode
  readonly lede?: ReactNode
  /** A short line over the title. */
  readonly over?: ReactNode
  /** The pages above this one, outermost first. */
  readonly crumbs?: { readonly label: string; readonly items: readonly Crumb[] }
  /** Buttons beside the title; the likely next one first in weight. */
  readonly actions?: ReactNode
}

/** The head of a page. */
export function Head({ title, lede, over, crumbs, actions }: HeadProps) {
  return (
    <header className={classNames('head', actions !== undefined && 'with-actions')}>
      <div>
        {crumbs !== undefined && <Breadcrumbs {...crumbs} />}
        {over !== undefined && <p className="over">{over}</p>}
        <h1>{title}</h1>
        {lede !== undefined && <p className="lede">{lede}</p>}
      </div>
      {actions !== undefined && <div className="row">{actions}</div>}
    </header>
  )
}

function Breadcrumbs({ label, items }: { readonly label: string; readonly items: readonly Crumb[] }) {
  return (
    <nav className="crumbs" aria-label={label}>
      <ol>
        {items.map((crumb) => (
          <li key={crumb.to}>
            <Link to={crumb.to}>{crumb.label}</Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
