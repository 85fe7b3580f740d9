import type { OrgIdentity } from '../../../db/scopes.ts'

/** The organization's own work, without a person. */
export const asJob = (orgId: string): OrgIdentity => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' },
})
