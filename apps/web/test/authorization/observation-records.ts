import { createDraft, publishVersion } from '../../src/features/achievements/commands.ts'
import type { DefinitionInput } from '../../src/features/achievements/schema.ts'
import { enroll } from '../../src/features/enrollments/commands/enroll.ts'
import { submitEnrollment } from '../../src/features/enrollments/commands/submit.ts'
import { recordObservation } from '../../src/features/observations/commands/record.ts'
import { REEFER } from '../awards.ts'
import type { TestApp, TestOrganization, TestPerson } from '../test-app.ts'

/** What an observer saw of the second learner. */
export interface ObservationRecords {
  /** Handed in, on the ground of one observation. */
  readonly observedEnrollment: string
  readonly observation: string
  /** A file of it. */
  readonly observedFile: string
}

interface People {
  readonly manager: TestPerson
  readonly observer: TestPerson
  readonly observed: TestPerson
}

/** Publishes what is to be seen once, has it seen, and hands it in. `word` stands in everything that is private. */
export async function makeObservations(
  app: TestApp,
  organization: TestOrganization,
  { manager, observer, observed }: People,
  word: string,
): Promise<ObservationRecords> {
  const definition = { ...(REEFER as DefinitionInput), name: 'Yard watch', criteria: [SEEN] }
  const achievementId = await app.inOrg(organization, manager, async (scope) => {
    const made = await createDraft(scope, definition)
    await publishVersion(scope, made.versionId, { changeNote: '' })
    return made.achievementId
  })
  const { enrollmentId } = await app.inOrg(organization, observed, (scope) => enroll(scope, achievementId))
  const { observationId } = await recordObservation(
    app.deps,
    (work) => app.inOrg(organization, observer, work),
    enrollmentId,
    {
      ...{ criterionId: 'seen', on: '2026-05-02', place: word, note: word, seen: true },
      rows: [{ rowId: 'drum', level: 2 }],
    },
    [{ fileName: 'seen.txt', bytes: Buffer.from(word) }],
  )
  return app.inOrg(organization, observed, async (scope) => {
    await submitEnrollment(scope, enrollmentId, { authorship: true, reflection: '', aiHelp: '' })
    const { id } = await scope.db
      .selectFrom('evidence')
      .select('id')
      .where('observationId', '=', observationId)
      .executeTakeFirstOrThrow()
    return { observedEnrollment: enrollmentId, observation: observationId, observedFile: id }
  })
}

const LEVELS = (REEFER as DefinitionInput).levels

const SEEN: DefinitionInput['criteria'][number] = {
  id: 'seen',
  kind: 'observation',
  title: 'Keeps drums closed',
  by: 'observer_or_manager',
  rubric: [
    { id: 'drum', title: 'Drums', required: 2, descriptions: LEVELS.map((level) => `Drums, ${level}`) },
  ],
}
