import { decodeUtf8, encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import type { AnyScope } from '../../../db/scopes.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import type { KeptReport } from '../schema.ts'

interface ReportRow {
  readonly id: string
  readonly reportSealed: Buffer | null
  readonly dataKeyId: string | null
}

/** The kept reports of these entries by their ids, with one query for the keys; an erased one is missing. */
export async function openReports(
  scope: AnyScope,
  rows: readonly ReportRow[],
): Promise<ReadonlyMap<string, KeptReport>> {
  const keys = await openDataKeys(
    scope,
    rows.flatMap(({ dataKeyId }) => (dataKeyId === null ? [] : [dataKeyId])),
  )
  return new Map(
    rows.flatMap(({ id, reportSealed, dataKeyId }) => {
      const key = dataKeyId === null ? undefined : keys.get(dataKeyId)
      if (key === undefined || reportSealed === null) return []
      const text = decodeUtf8(open(key, reportSealed, encodeUtf8(`backpack_entry:${id}:report`)))
      // It was sealed by `sealReport`, so it has that shape.
      return [[id, JSON.parse(text) as KeptReport]]
    }),
  )
}
