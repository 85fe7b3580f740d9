import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
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
  return fileOf(scope, 'submission_artifact', row)
}

/** A file of an enrollment that is still worked on. Error: `not_found`. */
export async function getDraftFile(scope: OrgScope, evidenceId: string) {
  return fileOf(scope, 'evidence', await getEvidenceRow(scope, evidenceId))
}

type FileRow = Row<'evidence'> | (Row<'submissionArtifact'> & { readonly personId: string })

/** The file of a row, with what is needed to open it. Error: `not_found` where there is none. */
export async function fileOf(
  scope: OrgScope,
  table: 'evidence' | 'submission_artifact',
  row: FileRow | undefined,
) {
  if (row?.blobKey == null) throw notFound('file')
  const [artifact] = await openArtifacts(scope, table, [row])
  return {
    personId: row.personId,
    blobKey: row.blobKey,
    dataKeyId: row.dataKeyId,
    // What was handed in is a copy, which shares the file of what it was made from.
    evidenceId: 'evidenceId' in row ? row.evidenceId : row.id,
    mediaType: row.mediaType,
    scan: row.scan,
    fileName: artifact?.fileName ?? 'file',
  }
}
