import type { Role } from '../../roles.ts'
import { nameOf } from './names.ts'

/** Somebody of the terminal who has no part of their own in the story: they are hired, learn, earn and sometimes leave. */
export interface Colleague {
  readonly name: string
  readonly department: string
  readonly jobTitle: string
  readonly roles: readonly Role[]
  /** To whom they report. */
  readonly manager: string
  /** Day of the story on which they began; before it began: negative. */
  readonly hired: number
  readonly left?: number
  /** Day on which who had left began again. */
  readonly back?: number
}

/** A team: its lead, if it has one of its own, and those who report to them. */
interface Team {
  readonly department: string
  readonly head: string
  readonly jobTitle: string
  readonly people: number
  /** Titles of those who lead a part of it; each has a part of the people. */
  readonly leads?: { readonly title: string; readonly count: number; readonly roles?: readonly Role[] }
}

/** The first of the roster leads the warehouse. */
export const WAREHOUSE_HEAD = nameOf(0)

const TEAMS: readonly Team[] = [
  {
    ...{ department: 'Receiving', head: WAREHOUSE_HEAD, jobTitle: 'Forklift driver', people: 29 },
    leads: { title: 'Shift lead', count: 2, roles: ['learner', 'people_manager', 'assessor'] },
  },
  {
    ...{ department: 'Dispatch', head: WAREHOUSE_HEAD, jobTitle: 'Forklift driver', people: 28 },
    leads: { title: 'Shift lead', count: 2, roles: ['learner', 'people_manager'] },
  },
  {
    ...{ department: 'Yard', head: 'Goran Petrak', jobTitle: 'Yard worker', people: 37 },
    leads: { title: 'Gang lead', count: 3, roles: ['learner', 'people_manager'] },
  },
  {
    ...{ department: 'Quay', head: 'Mette Brandal', jobTitle: 'Slinger', people: 33 },
    leads: { title: 'Gang lead', count: 3, roles: ['learner', 'people_manager', 'assessor'] },
  },
  { department: 'Planning', head: 'Rosa Quintela', jobTitle: 'Stow planner', people: 11 },
  {
    ...{ department: 'Reefer park', head: 'Amadou Sarr', jobTitle: 'Reefer technician', people: 20 },
    leads: { title: 'Shift lead', count: 2, roles: ['learner', 'people_manager'] },
  },
  { department: 'Safety', head: 'Ruben Okonjo', jobTitle: 'Safety officer', people: 7 },
  {
    ...{ department: 'Maintenance', head: 'Zofia Malik', jobTitle: 'Mechanic', people: 18 },
    leads: { title: 'Workshop lead', count: 2, roles: ['learner', 'people_manager'] },
  },
  { department: 'Claims desk', head: 'Vesna Korda', jobTitle: 'Claims handler', people: 6 },
  { department: 'Terminal office', head: 'Dilnoza Rashid', jobTitle: 'Analyst', people: 5 },
  { department: 'People', head: 'Ingrid Vasconcelos', jobTitle: 'Recruiter', people: 2 },
]

/** Share of the hands that were there when the story began, and the days on which the others came: more before summer and autumn. */
const FIRST_OF_TEN = 7
const HIRING_DAYS = [
  38, 66, 66, 94, 122, 122, 155, 183, 183, 183, 211, 246, 274, 302, 302, 330, 358, 358, 358, 393, 421, 449,
  477, 477, 505,
]

/** Whoever left, by their place in the roster; who came back did so for the next season. */
const LEAVERS: ReadonlyMap<number, { readonly left: number; readonly back?: number }> = new Map([
  [21, { left: 88 }],
  [34, { left: 131 }],
  [47, { left: 164, back: 351 }],
  [58, { left: 207 }],
  [71, { left: 239 }],
  [83, { left: 288 }],
  [96, { left: 262, back: 437 }],
  [107, { left: 333 }],
  [118, { left: 379 }],
  [127, { left: 404 }],
  [139, { left: 441 }],
  [152, { left: 468 }],
  [163, { left: 499 }],
])

/** Everybody who is or was at the terminal besides those with parts in the story, leads first in each team. */
export const roster: readonly Colleague[] = numbered([
  {
    ...{ department: 'Warehouse', jobTitle: 'Warehouse manager', manager: () => 'Sunniva Halloran' },
    roles: ['learner', 'people_manager'],
    lead: true,
  },
  ...TEAMS.flatMap(placesOf),
])

/** A place in a team, before it is known who has it. */
interface Place {
  readonly department: string
  readonly jobTitle: string
  readonly roles: readonly Role[]
  readonly lead: boolean
  /** By the name of the nth of the roster. */
  readonly manager: (from: number) => string
}

function placesOf({ department, head, jobTitle, people, leads }: Team): readonly Place[] {
  const count = leads?.count ?? 0
  const ofLeads = Array.from({ length: count }, (): Place => {
    const roles = leads?.roles ?? ['learner']
    return { department, jobTitle: leads?.title ?? '', roles, lead: true, manager: () => head }
  })
  const ofHands = Array.from({ length: people }, (_, at): Place => {
    // The nth hand stands `count - n % count + n` places below their lead.
    const manager = (own: number) => (count === 0 ? head : nameOf(own - at - count + (at % count)))
    return { department, jobTitle, roles: ['learner'], lead: false, manager }
  })
  return [...ofLeads, ...ofHands]
}

function numbered(places: readonly Place[]): readonly Colleague[] {
  let later = 0
  return places.map(({ department, jobTitle, roles, lead, manager }, n) => {
    const leaving = LEAVERS.get(n)
    const early = lead || leaving !== undefined || n % 10 < FIRST_OF_TEN
    const hired = early ? -120 - ((n * 137) % 3400) : (HIRING_DAYS[later++ % HIRING_DAYS.length] ?? 0)
    return { name: nameOf(n), department, jobTitle, roles, manager: manager(n), hired, ...leaving }
  })
}
