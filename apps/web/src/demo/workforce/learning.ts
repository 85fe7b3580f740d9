import { decideSubmission } from '../../features/assessments/commands/decide.ts'
import { enroll } from '../../features/enrollments/commands/enroll.ts'
import { addTextEvidence } from '../../features/enrollments/commands/evidence.ts'
import { findOpenEnrollment } from '../../features/enrollments/queries.ts'
import { score, submitWork, type Verdict, type Work } from '../earning.ts'
import type { Aside, Player } from '../stage.ts'
import { type Happening, later, PILAR, player, RUBEN, type Scene } from '../story.ts'
import { workFor } from '../works.ts'
import { type Attempt, cohorts } from './attempts.ts'
import { roster } from './roster.ts'

/** Days from handing in to the decision, and to the second try and its decision. */
const DECIDED_AFTER = 3
const AGAIN_AFTER = 9
const DECIDED_AGAIN_AFTER = 12

const ASSESSORS: readonly string[] = [
  PILAR,
  RUBEN,
  ...roster.filter(({ roles }) => roles.includes('assessor')).map(({ name }) => name),
]

/** What was handed in and waits for its decision. */
interface HandedIn {
  readonly attempt: Attempt
  readonly enrollmentId: string
  readonly submissionId: string
}

/** The months of everybody: handed in together, decided on some days later, mended and handed in again. */
export function learningHappenings(scene: Scene): readonly Happening[] {
  return cohorts.flatMap(({ day, attempts }) => cohortHappenings(scene, day, attempts))
}

/** One group from the first line of its evidence to the last decision. */
export function cohortHappenings(
  scene: Scene,
  day: number,
  attempts: readonly Attempt[],
): readonly Happening[] {
  const { stage, calendar } = scene
  const handed = new Map<number, HandedIn>()
  const step = (
    after: number,
    hour: number,
    endings: readonly Attempt['ending'][],
    act: (attempt: Attempt, aside: Aside) => Promise<void>,
  ): Happening => ({
    day: day + after + 0.4,
    play: async () => {
      const whose = attempts.filter(({ ending }) => endings.includes(ending))
      if (whose.length === 0) return
      stage.at(later(stage.now(), calendar.on(day + after, hour)))
      await stage.together(whose, 11, act)
      await stage.settle()
    },
  })
  const all = ['awarded', 'again', 'returned', 'declined'] as const
  return [
    step(0, 6, all, async (attempt, aside) => {
      handed.set(attempt.number, await handInFirst(scene, aside, attempt))
    }),
    step(DECIDED_AFTER, 8, all, (attempt, aside) => decideFirst(scene, aside, found(handed, attempt))),
    step(AGAIN_AFTER, 6, ['again'], async (attempt, aside) => {
      handed.set(attempt.number, await handInAgain(scene, aside, found(handed, attempt)))
    }),
    step(DECIDED_AGAIN_AFTER, 8, ['again'], (attempt, aside) =>
      award(scene, aside, found(handed, attempt), verdictOf(attempt.number, 0)),
    ),
  ]
}

function found(handed: ReadonlyMap<number, HandedIn>, { number }: Attempt): HandedIn {
  const one = handed.get(number)
  if (one === undefined) throw new Error(`attempt ${number} was not handed in`)
  return one
}

/** Hands in; who was assigned it has an enrollment already. */
export async function handInFirst(scene: Scene, aside: Aside, attempt: Attempt): Promise<HandedIn> {
  const learner = player(scene, attempt.learner.name)
  const work = workOf(attempt)
  const enrollmentId = await begin(scene, aside, attempt)
  for (const piece of work.evidence) {
    aside.pass(20)
    await aside.inOrg(learner, (scope) => addTextEvidence(scope, enrollmentId, piece))
  }
  const submissionId = await submitWork(aside, learner, enrollmentId, work)
  return { attempt, enrollmentId, submissionId }
}

