import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RunningWork } from './db/lookups.ts'
import type { Language } from './i18n/languages.ts'
import { LANGUAGE_NAMES } from './i18n/languages.ts'
import { type ApiScope, countsIn } from './policy.ts'
import type { Role } from './roles.ts'
import { SignOut, useWaiting } from './sign-out.tsx'
import { Footer, LanguageSwitch, MarkPunch, Masthead, type NavItem, SkipLink } from './ui/index.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import './ui/pages/frame.css'

export interface FrameData {
  readonly language: Language
  readonly nonce: string
  readonly path: string
  readonly demo: boolean
  readonly outbox: boolean
  readonly person: { readonly id: string; readonly name: string; readonly timeZone: string } | undefined
  readonly organizations: readonly FrameOrganization[]
  /** Long work of the person that is going on. */
  readonly work: readonly RunningWork[]
  /** Slug of the organization that the page is seen in. */
  readonly current: string | undefined
}

export interface FrameOrganization {
  readonly slug: string
  readonly name: string
  readonly mark: string
  readonly accent: string | null
  /** Every role that the person has here: their own, and by role sets and delegations. */
  readonly grants: readonly FrameGrant[]
}

/** A role, and the areas in which it counts; absent: all. */
export interface FrameGrant {
  readonly role: Role
  readonly areas?: readonly string[]
}

/** What surrounds every page: masthead, content, footer. */
export function Frame({ data, children }: { readonly data: FrameData; readonly children: React.ReactNode }) {
  const { t } = useTranslation()
  useKeptFocus()
  const waiting = useWaiting(data.person?.id)
  const organization = data.organizations.find(({ slug }) => slug === data.current)
  return (
    <>
      <SkipLink>{t('skip_to_content')}</SkipLink>
      {data.demo && <DemoMark signedIn={data.person !== undefined} />}
      <Masthead
        home={data.person === undefined ? '/' : '/home'}
        name={organization?.name ?? t('product')}
        {...(organization !== undefined && { mark: organization.mark })}
        navLabel={t('main_navigation')}
        menuLabel={t('menu')}
        items={navigation(data, organization).map(({ to, label }) => ({
          to,
          label: t(`nav.${label}` as 'nav.home'),
          ...(label === 'observe' && waiting > 0
            ? { count: waiting, countLabel: t('kept.count', { count: waiting }) }
            : {}),
        }))}
        account={
          data.person === undefined ? (
            <Link to="/sign-in">{t('sign_in')}</Link>
          ) : (
            <AccountMenu data={data} person={data.person} organization={organization} />
          )
        }
      />
      <LongWork work={data.work} />
      {/* Takes the focus from the skip link. */}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <Footer
        end={
          <LanguageSwitch
            action="/language"
            label={t('language')}
            current={data.language}
            languages={LANGUAGE_NAMES}
            next={data.path}
          />
        }
      >
        <span>{t('footer.runs')}</span>
        <a href="/verify/how">{t('footer.verify')}</a>
        <a href="/api/docs">{t('footer.api')}</a>
        {data.outbox && <a href="/outbox">{t('footer.outbox')}</a>}
      </Footer>
    </>
  )
}

/** How far the person's long work is, on every page until it is done. */
function LongWork({ work }: Pick<FrameData, 'work'>) {
  const { t, i18n } = useTranslation()
  if (work.length === 0) return null
  return (
    <aside className="long-work" aria-label={t('long_work.label')}>
      {work.map(({ id, address, state, name, done, of }) => (
        <div className="wrap" key={id}>
          <a href={address}>
            {t(`long_work.${state}`, {
              name,
              done: done.toLocaleString(i18n.language),
              of: of.toLocaleString(i18n.language),
            })}
          </a>
          <progress aria-label={name} value={done} max={Math.max(1, of)} />
        </div>
      ))}
    </aside>
  )
}

/** Says on every page that nothing here is real. */
function DemoMark({ signedIn }: { readonly signedIn: boolean }) {
  const { t } = useTranslation()
  return (
    <aside className="demo-mark" aria-label={t('demo.label')}>
      <div className="wrap">
        <b>{t('demo.label')}</b>
        <span>{t('demo.text')}</span>
        {!signedIn && <a href="/sign-in">{t('demo.enter')}</a>}
      </div>
    </aside>
  )
}

interface AccountMenuProps {
  readonly data: FrameData
  readonly person: NonNullable<FrameData['person']>
  readonly organization: FrameOrganization | undefined
}

