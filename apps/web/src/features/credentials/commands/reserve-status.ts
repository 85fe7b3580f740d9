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

/**
 * Takes the next free place in the organization's status lists, in the transaction of the award: the group's row is locked until it
 * commits, and a rolled-back award gives its place back. A full group is followed by a new one. `origin` begins the lists' addresses.
 */
export async function reserveStatus(scope: OrgScope, origin: string): Promise<StatusPlace> {
  const taken = await takeCounter(scope)
  if (taken === undefined) {
    await makeGroup(scope, origin)
    return reserveStatus(scope, origin)
  }
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
  return {
    groupId: taken.id,
    index: permuteIndex(taken.nextCounter - 1, taken.size, key),
    lists: { revocation: urlOf('revocation'), suspension: urlOf('suspension') },
  }
}

/** Undefined when there is no group yet or the last one is full. */
async function takeCounter({ db, orgId }: OrgScope) {
  return db
    .updateTable('statusGroup')
    .set((eb) => ({ nextCounter: eb('nextCounter', '+', 1) }))
    .where('orgId', '=', orgId)
    .where('number', '=', (eb) =>
      eb
        .selectFrom('statusGroup as last')
        .select((e) => e.fn.max('last.number').as('number'))
        .where('last.orgId', '=', orgId),
    )
    .whereRef('nextCounter', '<', 'size')
    .returning(['id', 'nextCounter', 'size', 'permutationKey'])
    .executeTakeFirst()
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
