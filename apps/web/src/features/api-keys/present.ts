import { z } from 'zod'
import type { listKeys } from './queries.ts'

export const keyView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** The first characters of the secret. */
    prefix: z.string(),
    scopes: z.array(z.string()),
    /** Whose rights the key has, within its scopes. */
    createdBy: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    /** To the minute. */
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKey' })

export const madeKeyView = z
  .object({
    id: z.uuid(),
    /** Told this once. */
    secret: z.string(),
  })
  .meta({ id: 'NewApiKey' })

type KeyRow = Awaited<ReturnType<typeof listKeys>>[number]

export const presentKey = (row: KeyRow): z.input<typeof keyView> => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
})
