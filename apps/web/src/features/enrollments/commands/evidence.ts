import { createHash, randomUUID } from 'node:crypto'
import { AppError, invalidField, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { getVersion } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { type DataKey, dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { type EnrollmentRow, getEvidenceRow, listEvidence } from '../queries.ts'
import {
  type ArtifactContent,
  EVIDENCE_LIMITS,
  type EvidenceChange,
  type LinkEvidence,
  type TextEvidence,
} from '../schema.ts'
import { lockActive } from './lock.ts'

/** Adds a text in Markdown. Errors: `wrong_state`, `invalid_input` for a criterion that takes no text, `quota_exceeded`. */
export async function addTextEvidence(
  scope: OrgScope,
  enrollmentId: string,
  input: TextEvidence,
): Promise<{ readonly evidenceId: string }> {
  const enrollment = await lockActive(scope, enrollmentId)
  await checkPlace(scope, enrollment, input.criterionId, 'text')
  const bytes = Buffer.from(input.text)
  return insertEvidence(scope, enrollment, {
    criterionId: input.criterionId,
    kind: 'text',
    content: { title: input.title, text: input.text },
    digest: sha256(bytes),
    size: bytes.length,
    mediaType: 'text/markdown',
  })
}

/** Adds an address. It is never fetched; its digest is that of the address. */
export async function addLinkEvidence(
  scope: OrgScope,
  enrollmentId: string,
  input: LinkEvidence,
): Promise<{ readonly evidenceId: string }> {
  const enrollment = await lockActive(scope, enrollmentId)
  await checkPlace(scope, enrollment, input.criterionId, 'link')
  const bytes = Buffer.from(input.url)
  return insertEvidence(scope, enrollment, {
    criterionId: input.criterionId,
    kind: 'link',
    content: { title: input.title, url: input.url },
    digest: sha256(bytes),
    size: bytes.length,
    mediaType: null,
  })
}

interface NewEvidence {
  readonly id?: string
  readonly criterionId: string
  readonly kind: 'text' | 'file' | 'link'
  readonly content: ArtifactContent
  readonly digest: Buffer
  readonly size: number
  readonly mediaType: string | null
  readonly blobKey?: string
}

/** Inserts a piece of evidence whose place was checked. */
export async function insertEvidence(
  scope: OrgScope,
  enrollment: EnrollmentRow,
  piece: NewEvidence,
): Promise<{ readonly evidenceId: string }> {
  const { deps, orgId } = scope
  const id = piece.id ?? randomUUID()
  const dataKey = await dataKeyOf(scope, enrollment.personId)
  const { next } = await scope.db
    .selectFrom('evidence')
    .select((eb) => eb.fn.countAll<number>().as('next'))
    .where('orgId', '=', orgId)
    .where('enrollmentId', '=', enrollment.id)
    .executeTakeFirstOrThrow()
  await scope.db
    .insertInto('evidence')
    .values({
      orgId,
      id,
      enrollmentId: enrollment.id,
      personId: enrollment.personId,
      criterionId: piece.criterionId,
      kind: piece.kind,
      ...sealContent(dataKey, id, piece.content),
      blobKey: piece.blobKey ?? null,
      mediaType: piece.mediaType,
      size: piece.size,
      digest: piece.digest,
      position: next,
      createdAt: deps.now(),
      updatedAt: deps.now(),
      removedAt: null,
    })
    .execute()
  await recordEvidence(scope, 'evidence.added', enrollment, id, piece.kind)
  return { evidenceId: id }
}

const sealContent = (dataKey: DataKey, id: string, content: ArtifactContent) =>
  sealWith(dataKey, JSON.stringify(content), `evidence:${id}:sealed`)

const recordEvidence = (
  scope: OrgScope,
  action: string,
  { id, personId }: EnrollmentRow,
  evidenceId: string,
  kind: string,
) =>
  recordEvent(scope, {
    action,
    recordType: 'evidence',
    recordId: evidenceId,
    personId,
    data: { enrollmentId: id, kind },
  })

/** Whether the criterion exists, takes this kind, and the portfolio has room. */
export async function checkPlace(
  scope: OrgScope,
  enrollment: EnrollmentRow,
  criterionId: string,
  kind: 'text' | 'file' | 'link',
): Promise<void> {
  const { definition } = await getVersion(scope, enrollment.achievementVersionId)
  const criterion = definition.criteria.find(({ id }) => id === criterionId)
  if (criterion?.kind !== 'performance')
    throw invalidField('criterionId', 'no_such_criterion', 'This criterion takes no evidence.')
  if (!criterion.evidence.kinds.includes(kind))
    throw invalidField('criterionId', 'kind_not_asked', `This criterion does not ask for a ${kind}.`)
  const { pieces } = await scope.db
    .selectFrom('evidence')
    .select((eb) => eb.fn.countAll<number>().as('pieces'))
    .where('orgId', '=', scope.orgId)
    .where('enrollmentId', '=', enrollment.id)
    .where('observationId', 'is', null)
    .where('removedAt', 'is', null)
    .executeTakeFirstOrThrow()
  if (pieces >= EVIDENCE_LIMITS.piecesPerSubmission)
    throw new AppError(
      'quota_exceeded',
      `A portfolio has at most ${EVIDENCE_LIMITS.piecesPerSubmission} pieces.`,
      { text: 'portfolio_full' },
    )
}

/** Changes a title, text, address or whether it is disclosed. Error `stale` when it was changed since `revision`. */
export async function changeEvidence(
  scope: OrgScope,
  evidenceId: string,
  change: EvidenceChange,
): Promise<{ readonly revision: number; readonly savedAt: Date }> {
  const row = await getEvidenceRow(scope, evidenceId)
  const enrollment = await lockActive(scope, row.enrollmentId)
  const current = (await listEvidence(scope, enrollment.id)).find(({ id }) => id === evidenceId)
  if (current === undefined) throw notFound('piece of evidence')
  if (current.revision !== change.revision)
    throw new AppError('stale', 'This was changed elsewhere meanwhile.')
  checkChange(current.kind, change)
  const content = {
    title: change.title ?? current.title,
    ...(current.kind === 'text' ? { text: change.text ?? current.text ?? '' } : {}),
    ...(current.kind === 'link' ? { url: change.url ?? current.url ?? '' } : {}),
    ...(current.fileName === undefined ? {} : { fileName: current.fileName }),
  }
  const plain = Buffer.from(content.text ?? content.url ?? '')
  const savedAt = scope.deps.now()
  await scope.db
    .updateTable('evidence')
    .set({
      ...sealContent(await dataKeyOf(scope, enrollment.personId), evidenceId, content),
      ...(current.kind === 'file' ? {} : { digest: sha256(plain), size: plain.length }),
      disclosed: change.disclosed ?? current.disclosed,
      revision: current.revision + 1,
      updatedAt: savedAt,
    })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', evidenceId)
    .execute()
  await recordEvidence(scope, 'evidence.changed', enrollment, evidenceId, current.kind)
  return { revision: current.revision + 1, savedAt }
}

function checkChange(kind: Row<'evidence'>['kind'], { text, url }: EvidenceChange): void {
  if (text !== undefined && kind !== 'text') throw invalidField('text', 'not_a_text', 'Only a text has text.')
  if (url !== undefined && kind !== 'link')
    throw invalidField('url', 'not_a_link', 'Only a link has an address.')
}

/** Takes a piece out of the portfolio. What was handed in before keeps its copy. */
export async function removeEvidence(scope: OrgScope, evidenceId: string): Promise<void> {
  const row = await getEvidenceRow(scope, evidenceId)
  const enrollment = await lockActive(scope, row.enrollmentId)
  await scope.db
    .updateTable('evidence')
    .set({ removedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', evidenceId)
    .execute()
  await recordEvidence(scope, 'evidence.removed', enrollment, evidenceId, row.kind)
}

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
