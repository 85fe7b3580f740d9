import { randomUUID } from 'node:crypto'
import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { findVersionRow, notDraft, type VersionRow } from '../queries.ts'

interface NewDraft {
  readonly achievementId: string
  readonly number: number
  readonly definition: { readonly name: string }
  readonly artBlob?: string | null
  readonly artMediaType?: string | null
}

/** Writes a new version as a draft; answers its id. */
export async function insertDraft(
  scope: OrgScope,
  { achievementId, number, definition, artBlob = null, artMediaType = null }: NewDraft,
): Promise<string> {
  const id = randomUUID()
  const at = scope.deps.now()
  await scope.db
    .insertInto('achievementVersion')
    .values({
      orgId: scope.orgId,
      id,
      achievementId,
      number,
      state: 'draft',
      name: definition.name,
      definition: JSON.stringify(definition),
      artBlob,
      artMediaType,
      createdBy: authorOf(scope),
      createdAt: at,
      updatedAt: at,
      publishedAt: null,
      publishedBy: null,
      frozenAt: null,
    })
    .execute()
  return id
}

/** The columns of a draft that change. */
type DraftChange = Partial<
  Pick<VersionRow, 'name' | 'state' | 'changeNote' | 'publishedAt' | 'publishedBy' | 'updatedAt'> &
    Pick<VersionRow, 'artBlob' | 'artMediaType'>
> & { readonly definition?: string }

/** Changes a draft if it still is one and nobody else was faster. Errors: `stale`, `wrong_state`, `not_found`. */
export async function changeDraft(
  scope: OrgScope,
  versionId: string,
  revision: number,
  change: DraftChange,
): Promise<VersionRow> {
  const row = await findVersionRow(scope, versionId)
  if (row.frozenAt !== null) throw frozen()
  if (row.state !== 'draft') throw notDraft()
  const saved = await scope.db
    .updateTable('achievementVersion')
    .set({ ...change, revision: revision + 1 })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', versionId)
    .where('state', '=', 'draft')
    .where('revision', '=', revision)
    .returningAll()
    .executeTakeFirst()
    .catch(mapFrozen)
  if (saved === undefined) throw stale()
  return saved
}

/** The database's own refusal (trigger `frozen_version`) in our words. */
function mapFrozen(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === 'AS001') throw frozen(error)
  throw error
}

const frozen = (cause?: unknown): AppError =>
  new AppError(
    'wrong_state',
    'Somebody has enrolled on this version, so it stays as it is; start a new one.',
    {
      text: 'frozen_version',
      cause,
    },
  )

export const stale = (): AppError =>
  new AppError('stale', 'Somebody saved this draft since you opened it; compare, then save again.')

/** Definitions are written by people; a job has no business here. */
export function authorOf(scope: OrgScope): string {
  if (scope.personId === undefined) throw new TypeError('a definition needs an author')
  return scope.personId
}
