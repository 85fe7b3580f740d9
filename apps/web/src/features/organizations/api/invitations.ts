import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import { orgRoute, personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { acceptInvitation, invite, resendInvitation, revokeInvitation } from '../commands/invitations.ts'
import { mayAcceptInvitation, mayManagePeople, maySeePeople } from '../policy.ts'
import { invitationView, presentInvitation } from '../present.ts'
import { listInvitations } from '../queries.ts'
import { invitationSchema } from '../schema.ts'

const tag = 'People'
const byInvitation = z.object({ invitationId: z.uuid() })
const nothing = z.object({})

export function invitationRoutes(api: OpenAPIHono<AppEnvironment>): void {
  const invitations = '/organizations/{org}/invitations'
  orgRoute(
    api,
    {
      method: 'get',
      path: invitations,
      summary: 'Invitations that nobody has accepted yet',
      tag,
      response: z.object({ items: z.array(invitationView) }),
    },
    async (scope) => {
      authorize(maySeePeople(scope))
      return { items: (await listInvitations(scope)).map(presentInvitation) }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: invitations,
      summary: 'Invite an address',
      description: 'A letter with a link goes to it. Only who proves the address can accept.',
      tag,
      body: invitationSchema,
      status: 201,
      response: z.object({ id: z.uuid() }),
    },
    async (scope, { body }) => {
      authorize(mayManagePeople(scope))
      return { id: (await invite(scope, body)).invitationId }
    },
  )
  openInvitationRoutes(api, `${invitations}/{invitationId}`)
}

function openInvitationRoutes(api: OpenAPIHono<AppEnvironment>, invitation: string): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: `${invitation}/resend`,
      summary: 'Mail an invitation again',
      description: 'With a new link; the old one ends.',
      tag,
      params: byInvitation,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManagePeople(scope))
      await resendInvitation(scope, params.invitationId)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: invitation,
      summary: 'Take an invitation back',
      tag,
      params: byInvitation,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      authorize(mayManagePeople(scope))
      await revokeInvitation(scope, params.invitationId)
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/invitations/accept',
      summary: 'Accept an invitation by the token that was mailed',
      description: 'The invited address must be proven yours. Not with an API key.',
      tag,
      body: z.strictObject({ token: z.string().min(1).max(200) }),
      response: z.object({ organizationId: z.uuid() }),
    },
    async (scope, { body }) => {
      authorize(mayAcceptInvitation(scope))
      return { organizationId: (await acceptInvitation(scope, body.token)).orgId }
    },
  )
}
