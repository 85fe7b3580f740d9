import { z } from 'zod'
import type { Figures } from './queries.ts'
import { SMALLEST_GROUP, suppressSmall } from './schema.ts'

const shown = z.number().int().nullable().describe('null: left out, because the group is smaller than five')

export const outcomesView = z
  .object({
    /** The moment of which the figures are. */
    at: z.iso.datetime(),
    /** Members: the base of all figures. */
    people: z.number().int(),
    credentials: shown,
    holders: shown,
    byMonth: z.array(z.object({ month: z.iso.date(), awarded: shown })),
    byAchievement: z.array(z.object({ id: z.uuid(), name: z.string(), holders: shown })),
    byDepartment: z.array(
      z.object({
        id: z.uuid().nullable(),
        name: z.string().nullable(),
        people: shown,
        holders: shown,
      }),
    ),
    decisions: z.object({
      /** Decisions in the last twelve months; the rest is null where they are about fewer than five people. */
      decisions: shown,
      medianDays: z.number().nullable(),
      /** Nine of ten were decided within so many. */
      mostDays: z.number().nullable(),
      late: z.number().int().nullable(),
    }),
  })
  .meta({ id: 'Outcomes' })
export type Outcomes = z.output<typeof outcomesView>

/** The figures with what is too small left out. Of an organization of fewer than five nothing is told but its size. */
export function presentOutcomes({
  at,
  inForce,
  months,
  achievements,
  departments,
  decisions,
}: Figures): Outcomes {
  const { people, holders, credentials } = inForce
  const told = people >= SMALLEST_GROUP
  const held = suppressSmall(achievements.map((row) => row.holders))
  return {
    at: at.toISOString(),
    people,
    credentials: told && (holders === 0 || holders >= SMALLEST_GROUP) ? credentials : null,
    holders: told ? (suppressSmall([holders])[0] ?? null) : null,
    byMonth: months.map(({ month, awarded }) => ({ month, awarded: told ? awarded : null })),
    byAchievement: achievements.map(({ id, name }, row) => ({
      id,
      name,
      holders: told ? (held[row] ?? null) : null,
    })),
    byDepartment: presentDepartments(departments, told),
    decisions: presentDecisions(decisions),
  }
}

function presentDepartments(rows: Figures['departments'], told: boolean): Outcomes['byDepartment'] {
  const people = suppressSmall(rows.map((row) => row.people))
  // Of a department that is too small nothing is told, and its holders must not follow from the others' either.
  const holders = suppressSmall(
    rows.map((row, at) => (people[at] === null ? Math.min(row.people, SMALLEST_GROUP - 1) : row.holders)),
  )
  return rows.map(({ id, name }, at) => ({
    id,
    name,
    people: told ? (people[at] ?? null) : null,
    holders: told && people[at] !== null ? (holders[at] ?? null) : null,
  }))
}

function presentDecisions({
  decisions,
  people,
  median,
  slowest,
  late,
}: Figures['decisions']): Outcomes['decisions'] {
  if (people > 0 && people < SMALLEST_GROUP)
    return { decisions: null, medianDays: null, mostDays: null, late: null }
  const tenths = (days: number | null) => (days === null ? null : Math.round(days * 10) / 10)
  return { decisions, medianDays: tenths(median), mostDays: tenths(slowest), late }
}
