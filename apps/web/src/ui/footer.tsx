import type { ReactNode } from 'react'

export interface FooterProps {
  readonly children: ReactNode
  /** At the end of the line; usually the switch of languages. */
  readonly end?: ReactNode
}

/** The foot of every page: who runs it, links, languages. */
export function Footer({ children, end }: FooterProps) {
  return (
    <footer className="foot">
      <div className="wrap">
        {children}
        {end !== undefined && <div className="end">{end}</div>}
      </div>
    </footer>
  )
}

export interface LanguageSwitchProps {
  readonly action: string
  readonly label: string
  readonly current: string
  /** Names in their own language by code, in the order of the table. */
  readonly languages: Readonly<Record<string, string>>
  /** Where to come back to. */
  readonly next: string
}

/** A plain form that posts `language` and `next`, so that it works on pages without scripts. */
export function LanguageSwitch({ action, label, current, languages, next }: LanguageSwitchProps) {
  return (
    <form method="post" action={action} className="languages" aria-label={label}>
      <input type="hidden" name="next" value={next} />
      {Object.entries(languages).map(([code, name]) => (
        <button
          key={code}
          type="submit"
          name="language"
          value={code}
          lang={code}
          className="link"
          aria-current={code === current ? 'true' : undefined}
        >
          {name}
        </button>
      ))}
    </form>
  )
}
