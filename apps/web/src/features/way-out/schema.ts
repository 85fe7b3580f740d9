import { z } from 'zod'

/** What the sealed part of an organization's archive is sealed for. */
export const EXPORT_PURPOSE = 'export of an organization'

/** Where the sealed part lies in the archive. */
export const PRIVATE_FILE = 'private.assay'

/** Rows of one file: what is in memory at a time. */
export const ROWS_A_FILE = 500

/** What the sealed part says of itself, in its first file. */
export const manifestSchema = z.object({
  /** Version of this layout. A program reads the ones that it knows. */
  format: z.literal(1),
  exportedAt: z.iso.datetime(),
  /** Whether the organization was closed on the installation that it left. */
  final: z.boolean(),
  organization: z.object({ id: z.uuid(), slug: z.string().max(40), name: z.string().max(120) }),
  issuer: z.object({ url: z.url(), didWeb: z.string(), logOrigin: z.string() }),
  /** Of the scrypt that makes the key under which keys are wrapped, in base64. */
  keySalt: z.base64(),
})

/** What was written, in the last file: whoever reads it has read everything. */
export const endSchema = z.object({ records: z.record(z.string(), z.int()), files: z.int() })

export type ExportManifest = z.infer<typeof manifestSchema>
export type ExportEnd = z.infer<typeof endSchema>

/** The content of a sealed column: text as it is, other bytes in base64, or erased for good. */
export const openedSchema = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({ base64: z.base64() }),
  z.strictObject({ erased: z.literal(true) }),
])
export type Opened = z.infer<typeof openedSchema>

/** A row as it stands in a file: every column by its name. */
export const recordSchema = z.record(z.string().regex(/^[a-z][a-z0-9_]{0,62}$/), z.unknown())
export type ExportRecord = Readonly<Record<string, unknown>>

/** A person as the archive has them: no account, and no address that is proven elsewhere. */
export const personSchema = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(200),
  locale: z.string().max(20),
  time_zone: z.string().max(60),
  name_on_credentials: z.boolean(),
  created_at: z.string(),
  addresses: z.array(z.object({ address: z.string().max(254), is_primary: z.boolean() })).max(100),
})
export type ExportPerson = z.infer<typeof personSchema>

/** What stands beside a stored file: where it is kept, and whose data key seals it there. */
export const storedFileSchema = z.object({
  prefix: z.string().max(255),
  sealed: z.object({ person: z.uuid(), place: z.string().regex(/^[^:]+:[^:]+:[^:]+$/) }).nullable(),
})
export type StoredFile = z.infer<typeof storedFileSchema>

/** Short words are guessed offline, however slow one guess is made. */
export const SHORTEST_PASSPHRASE = 12

/** What is asked before an archive is made. `secret`, because forms are shown again without what is called so. */
export const archiveFormSchema = z.object({
  secret: z
    .string()
    .min(SHORTEST_PASSPHRASE, { error: 'errors.passphrase_short' })
    .max(1000, { error: 'errors.passphrase_long' }),
})

/** Which archive is not to be made any more. */
export const cancelFormSchema = z.object({ archive: z.uuid() })

/** What is asked before an organization is closed: its short name, typed. */
export const closingFormSchema = z.object({ slug: z.string().max(40) })
