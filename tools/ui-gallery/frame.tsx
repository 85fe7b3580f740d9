import type { ReactNode } from 'react'
import {
  Account,
  Footer,
  LanguageSwitch,
  Masthead,
  type NavItem,
  SkipLink,
} from '../../apps/web/src/ui/index.ts'

interface FrameProps {
  readonly items: readonly NavItem[]
  readonly person?: string
  readonly children: ReactNode
}

/** Masthead and footer around a page, as the application puts them. */
export function Frame({ items, person, children }: FrameProps) {
  return (
    <>
      <SkipLink>Skip to content</SkipLink>
      <Masthead
        home="/"
        name="Harbor Logistics"
        mark="HL"
        navLabel="Main"
        menuLabel="Menu"
        items={items}
        tools={person === undefined ? <a href="/sign-in">Sign in</a> : undefined}
        account={
          person === undefined ? undefined : <Account to="/settings" name={person} label="Your account" />
        }
      />
      <main id="content">{children}</main>
      <Footer
        end={
          <LanguageSwitch
            action="/language"
            label="Language"
            current="en"
            languages={{ en: 'English', es: 'Español' }}
            next="/"
          />
        }
      >
        <span>Harbor Logistics runs its own Assay.</span>
        <a href="/how">How verification works</a>
        <a href="/log">Log and witnesses</a>
        <a href="/accessibility">Accessibility</a>
      </Footer>
    </>
  )
}

export const publicItems: readonly NavItem[] = [
  { to: '/verify', label: 'Verify' },
  { to: '/catalog', label: 'Catalog' },
  { to: '/issuers', label: 'Issuers' },
  { to: '/log', label: 'Log' },
]
