import { z } from 'zod'
import type { listCredentialsOf } from '../credentials/queries.ts'
import { CREDENTIAL_STATES } from '../credentials/schema/terms.ts'
import { stateOf } from '../credentials/schema.ts'
import { ENROLLMENT_STATES } from '../enrollments/schema/states.ts'
import type { listEnrollmentsOf, TeamRow } from './queries.ts'

export const teamRowView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    jobTitle: z.string().nullable(),
    department: z.string().nullable(),
    managerName: z.string().nullable(),
    /** Credentials of this organization in force. */
    held: z.number().int(),
    /** Of them, those that end within 60 days. */
    lapsing: z.number().int(),
    /** Open enrollments. */
    working: z.number().int(),
    overdue: z.number().int(),
  })
  .meta({ id: 'TeamMember' })

export const presentTeamRow = (row: TeamRow): z.input<typeof teamRowView> => ({ ...row })

export const teamPersonView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    credentials: z.array(
      z.object({
        achievementId: z.uuid(),
        name: z.string(),
        state: z.enum(CREDENTIAL_STATES),
        validFrom: z.iso.datetime(),
        validUntil: z.iso.datetime().nullable(),
      }),
    ),
    enrollments: z.array(
      z.object({
        achievementId: z.uuid(),
        name: z.string(),
        state: z.enum(ENROLLMENT_STATES),
        dueAt: z.iso.datetime().nullable(),
        overdue: z.boolean(),
        createdAt: z.iso.datetime(),
        endedAt: z.iso.datetime().nullable(),
      }),
    ),
  })
  .meta({ id: 'TeamPerson' })

type Credentials = Awaited<ReturnType<typeof listCredentialsOf>>
type Enrollments = Awaited<ReturnType<typeof listEnrollmentsOf>>

/** One of the team: what they hold of this organization and work on. */
export function presentTeamPerson(
  person: { readonly id: string; readonly name: string },
  credentials: Credentials,
  enrollments: Enrollments,
  now: Date,
): z.output<typeof teamPersonView> {
  return {
    ...person,
    credentials: credentials.map((row) => ({
      achievementId: row.achievementId,
      name: row.achievementName,
      state: stateOf(row, now),
      validFrom: row.validFrom.toISOString(),
      validUntil: row.validUntil?.toISOString() ?? null,
    })),
    enrollments: enrollments.map(({ achievementId, name, state, dueAt, createdAt, endedAt }) => ({
      achievementId,
      name,
      state,
      dueAt: dueAt?.toISOString() ?? null,
      overdue: state === 'active' && dueAt !== null && dueAt < now,
      createdAt: createdAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}
