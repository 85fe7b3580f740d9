import { z } from 'zod'
import { reportDocument } from '../verify/schema/report-view.ts'
import { reportSchema } from '../verify/schema.ts'
import type { Checked } from './commands.ts'
import type { listPublicHolders } from './queries.ts'

export const checkedView = z
  .object({
    items: z.array(
      z.object({
        source: z.string(),
        /** Absent where the badge was too large to be read. */
        report: reportSchema.optional(),
      }),
    ),
  })
  .meta({ id: 'CheckedBadges' })

export const presentChecked = (checked: readonly Checked[]): z.input<typeof checkedView> => ({
  items: checked.map((one) =>
    'tooLarge' in one
      ? { source: one.source }
      : { source: one.source, report: reportDocument(one.verification.report, one.verification) },
  ),
})

export const holderView = z
  .object({
    personId: z.uuid(),
    name: z.string(),
    jobTitle: z.string().nullable(),
    credentialId: z.uuid(),
    /** The badge's public page. */
    url: z.string(),
    validFrom: z.iso.datetime(),
    validUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PublicHolder' })

type Row = Awaited<ReturnType<typeof listPublicHolders>>['items'][number]

export const presentHolder = (row: Row): z.output<typeof holderView> => ({
  ...row,
  validFrom: row.validFrom.toISOString(),
  validUntil: row.validUntil?.toISOString() ?? null,
})
