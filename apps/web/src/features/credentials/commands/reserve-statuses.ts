import { randomBytes, randomUUID } from 'node:crypto'
import type { OrgScope } from '../../../db/scopes.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { STATUS_LIST_SIZE } from '../schema.ts'
import { permuteIndex } from './permute-index.ts'

/** A place in the pair of lists of one group. */
export interface StatusPlace {
  readonly groupId: string
  readonly index: number
  readonly lists: { readonly revocation: string; readonly suspension: string }
}

/** Takes the next free place; see {@link reserveStatuses}. */
export async function reserveStatus(scope: OrgScope, origin: string): Promise<StatusPlace> {
  const [place] = await reserveStatuses(scope, origin, 1)
  if (place === undefined) throw new Error('a place was taken and is not there')
  return place
}

/**
 * Takes the next free places in the organization's status lists, in the transaction of the awards: the group's row is locked until it
 * commits, and rolled-back awards give their places back. A full group is followed by a new one. `origin` begins the lists' addresses.
 */
export async function reserveStatuses(
  scope: OrgScope,
  origin: string,
  count: number,
): Promise<readonly StatusPlace[]> {
  const places: StatusPlace[] = []
  while (places.length < count) {
    const taken = await takePlaces(scope, count - places.length)
    if (taken.length === 0) await makeGroup(scope, origin)
    places.push(...taken)
  }
  return places
}

/** Up to `most` places of the last group; none when there is no group yet or it is full. */
async function takePlaces(scope: OrgScope, most: number): Promise<readonly StatusPlace[]> {
  const taken = await takeCounters(scope, most)
  if (taken === undefined) return []
  const key = scope.deps.vault.openSecret(taken.permutationKey, taken.id)
  const lists = await scope.db
    .selectFrom('statusList')
    .select(['purpose', 'url'])
    .where('orgId', '=', scope.orgId)
    .where('groupId', '=', taken.id)
    .execute()
  const urlOf = (purpose: string) => {
    const list = lists.find((candidate) => candidate.purpose === purpose)
    if (list === undefined) throw new Error(`a status group has no list for ${purpose}`)
    return list.url
  }
  const urls = { revocation: urlOf('revocation'), suspension: urlOf('suspension') }
  return Array.from({ length: taken.nextCounter - taken.first }, (_, at) => ({
    groupId: taken.id,
    index: permuteIndex(taken.first + at, taken.size, key),
    lists: urls,
  }))
}

/** Moves the last group's counter on; undefined when there is no group yet or it is full. */
async function takeCounters({ db, orgId }: OrgScope, most: number) {
  const last = await db
    .selectFrom('statusGroup')
    .select(['id', 'nextCounter', 'size', 'permutationKey'])
    .where('orgId', '=', orgId)
    .orderBy('number', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (last === undefined || last.nextCounter >= last.size) return undefined
  const nextCounter = Math.min(last.size, last.nextCounter + most)
  await db
    .updateTable('statusGroup')
    .set({ nextCounter })
    .where('orgId', '=', orgId)
    .where('id', '=', last.id)
    .execute()
  return { ...last, first: last.nextCounter, nextCounter }
}

async function makeGroup(scope: OrgScope, origin: string): Promise<void> {
  const { db, orgId, deps } = scope
  const id = randomUUID()
  const made = await db
    .insertInto('statusGroup')
    .values((eb) => ({
      orgId,
      id,
      number: eb
        .selectFrom('statusGroup')
        .select((e) => e(e.fn.coalesce(e.fn.max('number'), e.lit(0)), '+', 1).as('number'))
        .where('orgId', '=', orgId),
      size: STATUS_LIST_SIZE,
      permutationKey: Buffer.from(deps.vault.sealSecret(new Uint8Array(randomBytes(32)), id)),
      createdAt: deps.now(),
    }))
    .onConflict((oc) => oc.columns(['orgId', 'number']).doNothing())
    .executeTakeFirst()
  // Another award made it first; its commit was waited for.
  if (made.numInsertedOrUpdatedRows === 0n) return
  await db
    .insertInto('statusList')
    .values(
      (['revocation', 'suspension'] as const).map((purpose) => {
        const listId = randomUUID()
        return { orgId, id: listId, groupId: id, purpose, url: `${origin}/status/${listId}` }
      }),
    )
    .execute()
  await enqueue(scope, 'sign_status_lists', { orgId }, { key: `status:${orgId}` })
}
