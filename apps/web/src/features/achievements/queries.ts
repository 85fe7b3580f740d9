import { type ExpressionBuilder, sql } from 'kysely'
import { AppError, notFound } from '../../app-error.ts'
import { escapeLike } from '../../db/escape-like.ts'
import type { AnyScope, OrgScope, PublicScope } from '../../db/scopes.ts'
import type { Database, Row } from '../../db/tables.ts'
import { type Draft, draftSchema } from './schema/draft.ts'
import {
  type AchievementState,
  type AchievementsQuery,
  achievementsQuerySchema,
  type CatalogQuery,
  catalogQuerySchema,
  type Definition,
  definitionSchema,
} from './schema.ts'

export type VersionRow = Row<'achievementVersion'>
/** A version with its definition, which is whole. */
export type Version = Omit<VersionRow, 'definition'> & { readonly definition: Definition }
/** A draft: its definition may lack anything. */
export type DraftVersion = Omit<VersionRow, 'definition'> & { readonly definition: Draft }

/**
 * A version of any state that the scope may see (people outside the organization see no drafts). Errors: `not_found`; `wrong_state` for
 * a draft whose definition is not complete.
 */
export async function getVersion(scope: AnyScope, versionId: string): Promise<Version> {
  return asVersion(await findVersionRow(scope, versionId))
}

/** The version that learners can enroll on now. Errors: `not_found` when none is published or the achievement is retired. */
export async function getPublishedVersion(scope: AnyScope, achievementId: string): Promise<Version> {
  const version = await findPublishedVersion(scope, achievementId)
  if (version === undefined) throw notFound('micro-credential')
  return version
}

/** As {@link getPublishedVersion}; undefined where that has none. */
export async function findPublishedVersion(
  scope: AnyScope,
  achievementId: string,
): Promise<Version | undefined> {
  checkId(achievementId)
  const row = await versionsIn(scope)
    .where('achievementId', '=', achievementId)
    .where('state', '=', 'published')
    .executeTakeFirst()
  return row === undefined ? undefined : asVersion(row)
}

/** A draft as far as it is written. Errors: `not_found`; `wrong_state` for a version that is published. */
export async function getDraft(scope: OrgScope, versionId: string): Promise<DraftVersion> {
  const row = await findVersionRow(scope, versionId)
  if (row.state !== 'draft') throw notDraft()
  return asDraft(row)
}

/** The draft of an achievement, if one is being written. */
export async function findDraft(scope: OrgScope, achievementId: string): Promise<DraftVersion | undefined> {
  const row = await versionsIn(scope)
    .where('achievementId', '=', achievementId)
    .where('state', '=', 'draft')
    .executeTakeFirst()
  return row === undefined ? undefined : asDraft(row)
}

/** All versions that the scope may see, newest first, each as far as it is written. */
export async function listVersions(scope: AnyScope, achievementId: string): Promise<DraftVersion[]> {
  checkId(achievementId)
  const rows = await versionsIn(scope)
    .where('achievementId', '=', achievementId)
    .orderBy('number', 'desc')
    .execute()
  return rows.map(asDraft)
}

/** An achievement's own row. Errors: `not_found`. */
export async function getAchievement(scope: AnyScope, achievementId: string): Promise<Row<'achievement'>> {
  checkId(achievementId)
  let query = scope.db.selectFrom('achievement').selectAll().where('id', '=', achievementId)
  if (scope.kind === 'org') query = query.where('orgId', '=', scope.orgId)
  const row = await query.executeTakeFirst()
  if (row === undefined) throw notFound('micro-credential')
  return row
}

/** Where an achievement's own address is; this is what credentials name as `achievement.id`. */
export async function achievementAddress(scope: AnyScope, achievementId: string): Promise<string> {
  const { origin } = await scope.db.selectFrom('instance').select('origin').executeTakeFirstOrThrow()
  return `${origin}/achievements/${achievementId}`
}

export interface AchievementListItem {
  readonly id: string
  readonly state: AchievementState
  readonly name: string
  readonly versionId: string
  readonly number: number
  /** The draft beside what is published, or the only version. */
  readonly draftVersionId: string | null
  readonly updatedAt: Date
  readonly publishedAt: Date | null
  /** People who work on it now, on any version. */
  readonly enrolled: number
  /** Awards ever made, on any version. */
  readonly awarded: number
  readonly definition: Draft
}

/** The program manager's list: every achievement of the organization with what is happening on it; `only` narrows it to one id. */
export async function listAchievements(
  scope: OrgScope,
  input: AchievementsQuery = {},
  { only }: { readonly only?: string } = {},
) {
  const { q, state, limit, offset } = achievementsQuerySchema.parse(input)
  const stated = scope.db
    .selectFrom('achievement as a')
    .innerJoin('achievementVersion as v', (join) =>
      join.onRef('v.orgId', '=', 'a.orgId').onRef('v.achievementId', '=', 'a.id'),
    )
    .where('a.orgId', '=', scope.orgId)
    .distinctOn('a.id')
    .orderBy('a.id')
    .orderBy(sql`v.state = 'published'`, 'desc')
    .orderBy('v.number', 'desc')
    .select([
      'a.id',
      'v.id as versionId',
      'v.number',
      'v.name',
      'v.definition',
      'v.updatedAt',
      'v.publishedAt',
    ])
    .select(
      sql<AchievementState>`CASE WHEN a.retired_at IS NOT NULL THEN 'retired' WHEN v.state = 'published'
        THEN 'published' ELSE 'draft' END`.as('state'),
    )
  let query = scope.db.selectFrom(stated.as('list'))
  if (only !== undefined) query = query.where('list.id', '=', only)
  if (state !== undefined) query = query.where('list.state', '=', state)
  if (q !== undefined && q !== '') query = query.where('list.name', 'ilike', `%${escapeLike(q)}%`)
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll('list')
    .select((eb) => [
      countOf(scope, eb, 'enrolled'),
      countOf(scope, eb, 'awarded'),
      eb
        .selectFrom('achievementVersion as d')
        .whereRef('d.achievementId', '=', 'list.id')
        .where('d.orgId', '=', scope.orgId)
        .where('d.state', '=', 'draft')
        .select('d.id')
        .as('draftVersionId'),
    ])
    .orderBy('list.name')
    .orderBy('list.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const items: AchievementListItem[] = rows.map((row) => ({
    ...row,
    enrolled: row.enrolled ?? 0,
    awarded: row.awarded ?? 0,
    definition: draftSchema.parse(row.definition),
  }))
  return { items, total }
}

