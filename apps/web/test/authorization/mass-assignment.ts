import type { Call } from './expectation.ts'
import type { Line } from './expectations.ts'
import { attemptOf, type Judge } from './matrix.ts'
import type { Attempt } from './send.ts'
import type { World } from './world.ts'

/** Members that attackers add to a body: what a record has, and what its reader would like to be. */
const ADDED = ['role', 'org', 'orgId', 'status', 'verified', 'isAdmin', 'createdBy'] as const

/** A body that is wrong is told so; anything else means that the member was taken, or that the call was wrong besides. */
export const isWrongBody: Judge = (_, { status }) => status === 400 || status === 422

/** Every write of the API by somebody who may, valid but for one member more (THREATS A3). */
export function assigningAttempts(world: World, lines: readonly Line[]): readonly Attempt[] {
  return lines.flatMap((line) => {
    const { route, expected } = line
    const [actor] = expected.may
    const body = expected.call(world.harbor).json
    if (route.kind !== 'api' || actor === undefined || typeof body !== 'object' || body === null) return []
    return ADDED.map((name) => {
      const call = (): Call => ({
        ...expected.call(world.harbor),
        json: { ...body, [name]: addedValue(name, world) },
      })
      return { ...attemptOf(world, { route, expected: { ...expected, call } }, actor) }
    })
  })
}

function addedValue(name: (typeof ADDED)[number], { other }: World): unknown {
  if (name === 'org' || name === 'orgId') return other.orgId
  if (name === 'role') return 'administrator'
  return name === 'status' ? 'awarded' : true
}
