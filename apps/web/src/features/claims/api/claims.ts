import { z } from 'zod'
import { type Api, orgRoute, pageOf, personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { acceptClaim } from '../commands/accept-claim.ts'
import { reportBounce } from '../commands/bounces.ts'
import { correctClaim } from '../commands/correct-claim.ts'
import { resendClaim } from '../commands/letters.ts'
import { mayAccept, maySeeClaims, mayTendClaims } from '../policy.ts'
import { claimView, presentClaim } from '../present/claim-view.ts'
import { getClaim, getClaimLink, listClaims } from '../queries.ts'
import { bounceSchema, claimsQuerySchema, correctionSchema } from '../schema.ts'

const TAG = 'Claims'
const params = z.object({ claim: z.uuid() })
const madeView = z.object({ credentialId: z.uuid() }).meta({ id: 'ClaimedCredential' })

export function claimRoutes(api: Api): void {
  readRoutes(api)
  tendingRoutes(api)
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/claims',
      summary: 'Claim a badge with the token of its link',
      description: 'A mailed link also makes the address yours, and brings everything else that waits at it.',
      tag: TAG,
      body: z.strictObject({ token: z.string().min(1).max(200) }),
      response: madeView,
      takesSecret: true,
    },
    async (scope, { body }) => {
      authorize(mayAccept(scope))
      return acceptClaim(scope, body.token)
    },
  )
}

function readRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/claims',
      summary: 'Badges that went to addresses without an account, and how their claims stand',
      tag: TAG,
      query: claimsQuerySchema,
      response: pageOf(claimView),
    },
    async (scope, { query }) => {
      authorize(maySeeClaims(scope))
      const { items, ...counted } = await listClaims(scope, query)
      return { ...counted, items: items.map((row) => presentClaim(row, scope.deps.now())) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/claims/{claim}',
      summary: 'One claim',
      tag: TAG,
      params,
      response: claimView,
    },
    async (scope, { params: { claim } }) => {
      authorize(maySeeClaims(scope))
      return presentClaim(await getClaim(scope, claim), scope.deps.now())
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/claims/{claim}/link',
      summary: 'A link to hand over yourself',
      description: 'It gives this badge to whoever takes it first, and proves no address.',
      tag: TAG,
      params,
      response: z.object({ url: z.url() }).meta({ id: 'ClaimLink' }),
    },
    async (scope, { params: { claim } }) => {
      authorize(mayTendClaims(scope))
      return { url: await getClaimLink(scope, claim) }
    },
  )
}

function tendingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/claims/{claim}/resend',
      summary: 'Mail the link again and renew it',
      tag: TAG,
      params,
      response: claimView,
    },
    async (scope, { params: { claim } }) => {
      authorize(mayTendClaims(scope))
      await resendClaim(scope, claim)
      return presentClaim(await getClaim(scope, claim), scope.deps.now())
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/claims/{claim}/correct',
      summary: 'Correct the address or the name, without a second award',
      description:
        'The unclaimed credential is revoked as superseded, and one of the same award is signed for the right address.',
      tag: TAG,
      params,
      body: correctionSchema,
      response: madeView,
      status: 202,
    },
    async (scope, { params: { claim }, body }) => {
      authorize(mayTendClaims(scope))
      return correctClaim(scope, claim, body)
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: '/organizations/{org}/bounces',
      summary: 'Report that letters to an address came back',
      description: 'For the mail system: call it with an API key of the organization.',
      tag: TAG,
      body: bounceSchema,
      response: z.object({ bounced: z.number().int() }).meta({ id: 'BounceReport' }),
    },
    async (scope, { body }) => {
      authorize(mayTendClaims(scope))
      return reportBounce(scope, body)
    },
  )
}
