import { z } from 'zod'
import { type Api, orgRoute, pageOf } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { listCredentialsOf } from '../credentials/queries.ts'
import { getMemberName } from '../structure/queries/members.ts'
import { maySeeReport, maySeeTeam } from './policy.ts'
import { presentTeamPerson, presentTeamRow, teamPersonView, teamRowView } from './present.ts'
import { isInTeam, listEnrollmentsOf, listTeam, teamLeads } from './queries.ts'
import { teamQuerySchema } from './schema.ts'

const tag = 'Team'
const team = '/organizations/{org}/team'

export function teamApi(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: team,
      summary: 'Those who report to you',
      description:
        'Directly and through others, with what they hold, work on, and what is overdue or lapses.',
      tag,
      query: teamQuerySchema,
      response: pageOf(teamRowView),
    },
    async (scope, { query }) => {
      authorize(maySeeTeam(scope))
      const { items, total } = await listTeam(scope, teamLeads(scope), query)
      return { total, items: items.map(presentTeamRow) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: `${team}/{personId}`,
      summary: 'One of your team',
      description: 'Credentials of this organization and enrollments with their states; no evidence.',
      tag,
      params: z.object({ personId: z.uuid() }),
      response: teamPersonView,
    },
    async (scope, { params: { personId } }) => {
      const name = await getMemberName(scope, personId)
      authorize(maySeeReport(scope, { isReport: await isInTeam(scope, teamLeads(scope), personId) }))
      const credentials = await listCredentialsOf(scope, personId)
      const enrollments = await listEnrollmentsOf(scope, personId)
      return presentTeamPerson({ id: personId, name }, credentials, enrollments, scope.deps.now())
    },
  )
}
