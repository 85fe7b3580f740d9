import type { AnyScope } from './scopes.ts'

/** What is known of an idempotency key. */
export type KeyClaim =
  | { readonly state: 'claimed' }
  | { readonly state: 'at_work' }
  | { readonly state: 'other_request' }
  | {
      readonly state: 'answered'
      readonly status: number
      readonly body: string | null
      readonly contentType: string
    }

/** A claim whose process died is free again after this many seconds; longer than any request may take. */
const ABANDONED_AFTER = 180
/** Answers are kept for a day. */
const KEPT_FOR = 86_400

interface KeyOf {
  readonly actor: string
  readonly key: string
}

/** Takes a key for this request, or tells what became of the request that took it first. */
export async function claimKey(
  scope: AnyScope,
  { actor, key, requestHash }: KeyOf & { requestHash: Buffer },
): Promise<KeyClaim> {
  const now = scope.deps.now()
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  await scope.db
    .deleteFrom('idempotency')
    .where('actor', '=', actor)
    .where('key', '=', key)
    .where((eb) =>
      eb.or([
        eb('createdAt', '<', before(KEPT_FOR)),
        eb.and([eb('status', 'is', null), eb('createdAt', '<', before(ABANDONED_AFTER))]),
      ]),
    )
    .execute()
  const inserted = await scope.db
    .insertInto('idempotency')
    .values({ actor, key, requestHash, createdAt: now, status: null, body: null, contentType: null })
    .onConflict((oc) => oc.doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 1n) return { state: 'claimed' }
  const row = await scope.db
    .selectFrom('idempotency')
    .select(['requestHash', 'status', 'body', 'contentType'])
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirst()
  if (row === undefined) return { state: 'at_work' }
  if (!row.requestHash.equals(requestHash)) return { state: 'other_request' }
  if (row.status === null) return { state: 'at_work' }
  return {
    state: 'answered',
    status: row.status,
    body: row.status === 204 ? null : row.body,
    contentType: row.contentType ?? '',
  }
}

/** Keeps the answer for whoever repeats the request. */
export async function completeKey(
  scope: AnyScope,
  {
    actor,
    key,
    status,
    body,
    contentType,
  }: KeyOf & { status: number; body: string | null; contentType: string },
): Promise<void> {
  await scope.db
    .updateTable('idempotency')
    .set({ status, body, contentType })
    .where('actor', '=', actor)
    .where('key', '=', key)
    .execute()
}

/** Frees a key whose request failed. */
export async function releaseKey(scope: AnyScope, { actor, key }: KeyOf): Promise<void> {
  await scope.db
    .deleteFrom('idempotency')
    .where('actor', '=', actor)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute()
}