/** Learners at work, or awards made, on all versions of the listed achievement. */
function countOf<T extends 'enrolled' | 'awarded'>(
  scope: OrgScope,
  eb: ExpressionBuilder<Database & { list: { id: string } }, 'list'>,
  what: T,
) {
  if (what === 'enrolled')
    return eb
      .selectFrom('enrollment as e')
      .whereRef('e.achievementId', '=', 'list.id')
      .where('e.orgId', '=', scope.orgId)
      .where('e.state', 'in', ['active', 'submitted'])
      .select((of) => of.fn.countAll<number>().as('n'))
      .as(what)
  return eb
    .selectFrom('decision as d')
    .innerJoin('achievementVersion as dv', 'dv.id', 'd.achievementVersionId')
    .whereRef('dv.achievementId', '=', 'list.id')
    .where('d.orgId', '=', scope.orgId)
    .where('d.outcome', '=', 'awarded')
    .select((of) => of.fn.countAll<number>().as('n'))
    .as(what)
}

/** What is published in the organization, by name. */
export function listCatalog(scope: OrgScope, input: CatalogQuery = {}) {
  return listPublished(scope, input, scope.orgId)
}

/** What is published by all organizations of this instance, by name; `orgId` narrows it to one. */
export function listPublicCatalog(scope: PublicScope, input: CatalogQuery = {}, orgId?: string) {
  return listPublished(scope, input, orgId)
}

async function listPublished(scope: AnyScope, input: CatalogQuery, orgId: string | undefined) {
  const { q, limit, offset } = catalogQuerySchema.parse(input)
  let query = scope.db
    .selectFrom('achievementVersion')
    .innerJoin('organization', 'organization.id', 'achievementVersion.orgId')
    .where('achievementVersion.state', '=', 'published')
  if (orgId !== undefined) query = query.where('achievementVersion.orgId', '=', orgId)
  if (q !== undefined && q !== '') {
    const pattern = `%${escapeLike(q)}%`
    query = query.where((eb) =>
      eb.or([
        eb('achievementVersion.name', 'ilike', pattern),
        sql<boolean>`achievement_version.definition->>'proves' ILIKE ${pattern}`,
        sql<boolean>`(achievement_version.definition->'tags')::text ILIKE ${pattern}`,
        sql<boolean>`jsonb_path_query_array(achievement_version.definition, '$.alignments[*].targetName')::text ILIKE ${pattern}`,
      ]),
    )
  }
  const { total } = await query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const rows = await query
    .selectAll('achievementVersion')
    .select(['organization.name as orgName', 'organization.slug as orgSlug', 'organization.mark as orgMark'])
    .orderBy('achievementVersion.name')
    .orderBy('achievementVersion.id')
    .limit(limit)
    .offset(offset)
    .execute()
  const items = rows.map(({ orgName, orgSlug, orgMark, ...row }) => ({
    version: asVersion(row),
    organization: { name: orgName, slug: orgSlug, mark: orgMark },
  }))
  return { items, total }
}
export type CatalogItem = Awaited<ReturnType<typeof listPublished>>['items'][number]

/** A version as it is stored. Errors: `not_found`. */
export async function findVersionRow(scope: AnyScope, versionId: string): Promise<VersionRow> {
  checkId(versionId)
  const row = await versionsIn(scope).where('id', '=', versionId).executeTakeFirst()
  if (row === undefined) throw notFound('version of a micro-credential')
  return row
}

/** All versions that the scope may see, confined to its organization. */
export function versionsIn(scope: AnyScope) {
  const query = scope.db.selectFrom('achievementVersion').selectAll()
  return scope.kind === 'org' ? query.where('orgId', '=', scope.orgId) : query
}

/** Ids come from addresses: what is not one names nothing, and must not reach the database as one. */
export function checkId(id: string): void {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id))
    throw notFound('micro-credential')
}

export function asVersion(row: VersionRow): Version {
  const parsed = definitionSchema.safeParse(row.definition)
  if (!parsed.success)
    throw new AppError('wrong_state', 'This draft is not complete yet.', { text: 'draft_incomplete' })
  return { ...row, definition: parsed.data }
}

export const asDraft = (row: VersionRow): DraftVersion => ({
  ...row,
  definition: draftSchema.parse(row.definition),
})

export const notDraft = (): AppError =>
  new AppError('wrong_state', 'What is published is not edited; start a new version.', {
    text: 'not_a_draft',
  })
