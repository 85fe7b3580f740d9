import type { BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'

/**
 * Starts a session for an account that we have identified ourselves, by a passkey or a second factor: the library's own ways in know
 * neither. A function of the server alone; the library's routes are not mounted.
 */
export const sessionStart = () =>
  ({
    id: 'assay-session-start',
    endpoints: {
      startSession: createAuthEndpoint(
        '/assay/start-session',
        {
          method: 'POST',
          body: z.object({ userId: z.string(), factorAt: z.date(), endToken: z.string().optional() }),
          metadata: { SERVER_ONLY: true },
        },
        async (ctx) => {
          const { internalAdapter } = ctx.context
          const { userId, factorAt, endToken } = ctx.body
          const user = await internalAdapter.findUserById(userId)
          if (user === null) throw new APIError('NOT_FOUND')
          const session = await internalAdapter.createSession(userId, false, { factorAt })
          await setSessionCookie(ctx, { session, user })
          // The session that waited for its second factor ends: what was known of it before opens nothing.
          if (endToken !== undefined) await internalAdapter.deleteSession(endToken)
          return ctx.json({ token: session.token })
        },
      ),
    },
  }) satisfies BetterAuthPlugin
