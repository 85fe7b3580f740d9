import { randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { formatLocale } from '../../../i18n/formats.ts'
import { isLanguage } from '../../../i18n/languages.ts'
import { getVersion } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { type DataKey, dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { queueLetter } from '../../mail/commands.ts'
import { findReader } from '../../mail/queries/reader.ts'
import { heldInForce, prerequisitesOf } from '../queries/held.ts'
import { countObserved } from '../queries/observed.ts'
import { getEvidenceRow, listEvidence } from '../queries.ts'
import { checklist, isReady } from '../schema/checklist.ts'
import { addWorkingDays } from '../schema/working-days.ts'
import type { ArtifactContent, DraftArtifact, SubmitInput } from '../schema.ts'
import { lockActive, lockEnrollment } from './lock.ts'

/**
 * Hands in the portfolio as it stands: pieces are copied, so that later drafts change nothing in what is judged. Errors: `wrong_state`
 * when something is missing or it is handed in already.
 */
export async function submitEnrollment(
  scope: OrgScope,
  enrollmentId: string,
  { reflection, aiHelp }: SubmitInput,
): Promise<{ readonly submissionId: string; readonly number: number; readonly promisedAt: Date }> {
  const enrollment = await lockActive(scope, enrollmentId)
  const { definition } = await getVersion(scope, enrollment.achievementVersionId)
  const evidence = await listEvidence(scope, enrollmentId)
  if (evidence.some(({ scan }) => scan === 'quarantined'))
    throw new AppError('wrong_state', 'A file was found harmful. Replace it or take it out first.', {
      text: 'file_quarantined',
    })
  const held = await heldInForce(scope, enrollment.personId, prerequisitesOf(definition))
  const observed = await countObserved(scope, enrollmentId)
  if (!isReady(checklist(definition, evidence, held, observed)))
    throw new AppError('wrong_state', 'Something is still missing; the checklist says what.', {
      text: 'not_ready',
    })

  const submissionId = randomUUID()
  const number = (await lastNumber(scope, enrollmentId)) + 1
  const promisedAt = addWorkingDays(scope.deps.now(), definition.turnaroundDays)
  const dataKey = await dataKeyOf(scope, enrollment.personId)
  await scope.db
    .insertInto('submission')
    .values({
      orgId: scope.orgId,
      id: submissionId,
      enrollmentId,
      personId: enrollment.personId,
      number,
      state: 'submitted',
      ...sealWith(dataKey, JSON.stringify({ reflection, aiHelp }), `submission:${submissionId}:sealed`),
      submittedAt: scope.deps.now(),
      promisedAt,
      claimedBy: null,
      claimExpiresAt: null,
      endedAt: null,
    })
    .execute()
  for (const [position, piece] of evidence.entries())
    await copyPiece(scope, submissionId, piece, position, dataKey)
  await setState(scope, enrollmentId, 'submitted')
  await recordEvent(scope, {
    action: 'submission.handed_in',
    recordType: 'submission',
    recordId: submissionId,
    personId: enrollment.personId,
    data: { enrollmentId, number, pieces: evidence.length },
  })
  await tellLearner(scope, enrollment.personId, { name: definition.name, promisedAt, enrollmentId })
  return { submissionId, number, promisedAt }
}

async function lastNumber(scope: OrgScope, enrollmentId: string): Promise<number> {
  const row = await scope.db
    .selectFrom('submission')
    .select((eb) => eb.fn.max('number').as('last'))
    .where('orgId', '=', scope.orgId)
    .where('enrollmentId', '=', enrollmentId)
    .executeTakeFirst()
  return row?.last ?? 0
}

async function copyPiece(
  scope: OrgScope,
  submissionId: string,
  piece: DraftArtifact,
  position: number,
  dataKey: DataKey,
): Promise<void> {
  const row = await getEvidenceRow(scope, piece.id)
  const id = randomUUID()
  const content: ArtifactContent = {
    title: piece.title,
    text: piece.text,
    url: piece.url,
    fileName: piece.fileName,
  }
  await scope.db
    .insertInto('submissionArtifact')
    .values({
      orgId: scope.orgId,
      submissionId,
      id,
      evidenceId: piece.id,
      criterionId: piece.criterionId,
      kind: piece.kind,
      ...sealWith(dataKey, JSON.stringify(content), `submission_artifact:${id}:sealed`),
      blobKey: row.blobKey,
      mediaType: piece.mediaType,
      size: piece.size,
      digest: piece.digest,
      scan: piece.scan,
      disclosed: piece.disclosed,
      position,
    })
    .execute()
}

function setState(scope: OrgScope, enrollmentId: string, state: 'active' | 'submitted') {
  return scope.db
    .updateTable('enrollment')
    .set({ state })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', enrollmentId)
    .execute()
}

async function tellLearner(
  scope: OrgScope,
  personId: string,
  { name, promisedAt, enrollmentId }: { name: string; promisedAt: Date; enrollmentId: string },
): Promise<void> {
  const learner = await findReader(scope, personId)
  if (learner === undefined) return
  const { slug } = await scope.db
    .selectFrom('organization')
    .select('slug')
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  const language = isLanguage(learner.locale) ? learner.locale : 'en'
  const date = new Intl.DateTimeFormat(formatLocale(language), {
    dateStyle: 'long',
    timeZone: learner.timeZone,
  }).format(promisedAt)
  await queueLetter(scope, {
    template: 'submission_received',
    to: learner.address,
    language,
    values: { name, date },
    link: `${scope.deps.config.publicUrl}/o/${slug}/enrollments/${enrollmentId}`,
    personId,
  })
}

/** Takes back what waits for a decision; the enrollment can be worked on again. Error `wrong_state` once it is decided. */
export async function withdrawSubmission(scope: OrgScope, enrollmentId: string): Promise<void> {
  const enrollment = await lockEnrollment(scope, enrollmentId)
  const withdrawn = await scope.db
    .updateTable('submission')
    .set({ state: 'withdrawn', endedAt: scope.deps.now(), claimedBy: null, claimExpiresAt: null })
    .where('orgId', '=', scope.orgId)
    .where('enrollmentId', '=', enrollmentId)
    .where('state', '=', 'submitted')
    .returning('id')
    .executeTakeFirst()
  if (withdrawn === undefined)
    throw new AppError('wrong_state', 'Nothing of yours waits for a decision here.')
  await setState(scope, enrollmentId, 'active')
  await recordEvent(scope, {
    action: 'submission.withdrawn',
    recordType: 'submission',
    recordId: withdrawn.id,
    personId: enrollment.personId,
  })
}