/** The enrollment of an attempt, begun now where there is none. */
export function begin(scene: Scene, aside: Aside, { learner, achievement }: Attempt): Promise<string> {
  const { achievementId } = scene.program[achievement]
  const { id } = player(scene, learner.name)
  return aside.inOrg(player(scene, learner.name), async (scope) => {
    const open = await findOpenEnrollment(scope, id, achievementId)
    return open?.id ?? (await enroll(scope, achievementId)).enrollmentId
  })
}

async function handInAgain(
  scene: Scene,
  aside: Aside,
  { attempt, enrollmentId }: HandedIn,
): Promise<HandedIn> {
  const learner = player(scene, attempt.learner.name)
  const work = workOf({ ...attempt, number: attempt.number + 400 })
  const piece = work.evidence[0]
  if (piece === undefined) throw new Error('a work has no evidence')
  const mended = { ...piece, title: `${piece.title}, once more` }
  await aside.inOrg(learner, (scope) => addTextEvidence(scope, enrollmentId, mended))
  return { attempt, enrollmentId, submissionId: await submitWork(aside, learner, enrollmentId, work) }
}

async function decideFirst(scene: Scene, aside: Aside, handed: HandedIn): Promise<void> {
  const { ending, above, number } = handed.attempt
  if (ending === 'awarded') return award(scene, aside, handed, verdictOf(number, above))
  const assessor = assessorOf(scene, handed.attempt)
  await score(aside, assessor, handed.enrollmentId, handed.submissionId, verdictOf(number, above))
  aside.pass(10)
  const [outcome, reason] =
    ending === 'declined'
      ? (['declined', pick(DECLINED, number)] as const)
      : (['returned', pick(RETURNED, number)] as const)
  await aside.inOrg(assessor, (scope) => decideSubmission(scope, handed.submissionId, { outcome, reason }))
}

async function award(scene: Scene, aside: Aside, handed: HandedIn, verdict: Verdict): Promise<void> {
  const assessor = assessorOf(scene, handed.attempt)
  await score(aside, assessor, handed.enrollmentId, handed.submissionId, verdict)
  aside.pass(10)
  await aside.inOrg(assessor, (scope) => decideSubmission(scope, handed.submissionId, { outcome: 'awarded' }))
}

/** Assessors take turns; nobody judges their own work. */
const assessorOf = (scene: Scene, { learner, number }: Attempt): Player =>
  player(
    scene,
    pick(
      ASSESSORS.filter((name) => name !== learner.name),
      number,
    ),
  )

/** What somebody wrote: as everybody in that place does, of another box at another place. */
export const workOf = ({ achievement, number }: Attempt): Work =>
  workFor(achievement, {
    box: `HLXU ${300_000 + number * 739}-${number % 10}`,
    place: `row ${String.fromCharCode(65 + (number % 11))}${10 + (number % 60)}`,
  })

const verdictOf = (number: number, above: number): Verdict =>
  above < 0
    ? { above, comment: pick(BELOW, number), feedback: 'Not yet, and not far off.' }
    : { above, comment: pick(REACHED, number), feedback: pick(FEEDBACK, number) }

function pick(texts: readonly string[], number: number): string {
  const text = texts[number % texts.length]
  if (text === undefined) throw new Error('there is nothing to choose from')
  return text
}

const REACHED = [
  'Seen on shift as well, and it was the same.',
  'Clear enough that somebody else could do it after reading this.',
  'The check before the start is what convinced me.',
  'Short, and everything is in it.',
  'You say what went wrong and what you did; that is the point.',
]
const FEEDBACK = [
  'Well done. Bring somebody along next time.',
  'Good work. The photos help more than the table.',
  'Thank you for the careful write-up.',
  'Good. For the next level, say what you would change about the place.',
]
const BELOW = [
  'What was done is told; why is not.',
  'One of the two pieces is of another day than the sheet says.',
  'I cannot see from this who was around at the time.',
]
const RETURNED = [
  'Say what you checked before you began, and what you would have done had it not been right.',
  'The second piece is missing its time and place; with them this is enough.',
  'Describe one moment in which you stopped, or would have.',
]
const DECLINED = [
  'This tells of work that somebody else did. Come back with a shift of your own.',
  'Two of the steps were left out although the sheet asks for them. Practise them first; the task in the yard is a good start.',
]
