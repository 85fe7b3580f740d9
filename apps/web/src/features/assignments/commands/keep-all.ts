import { inOrg, inSystem, type OrgIdentity } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { keepDutiesOf } from './keep-duties.ts'
import { tellOfDuties } from './tell-of-duties.ts'
import { tellOfExpiry } from './tell-of-expiry.ts'

/** An organization's own work, without a person. */
const asJob = (orgId: string): OrgIdentity => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' },
})

/** Sets the duties of one organization right, or of all; then tells of what is due and what ends. */
export async function keepDuties(deps: Deps, orgId: string | undefined): Promise<void> {
  for (const id of orgId === undefined ? await organizationIds(deps) : [orgId]) {
    for (const assignmentId of await assignmentIds(deps, id)) await keepOne(deps, id, assignmentId)
    if (orgId !== undefined) continue
    await tellOfDuties(deps, asJob(id))
    await tellOfExpiry(deps, asJob(id))
  }
}

async function keepOne(deps: Deps, orgId: string, assignmentId: string): Promise<void> {
  let more = true
  while (more) ({ more } = await inOrg(deps, asJob(orgId), (scope) => keepDutiesOf(scope, assignmentId)))
}

async function organizationIds(deps: Deps): Promise<readonly string[]> {
  const rows = await inSystem(deps, ({ db }) =>
    db.selectFrom('organization').select('id').where('closedAt', 'is', null).orderBy('id').execute(),
  )
  return rows.map(({ id }) => id)
}

/** Those that run; and, of those that ended, whose duties have not. */
async function assignmentIds(deps: Deps, orgId: string): Promise<readonly string[]> {
  const rows = await inOrg(deps, asJob(orgId), ({ db }) =>
    db
      .selectFrom('assignment')
      .select('id')
      .where('orgId', '=', orgId)
      .where((eb) =>
        eb.or([
          eb('endedAt', 'is', null),
          eb.exists(
            eb
              .selectFrom('duty')
              .select('duty.id')
              .whereRef('duty.assignmentId', '=', 'assignment.id')
              .where('duty.orgId', '=', orgId)
              .where('duty.state', '!=', 'ended'),
          ),
        ]),
      )
      .orderBy('id')
      .execute(),
  )
  return rows.map(({ id }) => id)
}
