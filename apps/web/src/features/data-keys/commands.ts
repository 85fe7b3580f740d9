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
  await scope.db
    .insertInto('dataKey')
    .values(without.map((personId) => newKeyRow(scope, personId)))
    .onConflict((oc) =>
      oc.column('personId').where('isCurrent', '=', true).where('destroyedAt', 'is', null).doNothing(),
    )
    .execute()
  const made = await currentKeys(scope, without)
  return new Map([...found, ...without.map((personId) => [personId, keyIn(made, personId)] as const)])
}

function keyIn(keys: ReadonlyMap<string, DataKey>, personId: string): DataKey {
  const key = keys.get(personId)
  if (key === undefined) throw new Error('a data key was made and is not there')
  return key
}

function newKeyRow({ deps }: AnyScope, personId: string) {
  const id = randomUUID()
  return { id, personId, wrapped: Buffer.from(deps.vault.newDataKey(id).wrapped), createdAt: deps.now() }
}

async function currentKeys(
  scope: AnyScope,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, DataKey>> {
  if (personIds.length === 0) return new Map()
  const rows = await scope.db
    .selectFrom('dataKey')
    .select(['id', 'personId', 'wrapped'])
    .where('personId', 'in', [...new Set(personIds)])
    .where('isCurrent', '=', true)
    .where('destroyedAt', 'is', null)
    .execute()
  const { vault } = scope.deps
  return new Map(
    rows.flatMap(({ id, personId, wrapped }) =>
      wrapped === null ? [] : [[personId, { id, key: vault.openDataKey(wrapped, id) }] as const],
    ),
  )
}

/** Seals bytes or text for a person; `place` ties the result to its row and column. */
export function sealWith(dataKey: DataKey, plain: Uint8Array | string, place: Place): Sealed {
  const bytes = typeof plain === 'string' ? encodeUtf8(plain) : plain
  return { sealed: Buffer.from(seal(dataKey.key, bytes, encodeUtf8(place))), dataKeyId: dataKey.id }
}
