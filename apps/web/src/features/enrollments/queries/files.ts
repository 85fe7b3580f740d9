import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { checkId, getEvidenceRow, openArtifacts } from '../queries.ts'

/** A file of a submission with what is needed to open it. Error: `not_found`. */
export async function getSubmittedFile(scope: OrgScope, submissionId: string, artifactId: string) {
  checkId(submissionId, 'file')
  checkId(artifactId, 'file')
  const row = await scope.db
    .selectFrom('submissionArtifact')
    .innerJoin('submission', (join) =>
      join
        .onRef('submission.orgId', '=', 'submissionArtifact.orgId')
        .onRef('submission.id', '=', 'submissionArtifact.submissionId'),
    )
    .selectAll('submissionArtifact')
    .select('submission.personId')
    .where('submissionArtifact.orgId', '=', scope.orgId)
    .where('submissionId', '=', submissionId)
    .where('submissionArtifact.id', '=', artifactId)
    .executeTakeFirst()
  if (row?.blobKey == null) throw notFound('file')
  const [artifact] = await openArtifacts(scope, 'submission_artifact', [row])
  return {
    personId: row.personId,
    blobKey: row.blobKey,
    dataKeyId: row.dataKeyId,
    evidenceId: row.evidenceId,
    mediaType: row.mediaType,
    scan: row.scan,
    fileName: artifact?.fileName ?? 'file',
  }
}

/** A file of an enrollment that is still worked on. Error: `not_found`. */
export async function getDraftFile(scope: OrgScope, evidenceId: string) {
  const row = await getEvidenceRow(scope, evidenceId)
  if (row.blobKey === null) throw notFound('file')
  const [artifact] = await openArtifacts(scope, 'evidence', [row])
  return {
    personId: row.personId,
    blobKey: row.blobKey,
    dataKeyId: row.dataKeyId,
    evidenceId: row.id,
    mediaType: row.mediaType,
    scan: row.scan,
    fileName: artifact?.fileName ?? 'file',
  }
}
