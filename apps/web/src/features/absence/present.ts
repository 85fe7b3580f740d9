import { z } from 'zod'
import { ROLES } from '../../roles.ts'
import type { Delegation } from './queries.ts'

const side = z.object({ id: z.uuid(), name: z.string() })

export const delegationView = z
  .object({
    id: z.uuid(),
    delegator: side,
    delegate: side,
    /** What was delegated; of these the delegate has those that the delegator has at the moment. */
    roles: z.array(z.enum(ROLES)),
    startsAt: z.iso.datetime(),
    /** The first moment at which it no longer counts. */
    endsAt: z.iso.datetime(),
    reason: z.string(),
    state: z.enum(['planned', 'running', 'over', 'revoked']),
  })
  .meta({ id: 'Delegation' })

export const presentDelegation = (row: Delegation): z.input<typeof delegationView> => ({
  id: row.id,
  delegator: { id: row.delegatorId, name: row.delegator },
  delegate: { id: row.delegateId, name: row.delegate },
  roles: [...row.roles],
  startsAt: row.startsAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  reason: row.reason,
  state: row.state,
})
