import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { currentOrganization } from '../../../http/current-organization.ts'
import { contextOf, inOrganization, inOwn } from '../../../http/request-context.ts'
import { ItemList, LedgerSection, Page } from '../../../ui/index.ts'
import '../../../ui/pages/home.css'
import '../../../ui/pages/steps.css'
import { chooseNext, type Duties } from '../present.ts'
import type { Route } from './+types/home'
import { Assigned } from './home-assigned.tsx'
import { Added, Expires } from './home-badges.tsx'
import { DutySections } from './home-duties.tsx'
import { HomeHead, useTitle } from './home-head.tsx'
import { WorkItem } from './home-work.tsx'
import { type AssignedHere, loadAssigned, loadDuties, loadOwn } from './load-home.ts'

export async function loader(args: Route.LoaderArgs) {
  const { organizations, person, deps } = contextOf(args)
  const own = await inOwn(args, loadOwn)
  const duties: Duties[] = []
  const assigned: AssignedHere[] = []
  for (const organization of organizations) {
    const there = { ...args, params: { org: organization.slug } }
    duties.push(await inOrganization(there, (scope) => loadDuties(scope, organization)))
    assigned.push(...(await inOrganization(there, (scope) => loadAssigned(scope, organization.slug))))
  }
  const slug = currentOrganization(args.request, organizations)?.slug
  const next = chooseNext({ ...own, duties, slug })
  return {
    ...own,
    duties,
    assigned,
    next,
    slug,
    organizations: organizations.map(({ id, slug }) => ({ id, slug })),
    mayFound: deps.config.openOrganizations,
    timeZone: person?.timeZone ?? 'UTC',
  }
}

export default function Home({ loaderData }: Route.ComponentProps) {
  const { t } = useTranslation(['home', 'common'])
  const { work, next, expires, added, duties, slug, badges, mayFound, timeZone, assigned } = loaderData
  const title = useTitle(next)
  const shown = next.kind === 'work' || next.kind === 'waiting' ? next.work.id : undefined
  const others = work.filter(({ id }) => id !== shown)
  const active = others.filter(({ state }) => state === 'active')
  const waiting = others.filter(({ state }) => state === 'submitted')
  return (
    <Page>
      <title>{t('common:page_title', { title })}</title>
      <HomeHead next={next} badges={badges} mayFound={mayFound} timeZone={timeZone} />
      <Assigned duties={assigned} timeZone={timeZone} />
      {active.length > 0 && (
        <LedgerSection rule="main" title={t('home:section.progress')}>
          <ItemList label={t('home:section.progress')}>
            {active.map((one) => (
              <WorkItem key={one.id} work={one} timeZone={timeZone} />
            ))}
          </ItemList>
        </LedgerSection>
      )}
      {waiting.length > 0 && (
        <LedgerSection rule={active.length > 0 ? 'hair' : 'main'} title={t('home:section.waiting')}>
          <ItemList label={t('home:section.waiting')}>
            {waiting.map((one) => (
              <WorkItem key={one.id} work={one} timeZone={timeZone} />
            ))}
          </ItemList>
        </LedgerSection>
      )}
      <DutySections duties={duties} next={next} timeZone={timeZone} />
      <Expires badges={expires} timeZone={timeZone} organizations={loaderData.organizations} />
      <Added badges={added} timeZone={timeZone} />
      {slug !== undefined && work.length > 0 && (
        <p className="home-more">
          <Link to={`/o/${slug}/enrollments`}>{t('home:work.all')}</Link>
        </p>
      )}
    </Page>
  )
}
