import { useTranslation } from 'react-i18next'
import { Form, Link, NavLink } from 'react-router'
import type { Role } from './db/scopes.ts'
import { LANGUAGE_NAMES, LANGUAGES, type Language } from './i18n/languages.ts'

export interface FrameData {
  readonly language: Language
  readonly nonce: string
  readonly path: string
  readonly demo: boolean
  readonly outbox: boolean
  readonly person: { readonly name: string; readonly timeZone: string } | undefined
  readonly organizations: readonly FrameOrganization[]
  /** Slug of the organization that the page belongs to. */
  readonly current: string | undefined
}

export interface FrameOrganization {
  readonly slug: string
  readonly name: string
  readonly mark: string
  readonly accent: string | null
  readonly roles: readonly Role[]
}

/** What surrounds every page: masthead, content, footer. */
export function Frame({ data, children }: { readonly data: FrameData; readonly children: React.ReactNode }) {
  const { t } = useTranslation()
  const organization = data.organizations.find(({ slug }) => slug === data.current) ?? data.organizations[0]
  return (
    <>
      <a className="skip" href="#content">
        {t('skip_to_content')}
      </a>
      <header className="mast">
        <div className="wrap">
          <Link className="org" to={data.person === undefined ? '/' : '/home'}>
            {organization?.name ?? t('product')}
          </Link>
          <nav className="nav" aria-label={t('main_navigation')}>
            {navigation(data, organization).map(({ to, label }) => (
              <NavLink key={to} to={to}>
                {t(`nav.${label}` as 'nav.home')}
              </NavLink>
            ))}
          </nav>
          <div className="tools">
            {data.person === undefined ? (
              <Link to="/sign-in">{t('sign_in')}</Link>
            ) : (
              <>
                <Link to="/settings">{data.person.name}</Link>
                <Form method="post" action="/sign-out">
                  <button type="submit" className="btn quiet sm">
                    {t('sign_out')}
                  </button>
                </Form>
              </>
            )}
          </div>
        </div>
      </header>
      <main id="content">{children}</main>
      <footer className="foot">
        <div className="wrap">
          <span>{t(data.demo ? 'footer.demo' : 'footer.runs')}</span>
          <a href="/api/docs">{t('footer.api')}</a>
          {data.outbox && <a href="/outbox">{t('footer.outbox')}</a>}
          <LanguageSwitch current={data.language} path={data.path} />
        </div>
      </footer>
    </>
  )
}

/** Plain forms, so that the switch works on pages without scripts. */
function LanguageSwitch({ current, path }: { readonly current: Language; readonly path: string }) {
  const { t } = useTranslation()
  return (
    <form method="post" action="/language" className="languages" aria-label={t('language')}>
      <input type="hidden" name="next" value={path} />
      {LANGUAGES.map((language) => (
        <button
          key={language}
          name="language"
          value={language}
          type="submit"
          lang={language}
          className="link"
          aria-current={language === current ? 'true' : undefined}
        >
          {LANGUAGE_NAMES[language]}
        </button>
      ))}
    </form>
  )
}

interface NavigationItem {
  readonly to: string
  readonly label: string
}

/** The links of the masthead: those of the roles that the person has here. */
function navigation(
  { person }: FrameData,
  organization: FrameOrganization | undefined,
): readonly NavigationItem[] {
  if (person === undefined) return [{ to: '/verify', label: 'verify' }]
  const own = [
    { to: '/home', label: 'home' },
    { to: '/backpack', label: 'backpack' },
  ]
  if (organization === undefined) return [...own, { to: '/verify', label: 'verify' }]
  const base = `/o/${organization.slug}`
  const has = (...roles: Role[]) => roles.some((role) => organization.roles.includes(role))
  return [
    ...own,
    { to: `${base}/catalog`, label: 'catalog' },
    ...(has('assessor') ? [{ to: `${base}/queue`, label: 'queue' }] : []),
    ...(has('program_manager') ? [{ to: `${base}/achievements`, label: 'achievements' }] : []),
    ...(has('program_manager', 'administrator') ? [{ to: `${base}/credentials`, label: 'credentials' }] : []),
    ...(has('administrator', 'program_manager', 'people_manager')
      ? [{ to: `${base}/people`, label: 'people' }]
      : []),
    ...(has('administrator')
      ? [
          { to: `${base}/issuer`, label: 'issuer' },
          { to: `${base}/audit`, label: 'audit' },
        ]
      : []),
  ]
}
