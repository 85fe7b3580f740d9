import { z } from 'zod'

/** An e-mail address as people type it; RFC 5321 limits it to 254 octets. */
export const addressSchema = z
  .email()
  .max(254)
  .transform((address) => address.trim().toLowerCase())

/** Ten characters at least and no rules of composition (NIST SP 800-63B); 128 at most, since hashing costs time. */
export const passwordSchema = z.string().min(10).max(128)

export const signUpSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  email: addressSchema,
  password: passwordSchema,
})

export const signInSchema = z.strictObject({ email: addressSchema, password: z.string().min(1).max(128) })

export const addressOnlySchema = z.strictObject({ email: addressSchema })

export const newPasswordSchema = z.strictObject({
  token: z.string().min(1).max(200),
  password: passwordSchema,
})

export const profileSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  locale: z.enum(['en', 'es']),
  timeZone: z.string().refine(isTimeZone, { error: 'errors.time_zone' }),
  nameOnCredentials: z.preprocess((value) => value === 'on' || value === true, z.boolean()),
})
export type ProfileInput = z.output<typeof profileSchema>

function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: value })
    return value.length <= 64
  } catch {
    return false
  }
}

/** A path of this server to go on to, and nothing else: `//evil.example` and `/\evil` are not. */
export function safeNext(next: string | null | undefined, fallback = '/home'): string {
  return next != null && /^\/(?![/\\])[^\s\\]*$/.test(next) && next.length <= 2000 ? next : fallback
}
