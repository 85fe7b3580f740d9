import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { AppError } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { parseInput } from '../../http/input.ts'
import { currentLanguage } from '../../i18n/current.ts'
import { translateIn } from '../../i18n/server.ts'
import { recordEvent } from '../audit/commands.ts'
import { authorOf, changeDraft, insertDraft, stale } from './commands/draft-rows.ts'
import { problemField, publishingProblems } from './policy.ts'
import { prerequisiteGraph } from './queries/related.ts'
import { findDraft, findVersionRow, getAchievement, getDraft } from './queries.ts'
import { completeDefinition } from './schema/complete.ts'
import { type DraftInput, draftSchema } from './schema/draft.ts'
import { type Definition, type PublishInput, publishSchema } from './schema.ts'

export interface DraftIds {
  readonly achievementId: string
  readonly versionId: string
}

/** Makes an achievement with its first version as a draft; the definition may lack anything. Error: `invalid_input`. */
export async function createDraft(scope: OrgScope, definition: DraftInput): Promise<DraftIds> {
  const draft = parseInput(draftSchema, definition, currentLanguage())
  const { orgId, deps } = scope
  const achievementId = randomUUID()
  const createdBy = authorOf(scope)
  await scope.db
    .insertInto('achievement')
    .values({ orgId, id: achievementId, createdBy, createdAt: deps.now(), retiredAt: null })
    .execute()
  const versionId = await insertDraft(scope, { achievementId, number: 1, definition: draft })
  await recordVersion(scope, 'achievement.created', { achievementId, versionId, name: draft.name })
  return { achievementId, versionId }
}

/**
 * Replaces what a draft says. Errors: `invalid_input`; `stale` when somebody saved since `revision`; `wrong_state` when it is not a draft
 * any more.
 */
export async function saveDraft(
  scope: OrgScope,
  versionId: string,
  revision: number,
  definition: DraftInput,
): Promise<{ readonly revision: number; readonly savedAt: Date }> {
  const draft = parseInput(draftSchema, definition, currentLanguage())
  const savedAt = scope.deps.now()
  const saved = await changeDraft(scope, versionId, revision, {
    name: draft.name,
    definition: JSON.stringify(draft),
    updatedAt: savedAt,
  })
  await recordVersion(scope, 'achievement.draft_saved', { ...idsOf(saved), name: draft.name })
  return { revision: saved.revision, savedAt }
}

/**
 * Makes a draft the published version; the one published before is superseded, and its holders keep theirs. Errors: `invalid_input` with
 * every field that is missing or wrong; `stale`; `wrong_state` for what is no draft or belongs to a retired achievement.
 */
export async function publishVersion(
  scope: OrgScope,
  versionId: string,
  input: PublishInput = {},
): Promise<void> {
  const { changeNote, revision } = parseInput(publishSchema, input, currentLanguage())
  const draft = await getDraft(scope, versionId)
  await lockActive(scope, draft.achievementId)
  if (revision !== undefined && revision !== draft.revision) throw stale()
  const definition = completeDefinition(draft.definition, currentLanguage())
  await refuseUnmeetable(scope, draft.achievementId, definition)
  await scope.db
    .updateTable('achievementVersion')
    .set({ state: 'superseded' })
    .where('orgId', '=', scope.orgId)
    .where('achievementId', '=', draft.achievementId)
    .where('state', '=', 'published')
    .execute()
  const at = scope.deps.now()
  await changeDraft(scope, versionId, draft.revision, {
    state: 'published',
    name: definition.name,
    definition: JSON.stringify(definition),
    changeNote,
    publishedAt: at,
    publishedBy: authorOf(scope),
    updatedAt: at,
  })
  await recordVersion(scope, 'achievement.published', {
    ...idsOf(draft),
    name: definition.name,
    number: draft.number,
  })
}

/** The draft of the next version: the one that is being written, else a copy of the newest version. Error: `wrong_state` when retired. */
export async function startNewVersion(scope: OrgScope, achievementId: string): Promise<DraftIds> {
  await lockActive(scope, achievementId)
  const existing = await findDraft(scope, achievementId)
  if (existing !== undefined) return { achievementId, versionId: existing.id }
  const newest = await scope.db
    .selectFrom('achievementVersion')
    .selectAll()
    .where('orgId', '=', scope.orgId)
    .where('achievementId', '=', achievementId)
    .orderBy('number', 'desc')
    .executeTakeFirstOrThrow()
  const versionId = await insertDraft(scope, {
    achievementId,
    number: newest.number + 1,
    definition: draftSchema.parse(newest.definition),
    artBlob: newest.artBlob,
    artMediaType: newest.artMediaType,
  })
  await recordVersion(scope, 'achievement.version_started', { achievementId, versionId, name: newest.name })
  return { achievementId, versionId }
}

