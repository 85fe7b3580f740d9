import type { TestApp, TestOrganization, TestPerson } from '../../../test/test-app.ts'
import { createDraft, publishVersion } from '../achievements/commands.ts'
import { spillDefinition } from '../achievements/definition.fixture.ts'
import type { DefinitionInput } from '../achievements/schema.ts'

type Observation = Extract<DefinitionInput['criteria'][number], { kind: 'observation' }>

/** One criterion that is seen on the job: twice, by two people, of which a manager may be one; rows `drum` and `kit`, each needing level 2 of 3. */
export const seenAtWork = (change: Partial<Observation> = {}): Observation => ({
  id: 'seen',
  kind: 'observation',
  title: 'Keeps the yard clean of spills',
  occasions: 2,
  observers: 2,
  by: 'observer_or_manager',
  rubric: [
    { id: 'drum', title: 'Drums', required: 2, descriptions: ['Left open', 'Closed', 'Closed and marked'] },
    { id: 'kit', title: 'Spill kit', required: 2, descriptions: ['Far away', 'At hand', 'Checked first'] },
  ],
  ...change,
})

/** Publishes a micro-credential with evidence and something to be seen. */
export function publishedSeen(
  app: TestApp,
  organization: TestOrganization,
  manager: TestPerson,
  criteria: DefinitionInput['criteria'] = [...spillDefinition().criteria, seenAtWork()],
): Promise<string> {
  return app.inOrg(organization, manager, async (scope) => {
    const draft = await createDraft(scope, spillDefinition({ name: 'Clean yard', criteria }))
    await publishVersion(scope, draft.versionId, { changeNote: '' })
    return draft.achievementId
  })
}

/** What an observer sends; levels of the two rows. */
export const observed = (drum: number, kit: number, change: Record<string, unknown> = {}) => ({
  criterionId: 'seen',
  on: '2026-05-02',
  place: 'Berth 4, zqplace',
  note: 'zqnote',
  rows: [
    { rowId: 'drum', level: drum },
    { rowId: 'kit', level: kit },
  ],
  seen: true,
  ...change,
})
