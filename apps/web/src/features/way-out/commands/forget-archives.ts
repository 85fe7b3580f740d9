import { inOrg, inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import { ARCHIVE_DAYS } from '../schema/archive-order.ts'
import { dropParts } from './archive-parts.ts'

const DAY = 86_400_000

/**
 * Deletes archives that ended, and those that expired, files first; runs each hour and when one ends. Of one that could not be made the
 * parts go at once and the reason stays for a while. What the store refuses to delete now is tried again at the next run.
 */
export async function forgetArchives(deps: Deps): Promise<void> {
  await endExpired(deps)
  const left = await inSystem(deps, ({ db }) =>
    db
      .selectFrom('organizationArchive')
      .select(['orgId', 'id', 'state'])
      .where('state', 'in', ['ended', 'failed'])
      .execute(),
  )
  for (const { orgId, id, state } of left) {
    try {
      await dropParts(deps, { orgId, archiveId: id })
      if (state === 'ended')
        await inSystem(deps, ({ db }) =>
          db.deleteFrom('organizationArchive').where('orgId', '=', orgId).where('id', '=', id).execute(),
        )
    } catch (error) {
      deps.log.error({ err: error, archive: id }, 'an archive that ended could not be deleted yet')
    }
  }
}

async function endExpired(deps: Deps): Promise<void> {
  const now = deps.now()
  const expired = await inSystem(deps, ({ db }) =>
    db
      .selectFrom('organizationArchive')
      .select(['orgId', 'id', 'state'])
      .where((eb) =>
        eb.or([
          eb.and([eb('state', '=', 'ready'), eb('expiresAt', '<=', now)]),
          eb.and([
            eb('state', '=', 'failed'),
            eb('finishedAt', '<=', new Date(now.getTime() - ARCHIVE_DAYS * DAY)),
          ]),
        ]),
      )
      .execute(),
  )
  for (const { orgId, id, state } of expired)
    await inOrg(deps, { orgId, personId: undefined, roles: [], actor: { kind: 'system' } }, async (scope) => {
      const { numUpdatedRows } = await scope.db
        .updateTable('organizationArchive')
        .set({ state: 'ended', failure: null })
        .where('orgId', '=', orgId)
        .where('id', '=', id)
        .where('state', '=', state)
        .executeTakeFirstOrThrow()
      if (state === 'failed' || numUpdatedRows === 0n) return
      await recordEvent(scope, {
        action: 'organization.archive_expired',
        recordType: 'organization',
        recordId: orgId,
      })
    })
}
