import { sql } from 'kysely'
import { notFound } from '../../../app-error.ts'
import { hashSecret } from '../../../db/lookups.ts'
import { inOrg, inSystem, type SystemScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { badgeOf } from '../../credentials/queries/badge-picture.ts'
import { asJob } from '../commands/as-job.ts'
import type { EventState } from '../schema/event-terms.ts'
import { eventStateOf } from '../schema/events.ts'

/** The event behind a code; `held`: whoever made it may still award there. Error `not_found`. */
export async function findEvent({ db }: SystemScope, token: string) {
  const row = await db
    .selectFrom('eventClaim')
    .innerJoin('organization', 'organization.id', 'eventClaim.orgId')
    .leftJoin('membership', (join) =>
      join
        .onRef('membership.orgId', '=', 'eventClaim.orgId')
        .onRef('membership.personId', '=', 'eventClaim.createdBy')
        .on('membership.leftAt', 'is', null)
        .on(sql<boolean>`'program_manager' = ANY(membership.roles)`),
    )
    .select([
      'eventClaim.id',
      'eventClaim.orgId',
      'achievementVersionId',
      'title',
      'places',
      'taken',
      'opensAt',
      'closesAt',
      'eventClaim.closedAt',
      'needsApproval',
      'createdBy',
      'membership.personId as heldBy',
      'organization.name as issuer',
      'organization.mark',
    ])
    .where('tokenHash', '=', hashSecret(token))
    .executeTakeFirst()
  if (row === undefined) throw notFound('event')
  return { ...row, held: row.heldBy !== null }
}

/** What everybody with the code is shown. Error `not_found`. */
export async function readEvent(deps: Deps, token: string) {
  const event = await inSystem(deps, (system) => findEvent(system, token))
  const { drawing, version } = await inOrg(deps, asJob(event.orgId), (scope) =>
    badgeOf(scope, event.achievementVersionId, deps.now().getUTCFullYear()),
  )
  const state: EventState = event.held ? eventStateOf(event, deps.now()) : 'closed'
  return {
    title: event.title,
    issuer: event.issuer,
    mark: event.mark,
    name: version.definition.name,
    proves: version.definition.proves,
    drawing,
    state,
    opensAt: event.opensAt,
    closesAt: event.closesAt,
    needsApproval: event.needsApproval,
  }
}
