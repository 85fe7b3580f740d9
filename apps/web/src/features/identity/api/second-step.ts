import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import { personCallRoute, personRoute, publicRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { ownSessionRoute, visitorRoute } from '../../../http/session-route.ts'
import { enterFactor } from '../commands/enter-factor.ts'
import { mailProof, mergeAccounts, planOf, proveByLink, proveByPassword } from '../commands/merge-accounts.ts'
import { askForPasskey, enterByPasskey } from '../commands/passkeys.ts'
import { requireFresh } from '../commands/proof.ts'
import { askForRecovery, beginRecovery, finishRecovery, stopRecovery } from '../commands/recovery.ts'
import { maySecureOwn } from '../policy.ts'
import {
  addressOnlySchema,
  codeSchema,
  linkTokenSchema,
  mergeProofSchema,
  passkeyAnswerSchema,
} from '../schema.ts'

type Api = OpenAPIHono<AppEnvironment>

/** What follows a password or a mailed link, what takes their place, and what makes two accounts one. */
export function secondStepApi(api: Api): void {
  factorRoute(api)
  passkeyRoutes(api)
  recoveryRoutes(api)
  stopRoute(api)
  mergeRoutes(api)
}

function factorRoute(api: Api): void {
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/factor',
      summary: 'End a sign-in by the code of the second factor',
      description:
        'With the cookie of the first step, which opens nothing by itself for an account with a second factor: every other route answers it with 401. A recovery code will do. Thirty tries a day for an account; each code is good once.',
      body: codeSchema,
      status: 204,
      setsCookie: true,
    },
    (visitor, { code }) => enterFactor(visitor, code),
  )
}

function passkeyRoutes(api: Api): void {
  publicRoute(
    api,
    {
      method: 'post',
      path: '/sessions/passkey/options',
      summary: 'What a browser needs to ask for a passkey',
      description:
        'PublicKeyCredentialRequestOptionsJSON of WebAuthn; the same for everybody, and good for five minutes.',
      tag: 'Signing in',
      tellsSecret: true,
      response: z.record(z.string(), z.unknown()),
    },
    async ({ deps }) => ({ ...(await askForPasskey(deps)) }),
  )
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/passkey',
      summary: 'Sign in by a passkey',
      description: 'Both factors at once: the authenticator has verified its owner.',
      body: passkeyAnswerSchema,
      status: 204,
      setsCookie: true,
    },
    async (visitor, answer) => (await enterByPasskey(visitor, answer)).headers,
  )
}

function recoveryRoutes(api: Api): void {
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/factor/recovery',
      summary: 'Say that the second factor and its recovery codes are lost',
      description:
        'With the cookie of the first step. A link goes to the address if it is another one of the account; the answer is the same if not.',
      body: addressOnlySchema,
      status: 202,
    },
    async (visitor, { email }) => {
      await askForRecovery(visitor, email)
      return undefined
    },
  )
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/factor/recovery/confirm',
      summary: 'Begin the waiting time by the token that was mailed',
      description: 'Every address of the account is told, and each can stop it for 72 hours.',
      body: linkTokenSchema,
      status: 204,
    },
    async (visitor, { token }) => {
      await beginRecovery(visitor, token)
      return undefined
    },
  )
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/factor/recovery/finish',
      summary: 'Give the second factor up after the waiting time',
      description: 'With the cookie of the first step, which then signs in; every other session ends.',
      status: 204,
    },
    async (visitor) => {
      await finishRecovery(visitor)
      return undefined
    },
  )
}

function stopRoute(api: Api): void {
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/factor/recovery/stop',
      summary: 'Stop it, by the token of the letter that told of it',
      body: linkTokenSchema,
      status: 204,
    },
    async (visitor, { token }) => {
      await stopRecovery(visitor, token)
      return undefined
    },
  )
}

const FRESH = 'Not with an API key, and only within 15 minutes of signing in or of POST /me/proof.'

function mergeRoutes(api: Api): void {
  ownSessionRoute(
    api,
    {
      method: 'post',
      path: '/me/merge/link',
      summary: 'Have a link mailed that proves another account of yours',
      description: FRESH,
      body: addressOnlySchema,
      status: 202,
    },
    async (visitor, run, { email }) => {
      await mailProof(visitor, await run(own), email)
      return undefined
    },
  )
  personCallRoute(
    api,
    {
      method: 'post',
      path: '/me/merge/proof',
      summary: 'Prove another account of yours, and see what would move',
      description: `By its address and password or by the link that was mailed to it, and by a code if it has a second factor. Answers the token for the yes, good for 15 minutes. ${FRESH}`,
      tag: 'You',
      body: mergeProofSchema,
      takesSecret: true,
      tellsSecret: true,
      response: z.object({
        token: z.string(),
        moves: z.object({
          name: z.string(),
          addresses: z.number().int(),
          badges: z.number().int(),
          organizations: z.number().int(),
          passkeys: z.number().int(),
          factor: z.boolean(),
        }),
      }),
    },
    async (deps, run, { body }) => {
      const who = await run(own)
      const visitor = {
        deps,
        clientAddress: `person:${who.personId}`,
        headers: new Headers(),
        language: 'en',
      } as const
      const token =
        'link' in body ? await proveByLink(visitor, who, body) : await proveByPassword(visitor, who, body)
      return { token, moves: await run((scope) => planOf(scope, token)) }
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/merge',
      summary: 'Merge the account that was proven into this one, for ever',
      description: `Its things, addresses and passkeys move; its second factor, sessions and keys end, and so does it. Refused where one of the two decided on work of the other. ${FRESH}`,
      tag: 'You',
      body: linkTokenSchema,
      takesSecret: true,
      status: 204,
      response: z.object({}),
    },
    async (scope, { body }) => {
      authorize(maySecureOwn(scope))
      requireFresh(scope)
      await mergeAccounts(scope, body.token)
      return {}
    },
  )
}

/** Who asks, if they proved lately that it is them. */
async function own(scope: Parameters<typeof maySecureOwn>[0]): Promise<{ readonly personId: string }> {
  authorize(maySecureOwn(scope))
  requireFresh(scope)
  return { personId: scope.personId }
}
