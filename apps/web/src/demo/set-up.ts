import { findPersonOfUser } from '../db/lookups.ts'
import { inSystem } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'
import { createDraft, publishVersion } from '../features/achievements/commands.ts'
import { confirmSignUp } from '../features/identity/commands/confirm-sign-up.ts'
import { signUp } from '../features/identity/commands/sign-in.ts'
import { addPerson } from '../features/organizations/commands/people.ts'
import { createOrganization } from '../features/organizations/commands.ts'
import type { Role } from '../roles.ts'
import { DEMO_ACCOUNTS, type DemoPerson as DemoAccount } from './accounts.ts'
import { type DemoAchievement, demoDefinitions } from './definitions.ts'
import { demoPeople } from './people.ts'
import { type Player, type Stage, tokenMailedTo } from './stage.ts'

const DEMO_SLUG = 'harbor-logistics'

/** Everybody of the demo, by name. */
export type Cast = ReadonlyMap<string, Player>

/** Makes an account with a password and proves its address, as a person does at the sign-up page. */
export async function makeAccount(
  deps: Deps,
  account: Pick<DemoAccount, 'name' | 'email' | 'password'>,
): Promise<string> {
  const headers = new Headers()
  await signUp(deps, headers, { language: 'en', ...account })
  await confirmSignUp(deps, headers, {
    token: await tokenMailedTo(deps, account.email),
    password: account.password,
  })
  const user = await deps.auth.$context.then((context) =>
    context.internalAdapter.findUserByEmail(account.email),
  )
  const person =
    user === null ? undefined : await inSystem(deps, (scope) => findPersonOfUser(scope, user.user.id))
  if (person === undefined) throw new Error(`the account of ${account.email} has no person`)
  return person.id
}

/** The administrator founds the organization. */
export async function foundOrganization(
  deps: Deps,
): Promise<{ readonly orgId: string; readonly administrator: Player }> {
  const founder = DEMO_ACCOUNTS.find(({ role }) => role === 'administrator')
  if (founder === undefined) throw new Error('the demo has no administrator')
  const personId = await makeAccount(deps, founder)
  const { orgId } = await createOrganization(
    deps,
    { kind: 'person', personId },
    {
      name: 'Harbor Logistics',
      slug: DEMO_SLUG,
      mark: 'HL',
      description:
        'A container terminal that never existed: quay, yard, reefer park and the people who run them.',
      website: 'https://harbor-logistics.example',
      email: 'badges@harbor-logistics.example',
      locale: 'en',
    },
  )
  return { orgId, administrator: { id: personId, name: founder.name, roles: ['administrator'] } }
}

/** Adds everybody with a part in the story; those with accounts then sign up and become the persons that were entered. */
export async function gatherPeople(
  stage: Stage,
  administrator: Player,
  departments: ReadonlyMap<string, string>,
): Promise<Map<string, Player>> {
  const cast = new Map<string, Player>([[administrator.name, administrator]])
  const accounts = DEMO_ACCOUNTS.filter(({ role }) => role !== 'administrator')
  const members = [
    ...demoPeople.map((person) => ({ ...person, email: addressOf(person.name), roles: LEARNER })),
    ...accounts,
  ]
  await stage.together(members, 1, async ({ name, email, roles, department, jobTitle }, aside) => {
    const departmentId = departments.get(department)
    const { personId } = await aside.inOrg(administrator, (scope) =>
      addPerson(scope, { name, address: email, roles: [...roles], departmentId, jobTitle }),
    )
    cast.set(name, { id: personId, name, roles })
  })
  await stage.together(accounts, 1, async (account, { deps }) => void (await makeAccount(deps, account)))
  return cast
}

const LEARNER: readonly Role[] = ['learner']

/** The address of somebody at the terminal. */
export const addressOf = (name: string): string => `${slugOf(name)}@harbor-logistics.example`

const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z]+/g, '.')

export interface PublishedAchievement {
  readonly achievementId: string
  readonly versionId: string
}
export type Program = Readonly<Record<DemoAchievement, PublishedAchievement>>

/** The program manager writes and publishes the micro-credentials, one a week. */
export async function publishProgram(
  stage: Stage,
  manager: Player,
  day: (week: number) => Date,
): Promise<Program> {
  const made: Partial<Record<DemoAchievement, PublishedAchievement>> = {}
  for (const [week, { key, make }] of demoDefinitions.entries()) {
    stage.at(day(week))
    const ids = Object.fromEntries(
      Object.entries(made).map(([name, { achievementId }]) => [name, achievementId]),
    )
    made[key] = await stage.inOrg(manager, async (scope) => {
      const draft = await createDraft(scope, make(ids))
      await publishVersion(scope, draft.versionId, { changeNote: 'First version' })
      return draft
    })
  }
  return made as Program
}
