import type { Role } from '../../roles.ts'
import type { BadgeDefinition } from '../../ui/badge-art/index.ts'
import { drawingOf } from '../../ui/drawing-of.ts'
import type { Entry } from '../backpack/queries.ts'
import { RENEWAL_DAYS } from '../credentials/schema/terms.ts'
import type { OwnWork } from '../enrollments/queries/own-work.ts'
import { badgeOf } from '../enrollments/schema/badge.ts'
import { type NextStep, nextStep } from '../enrollments/schema/next-step.ts'
import type { TeamFigures } from '../team/queries.ts'
import type { PeopleFigures, ProgramFigures } from './queries.ts'

/** Days before its end from which a badge is shown to expire. */
const EXPIRES_DAYS = RENEWAL_DAYS
/** Days for which a badge is new. */
const NEW_DAYS = 30
const DAY = 86_400_000

/** Something that is worked on, or waits. */
export interface ShownWork {
  readonly id: string
  readonly address: string
  readonly name: string
  readonly language: string
  readonly state: OwnWork['state']
  readonly step: NextStep
  readonly badge: BadgeDefinition
  readonly criteria: readonly {
    readonly id: string
    readonly title: string
    readonly kind: 'prerequisite' | 'progress' | 'performance' | 'observation'
    /** `mend`: there is what was asked for, and the assessor wants more of it. */
    readonly state: 'met' | 'mend' | 'started' | 'open'
  }[]
  readonly savedAt: Date | undefined
  readonly dueAt: Date | undefined
  readonly turnaroundDays: number
  /** When it came back, if that was the last that happened. */
  readonly returnedAt: Date | undefined
  /** The number of the last submission. */
  readonly lastNumber: number | undefined
  readonly promisedAt: Date | undefined
  readonly late: boolean
}

export function shownWork({ organization, version, ...work }: OwnWork, now: Date): ShownWork {
  const { definition } = version
  const { last, state } = work
  const waits = state === 'submitted' && last?.state === 'submitted'
  return {
    id: work.id,
    address: `/o/${organization.slug}/enrollments/${work.id}`,
    name: definition.name,
    language: definition.language,
    state,
    step: nextStep(work.rows),
    badge: badgeOf(version, organization, now),
    criteria: work.rows.map(({ criterion, stand }) => ({
      id: criterion.id,
      title: criterion.title,
      kind: criterion.kind,
      state: stand.state === 'met' && work.mend.includes(criterion.id) ? 'mend' : stand.state,
    })),
    savedAt: work.savedAt,
    dueAt: work.dueAt ?? undefined,
    turnaroundDays: definition.turnaroundDays,
    returnedAt: state === 'active' && last?.state === 'returned' ? (last.endedAt ?? undefined) : undefined,
    lastNumber: last?.number,
    promisedAt: waits ? last.promisedAt : undefined,
    late: waits && last.promisedAt < now,
  }
}

/** A badge of the backpack, as the home page shows it. */
export interface ShownBadge {
  readonly id: string
  readonly name: string
  readonly issuerName: string | undefined
  readonly source: Entry['source']
  readonly signing: boolean
  readonly addedAt: Date
  readonly validUntil: Date | undefined
  /** Whole days until it ends. */
  readonly daysLeft: number | undefined
  /** How much of its life is over, from 0 to 1. */
  readonly lived: number | undefined
  readonly badge: BadgeDefinition | undefined
  /** Where it says how to earn it again; only for what was issued here. */
  readonly renewal: string | undefined
  /** Where it may be renewed now: a credential, at an organization. */
  readonly renew: { readonly credentialId: string; readonly orgId: string } | undefined
}

/** The day from which a badge is new. */
export const newSince = (now: Date): Date => new Date(now.getTime() - NEW_DAYS * DAY)

/** The day before which what ends is shown to expire. */
export const expiresBefore = (now: Date): Date => new Date(now.getTime() + EXPIRES_DAYS * DAY)

/** In force and not renewed yet, and ending within {@link EXPIRES_DAYS}; what ends first comes first. */
export const expiringSoon = (entries: readonly Entry[], now: Date): readonly ShownBadge[] =>
  entries
    .filter(
      ({ state, validUntil, renewal }) =>
        state === 'in_force' && endsWithin(validUntil, now) && (renewal?.renewedById ?? null) === null,
    )
    .toSorted((a, b) => (a.validUntil?.getTime() ?? 0) - (b.validUntil?.getTime() ?? 0))
    .map((entry) => shownBadge(entry, now))

const endsWithin = (end: Date | undefined, now: Date): boolean =>
  end !== undefined && end > now && end <= expiresBefore(now)

/** Put into the backpack within {@link NEW_DAYS}, newest first. */
export const newBadges = (entries: readonly Entry[], now: Date): readonly ShownBadge[] =>
  entries
    .filter(({ addedAt }) => addedAt >= newSince(now))
    .toSorted((a, b) => b.addedAt.getTime() - a.addedAt.getTime())
    .map((entry) => shownBadge(entry, now))