/** Throws a draft away; with its only version goes the achievement. Error: `wrong_state` for what is no draft. */
export async function discardDraft(
  scope: OrgScope,
  versionId: string,
): Promise<{ readonly achievementGone: boolean }> {
  const draft = await getDraft(scope, versionId)
  await scope.db
    .deleteFrom('achievementVersion')
    .where('orgId', '=', scope.orgId)
    .where('id', '=', versionId)
    .where('state', '=', 'draft')
    .execute()
  const left = await scope.db
    .selectFrom('achievementVersion')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where('achievementId', '=', draft.achievementId)
    .limit(1)
    .executeTakeFirst()
  if (left === undefined)
    await scope.db
      .deleteFrom('achievement')
      .where('orgId', '=', scope.orgId)
      .where('id', '=', draft.achievementId)
      .execute()
  await recordVersion(scope, 'achievement.draft_discarded', { ...idsOf(draft), name: draft.name })
  return { achievementGone: left === undefined }
}

/** Ends new enrollments. Who has begun may finish; holders keep theirs. Error: `wrong_state` when nothing was ever published. */
export async function retireAchievement(scope: OrgScope, achievementId: string): Promise<void> {
  await lockActive(scope, achievementId)
  const retired = await scope.db
    .updateTable('achievementVersion')
    .set({ state: 'retired', updatedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('achievementId', '=', achievementId)
    .where('state', '=', 'published')
    .returning(['id', 'name'])
    .executeTakeFirst()
  if (retired === undefined)
    throw new AppError('wrong_state', 'Only what is published can be retired.', { text: 'not_published' })
  await scope.db
    .updateTable('achievement')
    .set({ retiredAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', achievementId)
    .execute()
  await recordVersion(scope, 'achievement.retired', {
    achievementId,
    versionId: retired.id,
    name: retired.name,
  })
}

/**
 * Fixes a version for ever, at its first enrollment or award, in the caller's transaction; again is fine. Errors: `not_found`;
 * `wrong_state` for a draft.
 */
export async function freezeVersion(scope: OrgScope, versionId: string): Promise<void> {
  const { frozenAt, state } = await findVersionRow(scope, versionId)
  if (state === 'draft')
    throw new AppError('wrong_state', 'A draft is not frozen; publish it first.', { text: 'not_published' })
  if (frozenAt !== null) return
  const frozen = await scope.db
    .updateTable('achievementVersion')
    .set({ frozenAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', versionId)
    .where('frozenAt', 'is', null)
    .executeTakeFirst()
  if (frozen.numUpdatedRows === 0n) return
  await recordEvent(scope, {
    action: 'achievement.version_frozen',
    recordType: 'achievement_version',
    recordId: versionId,
  })
}

/**
 * Lets one publication or retirement of the organization happen at a time, until the transaction ends: two that each look fine could
 * together ask for each other.
 */
async function lockActive(scope: OrgScope, achievementId: string): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`achievements:${scope.orgId}`}, 0))`.execute(
    scope.db,
  )
  const { retiredAt } = await getAchievement(scope, achievementId)
  if (retiredAt !== null)
    throw new AppError('wrong_state', 'This micro-credential is retired.', { text: 'achievement_retired' })
}

/** Refuses what `publishingProblems` finds, all at once. Error: `invalid_input`. */
async function refuseUnmeetable(
  scope: OrgScope,
  achievementId: string,
  definition: Definition,
): Promise<void> {
  const problems = publishingProblems(definition, achievementId, await prerequisiteGraph(scope))
  if (problems.length === 0) return
  const t = translateIn(currentLanguage())
  const words = (code: string) => String(t(`errors:${code}` as 'errors:not_found'))
  throw new AppError('invalid_input', `${problems.length} things stand in the way of publishing.`, {
    fields: problems.map((problem) => problemField(problem, words)),
  })
}

const idsOf = (row: { readonly id: string; readonly achievementId: string }): DraftIds => ({
  achievementId: row.achievementId,
  versionId: row.id,
})

function recordVersion(
  scope: OrgScope,
  action: string,
  { achievementId, ...data }: DraftIds & { readonly name: string; readonly number?: number },
): Promise<void> {
  return recordEvent(scope, { action, recordType: 'achievement', recordId: achievementId, data })
}
