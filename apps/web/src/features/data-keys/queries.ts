import { encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import { AppError } from '../../app-error.ts'
import { among } from '../../db/among.ts'
import type { AnyScope } from '../../db/scopes.ts'
import type { Place } from './schema.ts'

/**
 * Opens what was sealed under a person's data key. Error `gone` when the key was destroyed: the content was erased and cannot come
 * back.
 */
export async function openSealed(
  scope: AnyScope,
  dataKeyId: string,
  sealed: Uint8Array,
  place: Place,
): Promise<Uint8Array> {
  const opened = await openDataKeys(scope, [dataKeyId])
  const key = opened.get(dataKeyId)
  if (key === undefined) throw new AppError('gone', 'This content was erased at its owner’s request.')
  return open(key, sealed, encodeUtf8(place))
}

/**
 * The open data keys among `ids`, for opening many rows with one query; erased ones are missing. Those in `known` were opened before, and
 * are only looked for.
 */
export async function openDataKeys(
  scope: AnyScope,
  ids: readonly string[],
  known: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (ids.length === 0) return new Map()
  const rows = await scope.db
    .selectFrom('dataKey')
    .select(['id', 'wrapped'])
    .where(among('id', ids))
    .execute()
  const { vault } = scope.deps
  return new Map(
    rows.flatMap((row) =>
      row.wrapped === null
        ? []
        : [[row.id, known.get(row.id) ?? vault.openDataKey(row.wrapped, row.id)] as const],
    ),
  )
}