function shownBadge(entry: Entry, now: Date): ShownBadge {
  const { validFrom, validUntil } = entry
  const left = validUntil === undefined ? undefined : validUntil.getTime() - now.getTime()
  return {
    id: entry.id,
    name: entry.name || entry.credentialUrl,
    issuerName: entry.issuerName,
    source: entry.source,
    signing: entry.state === 'signing',
    addedAt: entry.addedAt,
    validUntil,
    daysLeft: left === undefined ? undefined : Math.floor(left / DAY),
    lived:
      left === undefined || validFrom === undefined || validUntil === undefined
        ? undefined
        : Math.min(Math.max(1 - left / Math.max(validUntil.getTime() - validFrom.getTime(), 1), 0), 1),
    badge: drawingOf({ ...entry, issuerName: entry.issuerName ?? null }),
    renew: renewOf(entry),
    renewal: entry.art === undefined ? undefined : `/achievements/${entry.art.achievementId}`,
  }
}

function renewOf({ credentialId, renewal }: Entry): ShownBadge['renew'] {
  const orgId = renewal?.orgId
  return credentialId === undefined || orgId === undefined ? undefined : { credentialId, orgId }
}

/** What waits for a person because of their role in one organization. */
export interface Duties {
  readonly slug: string
  readonly organization: string
  /** Submissions that wait for judgement. */
  readonly waiting: number
  readonly oldest: Date | undefined
  readonly late: boolean
  readonly drafts: number
  /** For who runs the program. */
  readonly program: ProgramFigures | undefined
  /** For who looks after its people. */
  readonly people: PeopleFigures | undefined
  /** Of what was assigned to those whom the person looks after. */
  readonly due?: { readonly overdue: number; readonly asked: number } | undefined
  readonly roles?: RoleDuties
}

/** What belongs to the person's other roles here. */
export interface RoleDuties {
  readonly team: TeamFigures | undefined
  readonly outcomes: boolean
  readonly recruiting: boolean
  /** People who wait to be observed by the person; absent for who observes nobody. */
  readonly observing: number | undefined
  readonly partner: boolean
  /** For whom the person stands in at present. */
  readonly standsIn: readonly {
    readonly name: string
    readonly roles: readonly Role[]
    readonly until: Date
  }[]
}

/** The one thing to do next; the page's title. */
export type Next =
  | { readonly kind: 'work'; readonly work: ShownWork }
  | { readonly kind: 'queue'; readonly duties: Duties }
  | { readonly kind: 'waiting'; readonly work: ShownWork }
  | { readonly kind: 'drafts'; readonly duties: Duties }
  | { readonly kind: 'program'; readonly duties: Duties; readonly program: ProgramFigures }
  | { readonly kind: 'people'; readonly duties: Duties; readonly people: PeopleFigures }
  | { readonly kind: 'first' | 'choose'; readonly slug: string }
  | { readonly kind: 'alone' }

/** Of what was begun, what is due first; where nothing is due, the first. */
function soonestDue(work: readonly ShownWork[]): ShownWork | undefined {
  const time = ({ dueAt }: ShownWork) => dueAt?.getTime() ?? Number.POSITIVE_INFINITY
  return work.toSorted((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b)))[0]
}

export interface Situation {
  readonly work: readonly ShownWork[]
  readonly duties: readonly Duties[]
  /** Short name of the organization whose catalog is offered. */
  readonly slug: string | undefined
  readonly badges: number
}

/**
 * What came back is first, then a promise to others that has passed, then what is ready, then what was begun; then others' work, then
 * what waits, then what nobody has published; with nothing of all this, how the program goes or who belongs here, for those who
 * look after it, and the catalog for all others.
 */
export function chooseNext({ work, duties, slug, badges }: Situation): Next {
  const active = work.filter(({ state }) => state === 'active')
  const returned = active.find(({ returnedAt }) => returnedAt !== undefined)
  if (returned !== undefined) return { kind: 'work', work: returned }
  const queues = duties.filter(({ waiting }) => waiting > 0)
  const late = queues.find((queue) => queue.late)
  if (late !== undefined) return { kind: 'queue', duties: late }
  const own = active.find(({ step }) => step.code === 'hand_in') ?? soonestDue(active)
  if (own !== undefined) return { kind: 'work', work: own }
  if (queues[0] !== undefined) return { kind: 'queue', duties: queues[0] }
  const waiting = work.find(({ state }) => state === 'submitted')
  if (waiting !== undefined) return { kind: 'waiting', work: waiting }
  const drafts = duties.find((one) => one.drafts > 0)
  if (drafts !== undefined) return { kind: 'drafts', duties: drafts }
  for (const one of duties) {
    if (one.program !== undefined) return { kind: 'program', duties: one, program: one.program }
    if (one.people !== undefined) return { kind: 'people', duties: one, people: one.people }
  }
  if (slug === undefined) return { kind: 'alone' }
  return { kind: badges === 0 ? 'first' : 'choose', slug }
}
