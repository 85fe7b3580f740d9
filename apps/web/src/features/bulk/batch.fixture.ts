import type { Program } from '../../../test/awards.ts'
import type { TestApp, TestPerson } from '../../../test/test-app.ts'
import { createBatch, rulesFor } from './commands/create-batch.ts'
import { startBatch } from './commands/run-batch.ts'
import { type FileFormat, readRows } from './schema/read-rows.ts'

/** A file of good rows, one a person. */
export const peopleFile = (count: number, from = 1): string =>
  [
    'E-mail,Name',
    ...Array.from({ length: count }, (_, at) => `person.${from + at}@example.org,Person ${from + at}`),
  ].join('\n')

export interface FileOptions {
  /** Default: the program's manager. */
  readonly by?: TestPerson
  /** Default: `csv`. */
  readonly format?: FileFormat
  /** Default: `now`. */
  readonly letters?: 'now' | 'later'
}

/** Reads a file as the upload does, up to the preview. */
export async function previewOf(
  app: TestApp,
  { organization, manager, versionId }: Program,
  text: string,
  { by = manager, format = 'csv' }: FileOptions = {},
): Promise<string> {
  const rules = await app.inOrg(organization, by, (scope) => rulesFor(scope, versionId))
  const file = await readRows(new TextEncoder().encode(text), format, rules)
  const { batchId } = await app.inOrg(organization, by, (scope) =>
    createBatch(scope, { achievementVersionId: versionId, reason: 'Safety day of May' }, { format, file }),
  )
  return batchId
}

/** Reads a file and starts to issue its good rows; the jobs are the caller's to run. */
export async function startedBatch(
  app: TestApp,
  program: Program,
  text: string,
  options: FileOptions = {},
): Promise<string> {
  const batchId = await previewOf(app, program, text, options)
  await app.inOrg(program.organization, options.by ?? program.manager, (scope) =>
    startBatch(scope, batchId, { rows: 'good', letters: options.letters ?? 'now' }),
  )
  return batchId
}
