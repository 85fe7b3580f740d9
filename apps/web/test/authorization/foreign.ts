import type { ActorName } from './actors.ts'
import { addressOf } from './expectation.ts'
import type { Line } from './expectations.ts'
import { attemptOf } from './matrix.ts'
import type { Records } from './records.ts'
import type { Attempt } from './send.ts'
import type { World } from './world.ts'

/** Members who may do most here, and try it with what is not the harbor's. */
const PRYING: readonly ActorName[] = ['administrator', 'program_manager', 'second_assessor', 'learner']

/** The other organization's records under the harbor's name: what an address mixes. */
const mixed = (world: World): Records => ({ ...world.other, org: world.harbor.org })

/**
 * Every call with ids of the other organization (THREATS A1, A2): under the harbor's name, and under the other organization's own.
 * Calls that name no record of it, and those that anyone may make, or anyone with the secret in them, are no attack.
 */
export function foreignAttempts(world: World, lines: readonly Line[]): readonly Attempt[] {
  return lines.flatMap((line) => {
    if (line.expected.may.includes('anonymous') || line.expected.bearer) return []
    return PRYING.filter((actor) => line.expected.may.includes(actor)).flatMap((actor) =>
      [mixed(world), world.other].flatMap((records) => {
        const attempt = { ...attemptOf(world, line, actor), records, dataOnly: true }
        return asks(line, records) === asks(line, world.harbor) ? [] : [attempt]
      }),
    )
  })
}

const asks = ({ route, expected }: Line, records: Records): string => {
  const call = expected.call(records)
  return addressOf(route, call, records) + JSON.stringify([call.json, call.lines, call.form])
}
