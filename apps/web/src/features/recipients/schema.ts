import { z } from 'zod'
import { addressSchema } from '../identity/schema.ts'

/** Somebody to award to, by their address: a member or not. */
export const recipientSchema = z.strictObject({
  address: addressSchema,
  /** Stands on the credential; without it the credential names nobody. */
  name: z
    .string()
    .trim()
    .max(200)
    .transform((name) => (name === '' ? undefined : name))
    .optional(),
  /** Language of the letters; default: the organization's. */
  locale: z.enum(['en', 'es']).optional(),
})
export type RecipientInput = z.output<typeof recipientSchema>
