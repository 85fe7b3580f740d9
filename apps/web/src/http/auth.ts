import { hkdfSync } from 'node:crypto'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { magicLink } from 'better-auth/plugins'
import type pg from 'pg'
import { sessionStart } from './session-start.ts'

/** Letters that the sign-in library asks to be sent. */
export interface AuthMail {
  readonly template: 'verify_address' | 'sign_in_link' | 'reset_password' | 'address_in_use'
  readonly to: string
  readonly userId: string | undefined
  readonly token: string
}

export interface AuthOptions {
  /** Connections whose search path is `auth`. */
  readonly pool: pg.Pool
  readonly publicUrl: string
  readonly masterKey: Uint8Array
  readonly sendMail: (mail: AuthMail) => Promise<void>
}

/** Seconds for which a mailed link works. */
const LINK_LIFETIME = 15 * 60

/**
 * Sign-in by password and by mailed link. Its own HTTP routes are not mounted: our pages call its functions, so no route exists that
 * we have not written and tested. A password alone never signs anybody in before the address is proven.
 */
function authOptions({ pool, publicUrl, masterKey, sendMail }: AuthOptions) {
  return {
    database: pool,
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret: Buffer.from(hkdfSync('sha256', masterKey, '', 'assay session secret', 32)).toString('base64url'),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    // The list of sessions tells when each was last used, to the hour.
    session: {
      expiresIn: 30 * 24 * 3600,
      updateAge: 3600,
      cookieCache: { enabled: false },
      additionalFields: {
        // When a code or a passkey proved this session; a session of an account with a second factor opens nothing before that.
        factorAt: { type: 'date', required: false, input: false },
        // When the person last proved, inside this session, that it is them; null: when it began.
        freshAt: { type: 'date', required: false, input: false },
        // The address to which the link of this session was mailed; null: it began otherwise.
        linkAddress: { type: 'string', required: false, input: false },
      },
    },
    advanced: {
      cookiePrefix: 'assay',
      useSecureCookies: publicUrl.startsWith('https:'),
      ipAddress: { ipAddressHeaders: ['x-assay-client'] },
    },
    emailAndPassword: {
      enabled: true,
      autoSignIn: false,
      requireEmailVerification: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) =>
        sendMail({ template: 'reset_password', to: user.email, userId: user.id, token }),
      onExistingUserSignUp: ({ user }) =>
        sendMail({ template: 'address_in_use', to: user.email, userId: user.id, token: '' }),
    },
    emailVerification: {
      expiresIn: 24 * 3600,
      sendOnSignIn: true,
      autoSignInAfterVerification: false,
      sendVerificationEmail: ({ user, token }) =>
        sendMail({ template: 'verify_address', to: user.email, userId: user.id, token }),
    },
    plugins: [
      sessionStart(),
      magicLink({
        expiresIn: LINK_LIFETIME,
        storeToken: 'hashed',
        sendMagicLink: ({ email, token }) =>
          sendMail({ template: 'sign_in_link', to: email, userId: undefined, token }),
      }),
    ],
  } satisfies BetterAuthOptions
}

export const createAuth = (options: AuthOptions) => betterAuth(authOptions(options))

export type Auth = ReturnType<typeof createAuth>

/** Makes or extends the library's tables. `pool` is the migrator's, with search path `auth`. */
export async function migrateAuth(pool: pg.Pool): Promise<void> {
  const options = authOptions({
    pool,
    publicUrl: 'http://localhost',
    masterKey: new Uint8Array(32),
    sendMail: async () => {},
  })
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
}
