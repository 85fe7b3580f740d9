import { randomUUID } from 'node:crypto'
import { encodeUtf8 } from '@assay/core'
import { type DeflatedPart, seal, sealDeflated } from '@assay/node'
import { among } from '../../db/among.ts'
import { type ColumnTypes, insertMany } from '../../db/insert-many.ts'
import type { AnyScope } from '../../db/scopes.ts'
import type { Place, Sealed } from './schema.ts'

/** A person's data key, open. */
export interface DataKey {
  readonly id: string
  readonly key: Uint8Array
}

/** The person's current data key; made at its first use. Two requests that make it at once end with the same one. */
export async function dataKeyOf(scope: AnyScope, personId: string): Promise<DataKey> {
  return keyIn(await dataKeysOf(scope, [personId]), personId)
}

/** As {@link dataKeyOf}, for many people: by person, everybody's. */
export async function dataKeysOf(
  scope: AnyScope,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, DataKey>> {
  const found = await currentKeys(scope, personIds)
  // In one order everywhere, so that two who make the same keys at once wait for each other and not in a circle.
  const without = [...new Set(personIds)].filter((personId) => !found.has(personId)).sort()
  if (without.length === 0) return found
  const fresh = without.map((personId) => newKeyRow(scope, personId))
  await insertMany(
    scope.db,
    'dataKey',
    COLUMNS,
    fresh.map(({ row }) => row),
    { skipConflicts: true },
  )
  const made = await currentKeys(scope, without, fresh)
  return new Map([...found, ...without.map((personId) => [personId, keyIn(made, personId)] as const)])
}

const COLUMNS: ColumnTypes<'dataKey'> = {
  id: 'uuid',
  personId: 'uuid',
  wrapped: 'bytea',
  createdAt: 'timestamptz',
}

function keyIn(keys: ReadonlyMap<string, DataKey>, personId: string): DataKey {
  const key = keys.get(personId)
  if (key === undefined) throw new Error('a data key was made and is not there')
  return key
}

function newKeyRow({ deps }: AnyScope, personId: string) {
  const id = randomUUID()
  const { key, wrapped } = deps.vault.newDataKey(id)
  return {
    opened: { id, key },
    row: { id, personId, wrapped: Buffer.from(wrapped), createdAt: deps.now(), destroyedAt: null },
  }
}

async function currentKeys(
  scope: AnyScope,
  personIds: readonly string[],
  /** Made in this transaction: those that are stored need not be opened. */
  fresh: readonly { readonly opened: DataKey }[] = [],
): Promise<ReadonlyMap<string, DataKey>> {
  if (personIds.length === 0) return new Map()
  const rows = await scope.db
    .selectFrom('dataKey')
    .select(['id', 'personId', 'wrapped'])
    .where(among('personId', personIds))
    .where('isCurrent', '=', true)
    .where('destroyedAt', 'is', null)
    .execute()
  const { vault } = scope.deps
  const open = new Map(fresh.map(({ opened }) => [opened.id, opened]))
  return new Map(
    rows.flatMap(({ id, personId, wrapped }) =>
      wrapped === null
        ? []
        : [[personId, open.get(id) ?? { id, key: vault.openDataKey(wrapped, id) }] as const],
    ),
  )
}

/** Seals bytes or text for a person; `place` ties the result to its row and column. */
export function sealWith(dataKey: DataKey, plain: Uint8Array | string, place: Place): Sealed {
  const bytes = typeof plain === 'string' ? encodeUtf8(plain) : plain
  return sealedBy(dataKey, seal(dataKey.key, bytes, encodeUtf8(place)))
}

/** As {@link sealWith}, for documents of thousands of bytes that mostly repeat themselves, such as credentials. */
export function sealDocument(dataKey: DataKey, text: readonly DeflatedPart[], place: Place): Sealed {
  return sealedBy(dataKey, sealDeflated(dataKey.key, text, encodeUtf8(place)))
}

/** The same bytes, not a copy. */
const sealedBy = (dataKey: DataKey, sealed: Uint8Array): Sealed => ({
  sealed: Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length),
  dataKeyId: dataKey.id,
})
