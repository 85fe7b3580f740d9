import { z } from 'zod'

/** An e-mail address as people type it; RFC 5321 limits it to 254 octets. */
export const addressSchema = z.string().trim().toLowerCase().pipe(z.email().max(254))

/** Ten characters at least and no rules of composition (NIST SP 800-63B); 128 at most, since hashing costs time. */
const passwordSchema = z.string().min(10).max(128)

const nameSchema = z.string().trim().min(1).max(200)

const timeZoneSchema = z.string().max(64).refine(isTimeZone, { error: 'errors.time_zone' })

export const signUpSchema = z.strictObject({
  name: nameSchema,
  email: addressSchema,
  password: passwordSchema,
})

export const signInSchema = z.strictObject({ email: addressSchema, password: z.string().min(1).max(128) })

export const addressOnlySchema = z.strictObject({ email: addressSchema })

export const newPasswordSchema = z.strictObject({
  token: z.string().min(1).max(200),
  password: passwordSchema,
})

export const confirmSignUpSchema = z.strictObject({
  token: z.string().min(1).max(2000),
  password: z.string().min(1).max(128),
})

/** For who confirms an address without knowing the password that was chosen with it. */
export const takeSignUpSchema = z.strictObject({
  token: z.string().min(1).max(2000),
  name: nameSchema,
  newPassword: passwordSchema,
})

export const linkTokenSchema = z.strictObject({ token: z.string().min(1).max(200) })

export const firstPasswordSchema = z.strictObject({ newPassword: passwordSchema })

export const changePasswordSchema = z.strictObject({
  currentPassword: z.string().min(1).max(128),
  newPassword: passwordSchema,
})

/** What a person says of themselves; each member may be left out, and then stays. */
export const profilePatchSchema = z.strictObject({
  name: nameSchema.optional(),
  locale: z.enum(['en', 'es']).optional(),
  timeZone: timeZoneSchema.optional(),
  /** Whether badges issued from now on carry the name. */
  nameOnCredentials: z.boolean().optional(),
})

export const profileSchema = z.strictObject({
  name: nameSchema,
  locale: z.enum(['en', 'es']),
  timeZone: timeZoneSchema,
  nameOnCredentials: z.preprocess((value) => value === 'on' || value === true, z.boolean()),
})
export type ProfileChange = z.output<typeof profilePatchSchema>

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return true
  } catch {
    return false
  }
}

/** What an authenticator says, in base64url where bytes are meant; its content is checked against its signature. */
const webAuthnText = z.string().min(1).max(20_000)

const passkeyNameSchema = z.string().trim().min(1).max(100)

/** What a browser answers when it is asked for a passkey (WebAuthn, AuthenticationResponseJSON). */
export const passkeyAnswerSchema = z.object({
  id: z.string().min(1).max(1400),
  rawId: z.string().min(1).max(1400),
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: webAuthnText,
    authenticatorData: webAuthnText,
    signature: webAuthnText,
    userHandle: z.string().max(200).optional(),
  }),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
})
export type PasskeyAnswer = z.output<typeof passkeyAnswerSchema>

/** A passkey that a browser made (WebAuthn, RegistrationResponseJSON), and what its owner calls it. */
export const passkeyRegistrationSchema = z.object({
  name: passkeyNameSchema,
  response: z.object({
    id: z.string().min(1).max(1400),
    rawId: z.string().min(1).max(1400),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: webAuthnText,
      attestationObject: webAuthnText,
      transports: z.array(z.string().max(40)).max(10).optional(),
    }),
    clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
  }),
})
export type PasskeyRegistration = z.output<typeof passkeyRegistrationSchema>

export const passkeyNameOnlySchema = z.strictObject({ name: passkeyNameSchema })

/** A code of an authenticator app, or a recovery code. */
export const codeSchema = z.strictObject({ code: z.string().trim().min(6).max(40) })

/** What proves inside a session that it is still the person. */
export const proofSchema = z.strictObject({
  password: z.string().min(1).max(128).optional(),
  code: z.string().trim().min(6).max(40).optional(),
  passkey: passkeyAnswerSchema.optional(),
})
export type Proof = z.output<typeof proofSchema>

/** What one of the person's addresses may do; what is left out stays. */
export const addressRightsSchema = z.strictObject({
  /** Links mailed to it may sign in or set a password. */
  recovers: z.boolean().optional(),
  /** Letters about badges go to it too. */
  receives: z.boolean().optional(),
  /** True: the mailbox is the person's own, whatever organization it was thought to belong to. */
  own: z.literal(true).optional(),
})
export type AddressRights = z.output<typeof addressRightsSchema>

/** What proves another account of the same person. */
export const otherAccountSchema = z.strictObject({
  email: addressSchema,
  password: z.string().min(1).max(128),
  code: z.string().trim().min(6).max(40).optional(),
})
export type OtherAccount = z.output<typeof otherAccountSchema>

/** The mailed link to another account of the same person, and its code if it has a second factor. */
export const linkProofSchema = z.strictObject({
  link: z.string().min(1).max(200),
  code: z.string().trim().min(6).max(40).optional(),
})

export const mergeProofSchema = z.union([otherAccountSchema, linkProofSchema])

/** A path of this server to go on to, and nothing else: `//evil.example` and `/\evil` are not. */
export function safeNext(next: unknown, fallback = '/home'): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) && next.length <= 2000
    ? next
    : fallback
}
