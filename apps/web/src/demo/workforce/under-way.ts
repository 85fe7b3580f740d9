import { withdrawEnrollment } from '../../features/enrollments/commands/enroll.ts'
import { addTextEvidence } from '../../features/enrollments/commands/evidence.ts'
import { type Happening, later, player, type Scene } from '../story.ts'
import { type Attempt, cohorts, isFirstDriver, pathOf } from './attempts.ts'
import { begin, handInFirst, workOf } from './learning.ts'
import { roster } from './roster.ts'

/** Numbers of attempts that are no others'. */
const FIRST_NUMBER = 2_000
/** Who hands in in the story's last days, who began and has not handed in yet, and who gave up. */
const WAITING = 7
const BEGUN = 14
const GIVEN_UP = 3

/** Those who have not been in a group yet, by thirteens as the groups were. */
const underWay: readonly Attempt[] = gather()

function gather(): readonly Attempt[] {
  const been = new Set(cohorts.flatMap(({ attempts }) => attempts.map(({ learner }) => learner.name)))
  return roster
    .map((_, n) => roster[(n * 13) % roster.length])
    .flatMap((learner) => {
      if (learner === undefined || learner.left !== undefined || learner.hired > 480) return []
      const achievement = pathOf(learner)
      if (achievement === undefined || been.has(learner.name) || isFirstDriver(learner)) return []
      return [{ learner, achievement, number: 0, ending: 'awarded', above: 0 } as const]
    })
    .slice(0, WAITING + BEGUN + GIVEN_UP)
    .map((attempt, n) => ({ ...attempt, number: FIRST_NUMBER + n }))
}

/** People begin, write a first piece, and some give up. */
export function beginningHappenings(scene: Scene): readonly Happening[] {
  const { stage, calendar } = scene
  return underWay.slice(WAITING).map((attempt, n) => ({
    day: 500 + n + 0.8,
    play: async () => {
      stage.at(later(stage.now(), calendar.on(500 + n, 16)))
      const learner = player(scene, attempt.learner.name)
      const enrollmentId = await begin(scene, stage, attempt)
      const piece = workOf(attempt).evidence[0]
      if (piece === undefined) throw new Error('a work has no evidence')
      stage.pass(25)
      await stage.inOrg(learner, (scope) => addTextEvidence(scope, enrollmentId, piece))
      if (n < GIVEN_UP) await stage.inOrg(learner, (scope) => withdrawEnrollment(scope, enrollmentId))
    },
  }))
}

/** What waits in the queue today: the first `half` days before the others. */
export async function handInLately(scene: Scene, day: number, half: 'first' | 'second'): Promise<void> {
  const { stage, calendar } = scene
  const whose = half === 'first' ? underWay.slice(0, 3) : underWay.slice(3, WAITING)
  stage.at(later(stage.now(), calendar.on(day, 8)))
  await stage.together(whose, 17, async (attempt, aside) => {
    await handInFirst(scene, aside, attempt)
  })
  await stage.settle()
}