/** Behind the person's initials: settings, their organizations, what an administrator looks after. Opens without scripts. */
function AccountMenu({ data, person, organization }: AccountMenuProps) {
  const { t } = useTranslation()
  const { name } = person
  return (
    // The key closes the menu once it has led somewhere.
    <details className="account" key={data.path}>
      <summary className="me" aria-label={`${t('account_menu')}: ${name}`} title={name}>
        {initialsOf(name)}
      </summary>
      <div className="sheet">
        <p className="who">{name}</p>
        <Link to="/settings">{t('nav.settings')}</Link>
        {organization !== undefined && <Link to={`/o/${organization.slug}/absence`}>{t('nav.absence')}</Link>}
        {organization?.grants.some(({ role }) => role === 'administrator') && (
          <AdministratorLinks base={`/o/${organization.slug}`} />
        )}
        {data.organizations.length > 1 && (
          <OrganizationSwitch organizations={data.organizations} current={organization?.slug} />
        )}
        <SignOut personId={person.id} />
      </div>
    </details>
  )
}

function AdministratorLinks({ base }: { readonly base: string }) {
  const { t } = useTranslation()
  return (
    <>
      <Link to={`${base}/settings`}>{t('nav.organization')}</Link>
      <Link to={`${base}/role-sets`}>{t('nav.role_sets')}</Link>
      <Link to={`${base}/issuer`}>{t('nav.issuer')}</Link>
      <Link to={`${base}/api-keys`}>{t('nav.api_keys')}</Link>
      <Link to={`${base}/audit`}>{t('nav.audit')}</Link>
    </>
  )
}

/** One form with a button each, so that the switch works without scripts. */
function OrganizationSwitch({
  organizations,
  current,
}: {
  readonly organizations: readonly FrameOrganization[]
  readonly current: string | undefined
}) {
  const { t } = useTranslation()
  return (
    <form method="post" action="/organization" aria-label={t('switch_organization')}>
      <p className="group">{t('switch_organization')}</p>
      {organizations.map(({ slug, name, mark }) => (
        <button
          key={slug}
          type="submit"
          name="organization"
          value={slug}
          className="choose-organization"
          aria-current={slug === current ? 'true' : undefined}
        >
          <MarkPunch mark={mark} height={20} />
          {name}
        </button>
      ))}
    </form>
  )
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase()
}

/** The links of the masthead: those of the roles that the person has here. */
function navigation(
  { person }: FrameData,
  organization: FrameOrganization | undefined,
): readonly Pick<NavItem, 'to' | 'label'>[] {
  const verify = { to: '/verify', label: 'verify' }
  if (person === undefined) return [verify, { to: '/catalog', label: 'catalog' }]
  const own = [
    { to: '/home', label: 'home' },
    { to: '/backpack', label: 'backpack' },
  ]
  if (organization === undefined) return [...own, verify]
  const base = `/o/${organization.slug}`
  const has = (area: ApiScope, ...roles: Role[]) =>
    organization.grants.some((grant) => roles.includes(grant.role) && countsIn(grant, area))
  return [
    ...own,
    { to: `${base}/catalog`, label: 'catalog' },
    ...(has('assessments:read', 'assessor') ? [{ to: `${base}/queue`, label: 'queue' }] : []),
    ...(has('achievements:read', 'program_manager')
      ? [{ to: `${base}/achievements`, label: 'achievements' }]
      : []),
    ...(has('credentials:read', 'program_manager', 'administrator')
      ? [{ to: `${base}/credentials`, label: 'credentials' }]
      : []),
    ...(has('enrollments:read', 'program_manager', 'administrator', 'people_manager')
      ? [{ to: `${base}/assignments`, label: 'assignments' }]
      : []),
    ...(has('assessments:read', 'observer') ? [{ to: `${base}/observe`, label: 'observe' }] : []),
    ...(has('people:read', 'people_manager') ? [{ to: `${base}/team`, label: 'team' }] : []),
    ...(has('organization:read', 'recruiter', 'partner') ? [{ to: `${base}/check`, label: 'check' }] : []),
    ...(has('credentials:read', 'recruiter') ? [{ to: `${base}/holders`, label: 'holders' }] : []),
    ...(has('organization:read', 'executive') ? [{ to: `${base}/outcomes`, label: 'outcomes' }] : []),
    ...(has('people:read', 'administrator', 'program_manager', 'people_manager')
      ? [{ to: `${base}/people`, label: 'people' }]
      : []),
  ]
}
