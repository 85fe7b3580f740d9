import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { AppEnvironment } from '../../../app.ts'
import { authorize } from '../../../http/authenticate.ts'
import { ownSessionRoute, visitorRoute } from '../../../http/session-route.ts'
import { signOut } from '../commands/sign-in.ts'
import {
  askForLink,
  askForNewPassword,
  askToSignUp,
  changeOwnPassword,
  enterByLink,
  enterByPassword,
  enterConfirmed,
  enterTaken,
  renewPassword,
} from '../commands/ways-in.ts'
import { maySecureOwn } from '../policy.ts'
import {
  addressOnlySchema,
  changePasswordSchema,
  confirmSignUpSchema,
  linkTokenSchema,
  newPasswordSchema,
  signInSchema,
  signUpSchema,
  takeSignUpSchema,
} from '../schema.ts'

type Api = OpenAPIHono<AppEnvironment>

/** Sign-up, sign-in and passwords: what the pages of the same names do, for clients that people sign in with. */
export function signInApi(api: Api): void {
  signUpRoutes(api)
  sessionRoutes(api)
  linkRoutes(api)
  forgottenPasswordRoutes(api)
  ownPasswordRoute(api)
}

const TRIES =
  'Ten tries in a quarter of an hour for an address, sixty for a client; pages and API count together.'

function signUpRoutes(api: Api): void {
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sign-up',
      summary: 'Ask for an account',
      description: `A letter with a link goes to the address; the answer is the same if it has an account, whose owner is told. ${TRIES}`,
      body: signUpSchema,
      status: 202,
    },
    async (visitor, body) => {
      await askToSignUp(visitor, body)
      return undefined
    },
  )
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sign-up/confirm',
      summary: 'Confirm an account by the token that was mailed, and sign in',
      description:
        'Either with the password chosen at sign-up, or with a new name and password, which replace what was chosen.',
      body: z.union([confirmSignUpSchema, takeSignUpSchema]),
      status: 204,
      setsCookie: true,
    },
    (visitor, body) => ('password' in body ? enterConfirmed(visitor, body) : enterTaken(visitor, body)),
  )
}

function sessionRoutes(api: Api): void {
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions',
      summary: 'Sign in by password',
      description: `An unknown address and a wrong password have the same answer, 422. For an account with a second factor the session opens nothing before POST /sessions/factor. ${TRIES}`,
      body: signInSchema,
      status: 204,
      setsCookie: true,
    },
    enterByPassword,
  )
  ownSessionRoute(
    api,
    {
      method: 'delete',
      path: '/sessions/current',
      summary: 'Sign out',
      description: 'Ends the session that the request is made with. Not with an API key.',
      status: 204,
      setsCookie: true,
    },
    async ({ deps, headers }, run) => {
      await run(async (scope) => authorize(maySecureOwn(scope)))
      return signOut(deps, headers)
    },
  )
}

function linkRoutes(api: Api): void {
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/link',
      summary: 'Have a link mailed that signs in',
      description: `An address without an account gets one when the link is used. ${TRIES}`,
      body: addressOnlySchema,
      status: 202,
    },
    async (visitor, body) => {
      await askForLink(visitor, body)
      return undefined
    },
  )
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/sessions/link/confirm',
      summary: 'Sign in by the token of a mailed link',
      description: 'Each works once, for a quarter of an hour.',
      body: linkTokenSchema,
      status: 204,
      setsCookie: true,
    },
    async (visitor, { token }) => (await enterByLink(visitor, token)).headers,
  )
}

function forgottenPasswordRoutes(api: Api): void {
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/password/forgotten',
      summary: 'Have a link mailed to set a new password',
      description: `The answer is the same for an address without an account; no letter goes to it. ${TRIES}`,
      body: addressOnlySchema,
      status: 202,
    },
    async (visitor, { email }) => {
      await askForNewPassword(visitor, email)
      return undefined
    },
  )
  visitorRoute(
    api,
    {
      method: 'post',
      path: '/password/new',
      summary: 'Set a new password by the token that was mailed',
      description: 'Ends every session of the account; sign in with the new password then.',
      body: newPasswordSchema,
      status: 204,
    },
    async (visitor, body) => {
      await renewPassword(visitor, body)
      return undefined
    },
  )
}

function ownPasswordRoute(api: Api): void {
  ownSessionRoute(
    api,
    {
      method: 'put',
      path: '/me/password',
      summary: 'Change your password, or set the first',
      description:
        'A change ends your other sessions and answers with a new one. Without currentPassword only for an account that has no password. Not with an API key.',
      body: changePasswordSchema.partial({ currentPassword: true }),
      status: 204,
      setsCookie: true,
    },
    async (visitor, run, body) => {
      const personId = await run(async (scope) => {
        authorize(maySecureOwn(scope))
        return scope.personId
      })
      return changeOwnPassword(visitor, personId, body)
    },
  )
}
