import { z } from 'zod'
import type { QuarantinedFile } from './schema.ts'

export const quarantinedFileView = z
  .object({
    evidenceId: z.uuid(),
    personId: z.uuid(),
    person: z.string(),
    /** The micro-credential that it was evidence for. */
    achievement: z.string(),
    uploadedAt: z.iso.datetime(),
    scannedAt: z.iso.datetime().nullable(),
    /** What the scanner calls what it found. */
    signature: z.string().nullable(),
    bytes: z.number().int(),
    /** False once its content was deleted. */
    stored: z.boolean(),
  })
  .meta({ id: 'QuarantinedFile' })

export const quarantineView = z
  .object({
    scanner: z.enum(['off', 'works', 'away']),
    /** Files that no scanner has looked at; while a scanner is configured nobody but their owners gets them. */
    waiting: z.number().int(),
    items: z.array(quarantinedFileView),
    total: z.number().int(),
  })
  .meta({ id: 'Quarantine' })

export const presentQuarantined = (file: QuarantinedFile): z.input<typeof quarantinedFileView> => ({
  ...file,
  uploadedAt: file.uploadedAt.toISOString(),
  scannedAt: file.scannedAt?.toISOString() ?? null,
})
