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

/** A path of this server to go on to, and nothing else: `//evil.example` and `/\evil` are not. */
export function safeNext(next: unknown, fallback = '/home'): string {
  return typeof next === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(next) && next.length <= 2000
    ? next
    : fallback
}
