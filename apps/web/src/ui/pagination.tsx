import type { ReactNode } from 'react'
import { Link } from 'react-router'

export interface PaginationProps {
  readonly label: string
  /** From 1. */
  readonly page: number
  readonly pages: number
  /** The address of a page, filters kept. */
  readonly address: (page: number) => string
  readonly previous: string
  readonly next: string
  /** Read out for a number, such as "Page 3". */
  readonly pageLabel: (page: number) => string
  /** What is shown of what, at the end of the line. */
  readonly count?: ReactNode
}

/** Pages of a list; nothing but the count when there is only one. */
export function Pagination({
  label,
  page,
  pages,
  address,
  previous,
  next,
  pageLabel,
  count,
}: PaginationProps) {
  if (pages <= 1 && count === undefined) return null
  return (
    <nav className="pages" aria-label={label}>
      {page > 1 && (
        <Link className="btn sm" to={address(page - 1)} rel="prev">
          {previous}
        </Link>
      )}
      {pages > 1 && (
        <ol>
          {shownPages(page, pages).map((entry) =>
            entry.gap ? (
              <li key={`gap before ${entry.page}`} className="gap" aria-hidden="true">
                …
              </li>
            ) : (
              <li key={entry.page}>
                <Link
                  to={address(entry.page)}
                  aria-label={pageLabel(entry.page)}
                  aria-current={entry.page === page ? 'page' : undefined}
                >
                  {entry.page}
                </Link>
              </li>
            ),
          )}
        </ol>
      )}
      {page < pages && (
        <Link className="btn sm" to={address(page + 1)} rel="next">
          {next}
        </Link>
      )}
      {count !== undefined && <span className="count">{count}</span>}
    </nav>
  )
}

interface ShownPage {
  readonly page: number
  /** Stands for the pages left out before `page`. */
  readonly gap: boolean
}

/** First, last, and two on either side of the current one, with gaps between. */
export function shownPages(page: number, pages: number): readonly ShownPage[] {
  const wanted = new Set([1, pages, ...[-2, -1, 0, 1, 2].map((step) => page + step)])
  const sorted = [...wanted].filter((n) => n >= 1 && n <= pages).sort((a, b) => a - b)
  return sorted.flatMap((n, i) => {
    const before = sorted[i - 1] ?? n - 1
    return n - before > 1
      ? [
          { page: n, gap: true },
          { page: n, gap: false },
        ]
      : [{ page: n, gap: false }]
  })
}
