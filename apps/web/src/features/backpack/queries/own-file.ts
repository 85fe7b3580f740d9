import { AppError, notFound } from '../../../app-error.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import { openFile } from '../../enrollments/queries.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A file of the person's own evidence, as it is in the portfolio or as it was handed in. Errors: `not_found`, `gone`, `forbidden`. */
export async function openOwnFile(scope: PersonScope, fileId: string): Promise<Uint8Array> {
  if (!UUID.test(fileId)) throw notFound('file')
  const found = (await findEvidence(scope, fileId)) ?? (await findSubmitted(scope, fileId))
  if (found === undefined || found.blobKey === null) throw notFound('file')
  if (found.scan === 'quarantined')
    throw new AppError('forbidden', 'This file was found harmful and is not given out.')
  return openFile(scope, { ...found, blobKey: found.blobKey })
}

function findEvidence({ db, personId }: PersonScope, id: string) {
  return db
    .selectFrom('evidence')
    .select(['blobKey', 'dataKeyId', 'scan', 'id as evidenceId'])
    .where('personId', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst()
}

function findSubmitted({ db, personId }: PersonScope, id: string) {
  return db
    .selectFrom('submissionArtifact')
    .innerJoin('submission', 'submission.id', 'submissionArtifact.submissionId')
    .select([
      'submissionArtifact.blobKey',
      'submissionArtifact.dataKeyId',
      'submissionArtifact.scan',
      'submissionArtifact.evidenceId',
    ])
    .where('submission.personId', '=', personId)
    .where('submissionArtifact.id', '=', id)
    .executeTakeFirst()
}
