import { mailSignInLink, signInByLink } from '../../features/identity/commands/sign-in.ts'
import { addPerson, endMembership } from '../../features/organizations/commands/people.ts'
import { addressOf } from '../set-up.ts'
import { type Aside, type Player, type Stage, tokenMailedTo } from '../stage.ts'
import { type Happening, later, player, type Scene } from '../story.ts'
import { type Colleague, roster } from './roster.ts'

/** Where people are added, and who adds them. */
export interface Employer {
  readonly administrator: Player
  readonly departments: ReadonlyMap<string, string>
}

/** Adds those who were there before the story began, leads first, so that everybody has a manager. */
export async function enterWorkforce(
  stage: Stage,
  cast: Map<string, Player>,
  employer: Employer,
): Promise<void> {
  const early = roster.filter(({ hired }) => hired < 0)
  const isLead = ({ roles }: Colleague) => roles.length > 1
  const add = (one: Colleague, aside: Aside) => hire(aside, cast, employer, one)
  await stage.together(early.slice(0, 1), 1, add)
  await stage.together(early.slice(1).filter(isLead), 1, add)
  await stage.together(
    early.slice(1).filter((one) => !isLead(one)),
    1,
    add,
  )
  await openAccounts(stage, early.filter(hasAccount))
}

/** Half of those who stay have signed in; what the others get is mailed to them as to anybody else. */
const hasAccount = ({ left }: Colleague, n: number): boolean => left === undefined && n % 2 === 0

/** They come in by a mailed link, as whoever has no password does. */
async function openAccounts(stage: Stage, people: readonly Colleague[]): Promise<void> {
  const headers = new Headers()
  await Promise.all(people.map(({ name }) => mailSignInLink(stage.deps, headers, { email: addressOf(name) })))
  await stage.together(people, 1, async ({ name }, { deps }) => {
    await signInByLink(deps, headers, await tokenMailedTo(deps, addressOf(name)), 'en')
  })
}

async function hire(
  aside: Aside,
  cast: Map<string, Player>,
  { administrator, departments }: Employer,
  { name, department, jobTitle, roles, manager, hired }: Colleague,
): Promise<void> {
  const { personId } = await aside.inOrg(administrator, (scope) =>
    addPerson(scope, {
      name,
      address: addressOf(name),
      roles: [...roles],
      departmentId: departments.get(department),
      jobTitle,
      managerId: player({ cast }, manager).id,
      ...(hired < 0 ? { joinedAt: new Date(aside.now().getTime() + hired * 86_400_000) } : {}),
    }),
  )
  cast.set(name, { id: personId, name, roles })
}

/** Who began, left and came back in the course of the story. */
export function employmentHappenings(
  { stage, calendar, cast }: Scene & { readonly cast: Map<string, Player> },
  employer: Employer,
): readonly Happening[] {
  const on = (
    day: number,
    people: readonly Colleague[],
    act: (one: Colleague, aside: Aside) => Promise<void>,
  ) => ({
    day: day + 0.3,
    play: async () => {
      stage.at(later(stage.now(), calendar.on(day, 7)))
      await stage.together(people, 9, act)
      await stage.settle()
    },
  })
  const begin = (one: Colleague, aside: Aside) => hire(aside, cast, employer, one)
  const again = (one: Colleague, aside: Aside) => hire(aside, cast, employer, { ...one, hired: 0 })
  const leave = ({ name }: Colleague, aside: Aside) =>
    aside.inOrg(employer.administrator, (scope) => endMembership(scope, player({ cast }, name).id))
  const days = (dayOf: (one: Colleague) => number | undefined) =>
    [...new Set(roster.map(dayOf))].flatMap((day) =>
      day === undefined || day < 0 ? [] : [{ day, people: roster.filter((one) => dayOf(one) === day) }],
    )
  return [
    ...days(({ hired }) => hired).map(({ day, people }) => on(day, people, begin)),
    ...days(({ left }) => left).map(({ day, people }) => on(day, people, leave)),
    ...days(({ back }) => back).map(({ day, people }) => on(day, people, again)),
  ]
}
