import type { createCalendar } from './calendar.ts'
import type { DemoAchievement } from './definitions.ts'
import { earn, grant, type Verdict } from './earning.ts'
import { demoPeople } from './people.ts'
import type { Cast, Program } from './set-up.ts'
import type { Player, Stage } from './stage.ts'
import { workFor } from './works.ts'

export type Calendar = ReturnType<typeof createCalendar>

/** What the acts of the story need. */
export interface Scene {
  readonly stage: Stage
  readonly calendar: Calendar
  readonly program: Program
  readonly cast: Cast
}

/** Somebody of the cast, by name. */
export function player({ cast }: Pick<Scene, 'cast'>, name: string): Player {
  const found = cast.get(name)
  if (found === undefined) throw new Error(`nobody in the demo is called ${name}`)
  return found
}

export const LEOCADIA = 'Leocadia Brandt'
export const PILAR = 'Pilar Venkatesan'
export const RUBEN = 'Ruben Okonjo'
export const ODALYS = 'Odalys Ferreiro'
export const KWABENA = 'Kwabena Lisowski'

/** Sixty credentials: these by assessment, the rest granted on what people had shown before. */
interface AssessedAward {
  readonly day: number
  readonly learner: string
  readonly assessor: string
  readonly achievement: DemoAchievement
  readonly above: number
}

const assessed: readonly AssessedAward[] = [
  { day: 96, learner: 'Amadou Sarr', assessor: PILAR, achievement: 'lifting', above: 0 },
  { day: 118, learner: ODALYS, assessor: RUBEN, achievement: 'lifting', above: 1 },
  { day: 142, learner: KWABENA, assessor: RUBEN, achievement: 'lifting', above: 0 },
  { day: 171, learner: 'Vesna Korda', assessor: PILAR, achievement: 'claims', above: 1 },
  { day: 203, learner: 'Rosa Quintela', assessor: RUBEN, achievement: 'lifting', above: 1 },
  { day: 229, learner: 'Dilnoza Rashid', assessor: PILAR, achievement: 'yard-data', above: 2 },
  { day: 258, learner: 'Goran Petrak', assessor: RUBEN, achievement: 'coaching', above: 0 },
  { day: 290, learner: 'Amadou Sarr', assessor: PILAR, achievement: 'reefer', above: 1 },
  { day: 322, learner: 'Rosa Quintela', assessor: RUBEN, achievement: 'hazardous', above: 1 },
  { day: 345, learner: ODALYS, assessor: RUBEN, achievement: 'reefer', above: 1 },
  { day: 388, learner: 'Yusuf Baran', assessor: PILAR, achievement: 'claims', above: 0 },
  { day: 431, learner: KWABENA, assessor: PILAR, achievement: 'reefer', above: 0 },
  { day: 476, learner: 'Hana Mirek', assessor: RUBEN, achievement: 'coaching', above: 1 },
  { day: 512, learner: 'Freya Storhaug', assessor: PILAR, achievement: 'yard-data', above: 0 },
]

const PRIOR =
  'Showed this at work before the micro-credential existed; confirmed by the department lead and by a check of the records.'

/** Days on which people without an assessment were granted one: a few in each month. */
const grants: readonly {
  readonly achievement: DemoAchievement
  readonly from: number
  readonly step: number
  readonly people: readonly number[]
}[] = [
  { achievement: 'lifting', from: 62, step: 2, people: [1, 2, 5, 6, 9, 12, 13, 14, 15, 16, 18, 19, 25, 26] },
  // It is valid for a year: the first of these has expired, the others end soon.
  { achievement: 'hazardous', from: 131, step: 5, people: [18] },
  { achievement: 'hazardous', from: 190, step: 20, people: [19, 12, 13] },
  { achievement: 'claims', from: 163, step: 6, people: [22, 23, 29, 30] },
  { achievement: 'yard-data', from: 212, step: 4, people: [28, 30, 9, 20, 17, 7, 21] },
  { achievement: 'coaching', from: 262, step: 7, people: [5, 12, 25, 18, 0] },
  { achievement: 'reefer', from: 302, step: 6, people: [1, 2, 25, 26, 6] },
  { achievement: 'claims', from: 397, step: 9, people: [20, 31, 32, 10] },
  { achievement: 'yard-data', from: 448, step: 8, people: [8, 11, 27] },
]

interface Happening {
  readonly day: number
  readonly play: () => Promise<void>
}

/** Plays every award in the order of its day. */
export async function playAwards(scene: Scene): Promise<void> {
  const happenings = [...assessedHappenings(scene), ...grantedHappenings(scene)].sort((a, b) => a.day - b.day)
  for (const { play } of happenings) await play()
}

function assessedHappenings(scene: Scene): Happening[] {
  const { stage, calendar, program } = scene
  return assessed.map(({ day, learner, assessor, achievement, above }, at) => ({
    // Written up and handed in five days before the decision; two stories never overlap.
    day: day - 5,
    play: async () => {
      stage.at(calendar.on(day - 5, 8))
      const detail = {
        box: `HLXU 20${4800 + at * 17}-${at % 10}`,
        place: `row ${String.fromCharCode(65 + (at % 8))}${10 + at}`,
      }
      await earn(
        stage,
        player(scene, learner),
        player(scene, assessor),
        program[achievement],
        workFor(achievement, detail),
        praise(above),
        calendar.on(day - 1, 14),
      )
    },
  }))
}

const praise = (above: number): Verdict => ({
  above,
  comment:
    above > 0
      ? 'Clear, and more than was asked: you saw what others would have missed.'
      : 'Solid work by the sheet, and well written up.',
  feedback:
    above > 0
      ? 'A pleasure to read. Please help with the next calibration.'
      : 'Well done. For the next level, say what you would do differently.',
})

function grantedHappenings(scene: Scene): Happening[] {
  const { stage, calendar, program } = scene
  return grants.flatMap(({ achievement, from, step, people }) =>
    people.map((index, at) => ({
      day: from + at * step + 0.5,
      play: async () => {
        const person = demoPeople[index]
        if (person === undefined) throw new Error(`the demo has no person ${index}`)
        stage.at(later(stage.now(), calendar.on(from + at * step, 11)))
        await grant(stage, player(scene, LEOCADIA), player(scene, person.name), program[achievement], PRIOR)
      },
    })),
  )
}

/** The later of two moments: an assessment may have moved the clock past the hour of a grant. */
export const later = (a: Date, b: Date): Date => (a > b ? a : b)
