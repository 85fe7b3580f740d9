import { delegate } from '../features/absence/commands.ts'
import { addToGroup, createGroup } from '../features/structure/commands/groups.ts'
import { setManager } from '../features/structure/commands/managers.ts'
import { createRoleSet, giveRoleSet } from '../features/structure/commands/role-sets.ts'
import { changeDepartment, createDepartment, moveIntoDepartment } from '../features/structure/commands.ts'
import type { Player, Stage } from './stage.ts'
import { WAREHOUSE_HEAD } from './workforce/roster.ts'

/** The six departments of Harbor Logistics and what stands below them. */
const DEPARTMENTS: readonly { readonly name: string; readonly below?: string; readonly head?: string }[] = [
  { name: 'Management', head: 'Sunniva Halloran' },
  { name: 'People', below: 'Management', head: 'Ingrid Vasconcelos' },
  { name: 'Terminal Operations', head: 'Pilar Venkatesan' },
  { name: 'Yard', below: 'Terminal Operations', head: 'Goran Petrak' },
  { name: 'Quay', below: 'Terminal Operations', head: 'Mette Brandal' },
  { name: 'Planning', below: 'Terminal Operations', head: 'Rosa Quintela' },
  { name: 'Cold Chain', head: 'Amadou Sarr' },
  { name: 'Reefer park', below: 'Cold Chain' },
  { name: 'Warehouse', head: WAREHOUSE_HEAD },
  { name: 'Receiving', below: 'Warehouse' },
  { name: 'Dispatch', below: 'Warehouse' },
  { name: 'Safety', head: 'Ruben Okonjo' },
  { name: 'Maintenance', head: 'Zofia Malik' },
  { name: 'Claims desk', below: 'Management', head: 'Vesna Korda' },
  { name: 'Terminal office', below: 'Management', head: 'Dilnoza Rashid' },
]

/** Who reports to whom, besides those whose department has a head: the heads themselves. */
const ABOVE: readonly { readonly manager: string; readonly people: readonly string[] }[] = [
  {
    manager: 'Sunniva Halloran',
    people: [
      'Ingrid Vasconcelos',
      'Pilar Venkatesan',
      'Amadou Sarr',
      'Ruben Okonjo',
      'Zofia Malik',
      'Vesna Korda',
      'Dilnoza Rashid',
    ],
  },
  { manager: 'Ingrid Vasconcelos', people: ['Leocadia Brandt'] },
  {
    manager: 'Pilar Venkatesan',
    people: ['Goran Petrak', 'Mette Brandal', 'Rosa Quintela', 'Odalys Ferreiro'],
  },
  {
    manager: 'Goran Petrak',
    people: ['Fatima Zerrouk', 'Hana Mirek', 'Ivo Lantos', 'Jomo Karanja', 'Katrin Ruus', 'Lucho Paredes'],
  },
  { manager: 'Mette Brandal', people: ['Nikos Varlas', 'Oumar Diop', 'Piotr Zalewa', 'Quang Tran Le'] },
  { manager: 'Rosa Quintela', people: ['Sven Aldal', 'Tova Lindqvar', 'Umberto Fanti'] },
  {
    manager: 'Amadou Sarr',
    people: ['Kwabena Lisowski', 'Birgit Havn', 'Chidi Nwosu', 'Danuta Wrona', 'Emre Yalin'],
  },
  { manager: 'Zofia Malik', people: ['Anders Tofte', 'Beatriz Solano', 'Cyril Mandin'] },
  { manager: 'Vesna Korda', people: ['Wanjiru Oloo', 'Xenia Dragos', 'Yusuf Baran'] },
  { manager: 'Dilnoza Rashid', people: ['Eoin Tarpey', 'Freya Storhaug', 'Gael Perrotin'] },
]

const GROUPS: readonly {
  readonly name: string
  readonly description: string
  readonly people: readonly string[]
}[] = [
  {
    name: 'Night shift',
    description: 'On the quay and in the yard from ten at night to six.',
    people: ['Jomo Karanja', 'Nikos Varlas', 'Oumar Diop', 'Kwabena Lisowski', 'Katrin Ruus'],
  },
  {
    name: 'Spill response',
    description: 'Called first when a box leaks.',
    people: ['Ruben Okonjo', 'Amadou Sarr', 'Rosa Quintela', 'Goran Petrak'],
  },
]

/** A role of the organization's own: looks things up in the trail, and changes nothing. */
const ROLE_SET = {
  name: 'Audit reader',
  description: 'Reads the audit trail before the yearly review.',
  roles: ['administrator'],
  areas: ['audit:read'],
} as const

/** Gives the role set to one of the terminal office. */
export async function defineRoleSet(stage: Stage, administrator: Player, personId: string): Promise<void> {
  await stage.inOrg(administrator, async (scope) => {
    const { id } = await createRoleSet(scope, {
      ...ROLE_SET,
      roles: [...ROLE_SET.roles],
      areas: [...ROLE_SET.areas],
    })
    await giveRoleSet(scope, id, [personId])
  })
}

/** An assessor goes on leave when the story ends; whoever has the address stands in. */
export async function goOnLeave(stage: Stage, from: Player, address: string): Promise<void> {
  const day = (offset: number) =>
    new Date(stage.now().getTime() + offset * 86_400_000).toISOString().slice(0, 10)
  await stage.inOrg(from, (scope) =>
    delegate(scope, { address, roles: ['assessor'], from: day(0), until: day(14), reason: 'On leave' }),
  )
}

/** Makes the departments, still without heads; their ids by name. */
export async function makeDepartments(
  stage: Stage,
  administrator: Player,
): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>()
  for (const { name, below } of DEPARTMENTS) {
    const parentId = below === undefined ? undefined : made.get(below)
    const { id } = await stage.inOrg(administrator, (scope) => createDepartment(scope, { name, parentId }))
    made.set(name, id)
  }
  return made
}

/** Gives the departments their heads, everybody a manager, and gathers two groups. */
export async function fillStructure(
  stage: Stage,
  administrator: Player,
  departments: ReadonlyMap<string, string>,
  idOf: (name: string) => string,
): Promise<void> {
  await stage.inOrg(administrator, async (scope) => {
    for (const { name, below, head } of DEPARTMENTS) {
      const id = departments.get(name)
      if (id === undefined || head === undefined) continue
      const parentId = below === undefined ? undefined : departments.get(below)
      await changeDepartment(scope, id, { name, parentId, headId: idOf(head) })
    }
    const people = departments.get('People')
    if (people !== undefined) await moveIntoDepartment(scope, people, [administrator.id])
    for (const { manager, people } of ABOVE) await setManager(scope, people.map(idOf), idOf(manager))
    for (const { people, ...group } of GROUPS) {
      const { id } = await createGroup(scope, group)
      await addToGroup(scope, id, people.map(idOf))
    }
  })
}
