import { randomUUID } from 'node:crypto'
import { encodeUtf8 } from '@assay/core'
import { seal } from '@assay/node'
import type { AnyScope } from '../../db/scopes.ts'
import type { Place, Sealed } from './schema.ts'

/** A person's data key, open. */
export interface DataKey {
  readonly id: string
  readonly key: Uint8Array
}

/** The person's current data key; made at its first use. Two requests that make it at once end with the same one. */
export async function dataKeyOf(scope: AnyScope, personId: string): Promise<DataKey> {
  const found = await currentKey(scope, personId)
  if (found !== undefined) return found
  const id = randomUUID()
  const { wrapped } = scope.deps.vault.newDataKey(id)
  await scope.db
    .insertInto('dataKey')
    .values({ id, personId, wrapped: Buffer.from(wrapped), createdAt: scope.deps.now() })
    .onConflict((oc) =>
      oc.column('personId').where('isCurrent', '=', true).where('destroyedAt', 'is', null).doNothing(),
    )
    .execute()
  const made = await currentKey(scope, personId)
  if (made === undefined) throw new Error('a data key was made and is not there')
  return made
}

async function currentKey(scope: AnyScope, personId: string): Promise<DataKey | undefined> {
  const row = await scope.db
    .selectFrom('dataKey')
    .select(['id', 'wrapped'])
    .where('personId', '=', personId)
    .where('isCurrent', '=', true)
    .where('destroyedAt', 'is', null)
    .executeTakeFirst()
  if (row?.wrapped == null) return undefined
  return { id: row.id, key: scope.deps.vault.openDataKey(row.wrapped, row.id) }
}

/** Seals bytes or text for a person; `place` ties the result to its row and column. */
export function sealWith(dataKey: DataKey, plain: Uint8Array | string, place: Place): Sealed {
  const bytes = typeof plain === 'string' ? encodeUtf8(plain) : plain
  return { sealed: Buffer.from(seal(dataKey.key, bytes, encodeUtf8(place))), dataKeyId: dataKey.id }
}
