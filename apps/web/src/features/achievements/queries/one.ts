import { AppError, notFound } from '../../../app-error.ts'
import type { AnyScope, OrgScope, PublicScope } from '../../../db/scopes.ts'
import { currentLanguage } from '../../../i18n/current.ts'
import { translateIn } from '../../../i18n/server.ts'
import { type FocusWarning, focusWarnings, problemField, publishingProblems } from '../policy.ts'
import {
  type AchievementListItem,
  asDraft,
  asVersion,
  type CatalogItem,
  checkId,
  type DraftVersion,
  findVersionRow,
  listAchievements,
  versionsIn,
} from '../queries.ts'
import { completeDefinition } from '../schema/complete.ts'
import type { Definition } from '../schema.ts'
import { prerequisiteGraph } from './related.ts'

/** An achievement as the manager's list shows it. Errors: `not_found`. */
export async function getAchievementItem(
  scope: OrgScope,
  achievementId: string,
): Promise<AchievementListItem> {
  checkId(achievementId)
  const { items } = await listAchievements(scope, { limit: 1 }, { only: achievementId })
  const [item] = items
  if (item === undefined) throw notFound('micro-credential')
  return item
}

/** A version by the achievement that its address names. Errors: `not_found`, also when it belongs to another achievement. */
export async function findVersionOf(
  scope: AnyScope,
  achievementId: string,
  versionId: string,
): Promise<DraftVersion> {
  const row = await findVersionRow(scope, versionId)
  if (row.achievementId !== achievementId) throw notFound('version of a micro-credential')
  return asDraft(row)
}

/** The definition to export: what is published, else the newest version. Error: `wrong_state` when that is not complete. */
export async function getForExport(scope: OrgScope, achievementId: string): Promise<Definition> {
  const item = await getAchievementItem(scope, achievementId)
  return asVersion(await findVersionRow(scope, item.versionId)).definition
}

/**
 * What anyone may read: the published version, or the last one of a retired achievement; `number` asks for an older one.
 * Errors: `not_found`.
 */
export async function getPublicAchievement(
  scope: PublicScope,
  achievementId: string,
  number?: number,
): Promise<CatalogItem> {
  checkId(achievementId)
  let query = versionsIn(scope).where('achievementId', '=', achievementId).where('state', '<>', 'draft')
  if (number !== undefined) query = query.where('number', '=', number)
  const row = await query.orderBy('number', 'desc').limit(1).executeTakeFirst()
  if (row === undefined) throw notFound('micro-credential')
  const organization = await scope.db
    .selectFrom('organization')
    .select(['name', 'slug', 'mark'])
    .where('id', '=', row.orgId)
    .executeTakeFirstOrThrow()
  return { version: asVersion(row), organization }
}

export interface DraftCheck {
  readonly problems: AppError['fields']
  readonly warnings: readonly FocusWarning[]
}

/** What publishing would refuse, and questions about the focus (asked once the definition is complete). */
export async function checkDraft(scope: OrgScope, draft: DraftVersion): Promise<DraftCheck> {
  const language = currentLanguage()
  try {
    const definition = completeDefinition(draft.definition, language)
    const warnings = focusWarnings(definition)
    const problems = publishingProblems(definition, draft.achievementId, await prerequisiteGraph(scope))
    const t = translateIn(language)
    return {
      problems: problems.map((problem) =>
        problemField(problem, (code) => String(t(`errors:${code}` as 'errors:not_found'))),
      ),
      warnings,
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_input') throw error
    return { problems: error.fields, warnings: [] }
  }
}
