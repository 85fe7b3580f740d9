import type { Expectation } from './expectation.ts'
import { achievements } from './expectations/achievements.ts'
import { assignmentLines } from './expectations/assignments.ts'
import { assessments, credentials } from './expectations/awarding.ts'
import { bulk } from './expectations/bulk.ts'
import { claims } from './expectations/claims.ts'
import { enrollments } from './expectations/enrollments.ts'
import { host } from './expectations/host.ts'
import { backpack, identity, ownKeys } from './expectations/identity.ts'
import { letters } from './expectations/letters.ts'
import { observationLines } from './expectations/observations.ts'
import { open } from './expectations/open.ts'
import { administration, organizations } from './expectations/organizations.ts'
import { quarantine } from './expectations/quarantine.ts'
import { learnerRecords } from './expectations/records.ts'
import { roles } from './expectations/roles.ts'
import { sharing } from './expectations/sharing.ts'
import { signingIn } from './expectations/signing-in.ts'
import { structure } from './expectations/structure.ts'
import { wayOut } from './expectations/way-out.ts'
import { webhooks } from './expectations/webhooks.ts'
import type { RouteKey } from './routes.ts'

/** The whole matrix, one expectation a route. */
export const expectations: readonly Expectation[] = [
  ...open,
  ...identity,
  ...signingIn,
  ...ownKeys,
  ...backpack,
  ...organizations,
  ...administration,
  ...wayOut,
  ...achievements,
  ...credentials,
  ...bulk,
  ...assessments,
  ...enrollments,
  ...claims,
  ...learnerRecords,
  ...sharing,
  ...structure,
  ...roles,
  ...quarantine,
  ...webhooks,
  ...letters,
  ...assignmentLines,
  ...observationLines,
  ...host,
]

/** A route with what is expected of it. */
export interface Line {
  readonly route: RouteKey
  readonly expected: Expectation
}

/** Joins routes and expectations; what stands on one side only is named, and fails a test. */
export function linesOf(routes: readonly RouteKey[]): {
  readonly lines: readonly Line[]
  readonly unexpected: readonly string[]
  readonly vanished: readonly string[]
} {
  const byKey = new Map(expectations.map((expected) => [expected.key, expected]))
  const lines = routes.flatMap((route) => {
    const expected = byKey.get(route.key)
    return expected === undefined ? [] : [{ route, expected }]
  })
  const known = new Set(routes.map(({ key }) => key))
  return {
    lines,
    unexpected: routes.flatMap(({ key }) => (byKey.has(key) ? [] : [key])),
    vanished: expectations.flatMap(({ key }) => (known.has(key) ? [] : [key])),
  }
}
