import type { OrgScope, PersonScope } from '../../../db/scopes.ts'
import { authorize } from '../../../http/authenticate.ts'
import { listDelegations } from '../../absence/queries.ts'
import { listAchievements } from '../../achievements/queries.ts'
import { countQueue, listQueue } from '../../assessments/queries.ts'
import { countDue } from '../../assignments/queries/due.ts'
import { listDutiesOfPerson } from '../../assignments/queries/duties.ts'
import { listEntries } from '../../backpack/queries.ts'
import { listOwnWork } from '../../enrollments/queries/own-work.ts'
import { countWaiting } from '../../observations/queries/waiting.ts'
import { countTeam, teamLeads } from '../../team/queries.ts'
import {
  administersHere,
  definesHere,
  dutiesHere,
  judgesHere,
  leadsHere,
  maySeeHome,
  observesHere,
  rolePagesHere,
} from '../policy.ts'
import {
  type Duties,
  expiresBefore,
  expiringSoon,
  newBadges,
  newSince,
  type RoleDuties,
  shownWork,
} from '../present.ts'
import { countPeople, countProgram } from '../queries.ts'

/** More than a backpack holds (features/backpack, `KEPT_BADGES`). */
const ALL = { limit: 1000, offset: 0 }

/** What is a person's own: work in all organizations, and their badges. */
export async function loadOwn(scope: PersonScope) {
  authorize(maySeeHome(scope))
  const now = scope.deps.now()
  const { items, total } = await listEntries(scope, ALL)
  const work = await listOwnWork(scope)
  return {
    work: work.map((one) => shownWork(one, now)),
    badges: total,
    expires: expiringSoon(items, now),
    added: newBadges(items, now).slice(0, 5),
  }
}

/** What waits for the person here because of their role. */
export async function loadDuties(
  scope: OrgScope,
  organization: { readonly slug: string; readonly name: string },
): Promise<Duties> {
  const waiting = judgesHere(scope) ? (await countQueue(scope)).waiting : 0
  const { items } =
    waiting === 0 ? { items: [] } : await listQueue(scope, { show: 'waiting', limit: 1, offset: 0 })
  const now = scope.deps.now()
  const defines = definesHere(scope)
  return {
    slug: organization.slug,
    organization: organization.name,
    waiting,
    oldest: items[0]?.promisedAt,
    late: items[0]?.overdue ?? false,
    drafts: defines ? (await listAchievements(scope, { state: 'draft', limit: 1 })).total : 0,
    program: defines ? await countProgram(scope, newSince(now), expiresBefore(now)) : undefined,
    people: administersHere(scope) ? await countPeople(scope) : undefined,
    due: await loadDue(scope),
    roles: await loadRoleDuties(scope),
  }
}

/** What is late of what the person looks after, and waits for their answer; undefined where nothing is. */
async function loadDue(scope: OrgScope): Promise<Duties['due']> {
  const whose = dutiesHere(scope)
  if (whose === undefined) return undefined
  const due = await countDue(scope, whose === 'all' ? 'all' : teamLeads(scope))
  return due.overdue + due.asked === 0 ? undefined : due
}

async function loadRoleDuties(scope: OrgScope): Promise<RoleDuties> {
  const running = (await listDelegations(scope, 'mine')).filter(
    ({ state, delegateId }) => state === 'running' && delegateId === scope.personId,
  )
  return {
    team: leadsHere(scope) ? await countTeam(scope, teamLeads(scope)) : undefined,
    ...rolePagesHere(scope),
    observing: await loadObserving(scope),
    standsIn: running.map(({ delegator, roles, endsAt }) => ({
      name: delegator,
      roles,
      until: new Date(endsAt.getTime() - 1),
    })),
  }
}

async function loadObserving(scope: OrgScope): Promise<number | undefined> {
  const { always, team } = observesHere(scope)
  if (!always && !team) return undefined
  const waiting = await countWaiting(scope)
  return always || waiting > 0 ? waiting : undefined
}

/** What is assigned to the person here: open, or exempt for a while. */
export async function loadAssigned(scope: OrgScope, slug: string) {
  if (scope.personId === undefined) return []
  const duties = await listDutiesOfPerson(scope, scope.personId)
  return duties.map(({ exemptions, ...duty }) => {
    const approved = exemptions.find(({ state }) => state === 'approved')
    return {
      ...duty,
      slug,
      asked: exemptions.some(({ state }) => state === 'asked'),
      exempt:
        duty.state !== 'exempt' || approved === undefined ? undefined : { endsAt: dayOf(approved.endsAt) },
    }
  })
}

const dayOf = (at: string | null): Date | undefined => (at === null ? undefined : new Date(at))

export type AssignedHere = Awaited<ReturnType<typeof loadAssigned>>[number]
