import type { DemoAchievement } from '../definitions.ts'
import { type Colleague, roster } from './roster.ts'

/** How what somebody hands in ends; `again`: returned, mended and awarded. */
type Ending = 'awarded' | 'again' | 'returned' | 'declined'

/** Somebody's work for one micro-credential. */
export interface Attempt {
  readonly learner: Colleague
  readonly achievement: DemoAchievement
  /** Place among all attempts. */
  readonly number: number
  readonly ending: Ending
  /** Levels above what the rubric requires. */
  readonly above: number
}

/** Work handed in together, one group a month. */
export interface Cohort {
  readonly day: number
  readonly attempts: readonly Attempt[]
}

/** How many hand in each month: few in the holidays and in December, more once word is out. */
const SIZES = [4, 5, 6, 6, 5, 3, 7, 8, 9, 8, 9, 7, 5, 9, 10, 9]
const FIRST_DAY = 69
const MONTH = 29.6

/** What the people of a department go for, one or the other. */
const PATHS: Readonly<Record<string, readonly DemoAchievement[]>> = {
  Receiving: ['forklift'],
  Dispatch: ['forklift'],
  Yard: ['lifting', 'yard-data'],
  Quay: ['lifting'],
  Planning: ['yard-data'],
  'Reefer park': ['lifting', 'yard-data'],
  Safety: ['yard-data'],
  Maintenance: ['lifting', 'coaching'],
  'Claims desk': ['claims'],
  'Terminal office': ['yard-data'],
  People: ['coaching'],
}

const WAREHOUSE = ['Warehouse', 'Receiving', 'Dispatch']

/** What somebody goes for; leads for coaching. */
export function pathOf({ name, department, roles }: Colleague): DemoAchievement | undefined {
  const paths = PATHS[department] ?? []
  return roles.length > 1 ? 'coaching' : paths[name.length % paths.length]
}

function gather(): readonly Cohort[] {
  // By thirteens, so that each month has people of several departments.
  const waiting = Array.from({ length: roster.length }, (_, n) => roster[(n * 13) % roster.length]).filter(
    (one): one is Colleague => one !== undefined && one.left === undefined && !isFirstDriver(one),
  )
  let number = 0
  return SIZES.map((size, month) => {
    const day = Math.round(FIRST_DAY + month * MONTH)
    const attempts: Attempt[] = []
    for (const one of waiting.filter(({ hired }) => hired < day - 21).slice(0, size)) {
      const achievement = pathOf(one)
      waiting.splice(waiting.indexOf(one), 1)
      if (achievement === undefined) continue
      attempts.push({ learner: one, achievement, number, ...endingOf(number) })
      number += 1
    }
    return { day, attempts }
  })
}

/** Whoever was in the warehouse when the story began: their first check came in the file of the training school. */
export const isFirstDriver = (one: Colleague): boolean => isDriver(one) && one.hired < 0

/** Whoever is to pass the yearly check. */
export const isDriver = ({ department }: Colleague): boolean => WAREHOUSE.includes(department)

/** Six of seven pass, one in nine of them at the second try. */
function endingOf(number: number): Pick<Attempt, 'ending' | 'above'> {
  if (number % 17 === 11) return { ending: 'declined', above: -2 }
  if (number % 23 === 19) return { ending: 'returned', above: -1 }
  if (number % 9 === 4) return { ending: 'again', above: -1 }
  return { ending: 'awarded', above: number % 4 === 1 ? 1 : 0 }
}

/** All cohorts, the oldest first. Nobody is in two, and only who has been there for three weeks and stays. */
export const cohorts: readonly Cohort[] = gather()
