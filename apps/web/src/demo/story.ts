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

/** Awards of the story by assessment; what people had shown before was granted. */
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

/** Days on which the board looked at what people without an assessment had shown before, and whom it granted what. */
const grants: readonly {
  readonly achievement: DemoAchievement
  readonly day: number
  readonly people: readonly number[]
}[] = [
  { achievement: 'lifting', day: 62, people: [1, 2, 5, 6, 9, 12, 13] },
  { achievement: 'lifting', day: 76, people: [14, 15, 16, 18, 19, 25, 26] },
  // It is valid for a year: the first of these has expired, the others end soon.
  { achievement: 'hazardous', day: 131, people: [18] },
  { achievement: 'claims', day: 163, people: [22, 23, 29, 30] },
  { achievement: 'hazardous', day: 190, people: [19] },
  { achievement: 'hazardous', day: 210, people: [12] },
  { achievement: 'yard-data', day: 212, people: [28, 30, 9, 20, 17, 7, 21] },
  { achievement: 'hazardous', day: 230, people: [13] },
  { achievement: 'coaching', day: 262, people: [5, 12, 25, 18, 0] },
  { achievement: 'reefer', day: 302, people: [1, 2, 25, 26, 6] },
  { achievement: 'claims', day: 397, people: [20, 31, 32, 10] },
  { achievement: 'yard-data', day: 448, people: [8, 11, 27] },
]

/** Something that begins on a day of the story; one of the same day that stands later begins when those before it are over. */
export interface Happening {
  readonly day: number
  readonly play: () => Promise<void>
}

/** Plays what happened until the present day, in the order of its days: the story's own awards, and what the others did. */
export async function playHistory(scene: Scene, others: readonly Happening[]): Promise<void> {
  const happenings = [...assessedHappenings(scene), ...grantedHappenings(scene), ...others]
  for (const { play } of happenings.sort((a, b) => a.day - b.day)) await play()
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
  const manager = player(scene, LEOCADIA)
  return grants.map(({ achievement, day, people }) => ({
    day: day + 0.5,
    play: async () => {
      stage.at(later(stage.now(), calendar.on(day, 11)))
      await stage.together(people, 6, async (index, aside) => {
        const person = demoPeople[index]
        if (person === undefined) throw new Error(`the demo has no person ${index}`)
        await grant(aside, manager, player(scene, person.name), program[achievement], PRIOR)
      })
      await stage.settle()
    },
  }))
}

/** The later of two moments: an assessment may have moved the clock past the hour of a grant. */
export const later = (a: Date, b: Date): Date => (a > b ? a : b)
