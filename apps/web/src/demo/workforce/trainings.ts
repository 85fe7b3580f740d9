import { issueFile } from '../bulk-day.ts'
import type { DemoAchievement } from '../definitions.ts'
import { demoPeople } from '../people.ts'
import { addressOf } from '../set-up.ts'
import { type Happening, LEOCADIA, later, player, type Scene } from '../story.ts'
import { cohorts, isDriver, isFirstDriver } from './attempts.ts'
import { latecomers, renewers } from './recertification.ts'
import { type Colleague, roster } from './roster.ts'

/** A training that came as a file: who was there, on which days, and how it is described. */
interface Training {
  readonly day: number
  readonly achievement: DemoAchievement
  readonly reason: string
  readonly who: (one: Colleague) => boolean
}

/** Those of the yard and the quay who began in these days of the story. */
const between = (from: number, to: number) => (one: Colleague) =>
  one.hired >= from && one.hired < to && ON_FOOT.includes(one.department)
const ON_FOOT = ['Yard', 'Quay']

/** Who passes by their own work, or is on no truck, and those who are late to this day. */
const isExamined = (one: Colleague): boolean =>
  renewing.has(one.name) || late.has(one.name) || attempted.has(one.name)
const attempted = new Set(cohorts.flatMap(({ attempts }) => attempts.map(({ learner }) => learner.name)))
const renewing = new Set(renewers.map(({ name }) => name))
const late = new Set(latecomers.map(({ name }) => name))

/** Those with parts in the story were there before it began. */
const everybody: readonly Colleague[] = [
  ...demoPeople.map((one): Colleague => ({ ...one, roles: ['learner'], manager: '', hired: -1 })),
  ...roster,
]

const TRAININGS: readonly Training[] = [
  {
    day: 64,
    achievement: 'forklift',
    reason:
      'Yearly check on shift by the examiners of the training school; the sheets are with the warehouse.',
    who: isFirstDriver,
  },
  {
    day: 80,
    achievement: 'induction',
    reason: 'Walked the terminal with a safety officer in the weeks in which the lines were painted anew.',
    who: between(-Infinity, 0),
  },
  {
    day: 250,
    achievement: 'induction',
    reason: 'First week at the terminal: walked it with a safety officer.',
    who: between(0, 240),
  },
  {
    day: 414,
    achievement: 'induction',
    reason: 'First week at the terminal: walked it with a safety officer.',
    who: between(240, 400),
  },
  {
    day: 446,
    achievement: 'forklift',
    reason:
      'Yearly check on shift by the examiners of the training school: new drivers, and some of those who were late.',
    who: (one) => isDriver(one) && !isExamined(one) && one.hired < 430,
  },
  {
    day: 492,
    achievement: 'induction',
    reason: 'First week at the terminal: walked it with a safety officer.',
    who: between(400, 478),
  },
]

/** The files of trainings, each on the day on which the program manager had it. */
export function trainingHappenings(scene: Scene): readonly Happening[] {
  const { stage, calendar, program } = scene
  return TRAININGS.map(({ day, achievement, reason, who }) => ({
    day: day + 0.6,
    play: async () => {
      stage.at(later(stage.now(), calendar.on(day, 13)))
      const there = everybody.filter((one) => who(one) && (one.left === undefined || one.left > day))
      const lines = there.map(({ name }, at) => {
        const awardedOn = calendar
          .on(day - 1 - (at % 5))
          .toISOString()
          .slice(0, 10)
        return `${addressOf(name)},${name},${awardedOn}`
      })
      const file = ['E-mail,Name,Awarded on', ...lines].join('\n')
      await issueFile(stage, player(scene, LEOCADIA), program[achievement].versionId, { reason, file })
      await stage.settle()
    },
  }))
}
