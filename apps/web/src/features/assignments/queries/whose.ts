import type { OrgScope } from '../../../db/scopes.ts'
import { isInTeam, teamLeads } from '../../team/queries.ts'

/** Whether a person reports to the one who acts, or to somebody for whom they stand in. */
export const isReportHere = (scope: OrgScope, personId: string): Promise<boolean> =>
  isInTeam(scope, teamLeads(scope), personId)
