import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import type { PersonScope } from '../../../db/scopes.ts'
import { personRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { ownSessionRoute } from '../../../http/session-route.ts'
import { addPasskey, offerPasskey, removePasskey, renamePasskey } from '../commands/passkeys.ts'
import { requireFresh } from '../commands/proof.ts'
import { proveAgain } from '../commands/prove-again.ts'
import { stopOwnRecovery } from '../commands/recovery.ts'
import {
  beginFactor,
  confirmFactor,
  getFactorState,
  removeFactor,
  renewRecoveryCodes,
} from '../commands/second-factor.ts'
import { maySecureOwn } from '../policy.ts'
import { passkeyView, presentPasskey } from '../present.ts'
import { listPasskeys } from '../queries.ts'
import { codeSchema, passkeyNameOnlySchema, passkeyRegistrationSchema, proofSchema } from '../schema.ts'

type Api = OpenAPIHono<AppEnvironment>

const tag = 'You'
const byId = z.object({ id: z.uuid() })
const nothing = z.object({})
/** JSON of WebAuthn, as browsers take it. */
const optionsView = z.record(z.string(), z.unknown())
const codesView = z.object({ codes: z.array(z.string()) })

/** Said of everything that opens or closes an account. */
const FRESH =
  'Not with an API key; and only within 15 minutes of signing in or of POST /me/proof, else 409 with the text `prove_again`.'

/** For the person alone, and only if they proved lately that it is them. */
function secure(scope: PersonScope): void {
  authorize(maySecureOwn(scope))
  requireFresh(scope)
}

/** Passkeys, the second factor, and proving again that it is you. */
export function securityApi(api: Api): void {
  passkeyRoutes(api)
  factorRoutes(api)
  codeRoutes(api)
  proofRoute(api)
}

function passkeyRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/passkeys',
      summary: 'Your passkeys',
      description: 'Not with an API key.',
      tag,
      response: z.object({ items: z.array(passkeyView) }),
    },
    async (scope) => {
      authorize(maySecureOwn(scope))
      return { items: (await listPasskeys(scope)).map(presentPasskey) }
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/passkeys/options',
      summary: 'What a browser needs to make a passkey',
      description: `PublicKeyCredentialCreationOptionsJSON of WebAuthn. ${FRESH}`,
      tag,
      response: optionsView,
      tellsSecret: true,
    },
    async (scope) => {
      secure(scope)
      return { ...(await offerPasskey(scope)) }
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/passkeys',
      summary: 'Keep a passkey that a browser made',
      description: FRESH,
      tag,
      body: passkeyRegistrationSchema,
      takesSecret: true,
      status: 201,
      response: byId,
    },
    async (scope, { body }) => {
      secure(scope)
      return addPasskey(scope, body)
    },
  )
  personRoute(
    api,
    {
      method: 'patch',
      path: '/me/passkeys/{id}',
      summary: 'Rename a passkey',
      description: 'Not with an API key.',
      tag,
      params: byId,
      body: passkeyNameOnlySchema,
      status: 204,
      response: nothing,
    },
    async (scope, { params, body }) => {
      authorize(maySecureOwn(scope))
      await renamePasskey(scope, params.id, body.name)
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/passkeys/{id}',
      summary: 'Remove a passkey',
      description: FRESH,
      tag,
      params: byId,
      status: 204,
      response: nothing,
    },
    async (scope, { params }) => {
      secure(scope)
      await removePasskey(scope, params.id)
      return {}
    },
  )
}

function factorRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/second-factor',
      summary: 'Whether you have a second factor, and how many recovery codes are left',
      description: 'Not with an API key.',
      tag,
      response: z
        .object({ set: z.boolean(), since: z.iso.datetime().nullable(), codesLeft: z.number().int() })
        .meta({ id: 'SecondFactor' }),
    },
    async (scope) => {
      authorize(maySecureOwn(scope))
      const { since, ...state } = await getFactorState(scope, scope.personId)
      return { ...state, since: since?.toISOString() ?? null }
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/second-factor',
      summary: 'Begin to set a second factor up, or to replace it',
      description: `Answers the secret for an authenticator app, in base32 and as the address for a QR code. It counts once its first code was confirmed. ${FRESH}`,
      tag,
      tellsSecret: true,
      status: 201,
      response: z.object({ secret: z.string(), uri: z.string() }),
    },
    async (scope) => {
      secure(scope)
      return beginFactor(scope)
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/second-factor',
      summary: 'Remove the second factor',
      description: FRESH,
      tag,
      status: 204,
      response: nothing,
    },
    async (scope) => {
      secure(scope)
      await removeFactor(scope)
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/second-factor/recovery',
      summary: 'Stop that your second factor is given up',
      description: 'For when somebody else asked for it. Not with an API key.',
      tag,
      status: 204,
      response: nothing,
    },
    async (scope) => {
      authorize(maySecureOwn(scope))
      await stopOwnRecovery(scope)
      return {}
    },
  )
}

function codeRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/second-factor/confirm',
      summary: 'Make the second factor count by its first code',
      description: `Answers the recovery codes, this once, and ends your other sessions. ${FRESH}`,
      tag,
      body: codeSchema,
      takesSecret: true,
      tellsSecret: true,
      response: codesView,
    },
    async (scope, { body }) => {
      secure(scope)
      return { codes: [...(await confirmFactor(scope, body.code))] }
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/second-factor/recovery-codes',
      summary: 'Make new recovery codes',
      description: `The former ones no longer work. ${FRESH}`,
      tag,
      tellsSecret: true,
      response: codesView,
    },
    async (scope) => {
      secure(scope)
      return { codes: [...(await renewRecoveryCodes(scope))] }
    },
  )
}

function proofRoute(api: Api): void {
  ownSessionRoute(
    api,
    {
      method: 'post',
      path: '/me/proof',
      summary: 'Prove again that it is you',
      description:
        'By a passkey (see POST /sessions/passkey/options), or by your password and, if you have a second factor, its code. Opens for 15 minutes what asks for it. Not with an API key.',
      body: proofSchema,
      status: 204,
    },
    async (visitor, run, body) => {
      await proveAgain(
        visitor,
        (work) =>
          run((scope) => {
            authorize(maySecureOwn(scope))
            return work(scope)
          }),
        body,
      )
      return undefined
    },
  )
}
