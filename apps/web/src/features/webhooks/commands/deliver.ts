import type { PostResult } from '@assay/node'
import { inOrg, inSystem, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { queueLetter } from '../../mail/commands.ts'
import { findReader } from '../../mail/queries/reader.ts'
import { disableWebhook, secretPlace } from '../commands.ts'
import { ANSWER_BYTES, FAILING_DAYS, KEPT_DAYS, waitAfter } from '../schema.ts'
import { signedHeaders } from './sign.ts'

const asJob = (orgId: string) =>
  ({ orgId, personId: undefined, roles: [], actor: { kind: 'system' } }) as const

const DAY = 86_400_000
/** Deliveries that one look for what is due takes up. */
const BATCH = 500

/** Tries one delivery, if it is due, and notes the answer. Sent twice at worst, when the process dies between the answer and our note of it. */
export async function deliver(
  deps: Deps,
  { orgId, deliveryId }: { readonly orgId: string; readonly deliveryId: string },
): Promise<void> {
  const message = await inOrg(deps, asJob(orgId), (scope) => findDue(scope, deliveryId))
  if (message === undefined) return
  const begun = performance.now()
  const result = await deps.webhooks.post(message.url, {
    body: message.body,
    headers: signedHeaders({ id: message.eventId, at: deps.now(), body: message.body }, message.keys),
    keepBytes: ANSWER_BYTES,
  })
  const milliseconds = Math.round(performance.now() - begun)
  await inOrg(deps, asJob(orgId), (scope) => noteAttempt(scope, deliveryId, result, milliseconds))
}

async function findDue(scope: OrgScope, deliveryId: string) {
  const { deps, orgId } = scope
  const row = await scope.db
    .selectFrom('webhookDelivery')
    .innerJoin('webhookEvent', (join) =>
      join
        .onRef('webhookEvent.orgId', '=', 'webhookDelivery.orgId')
        .onRef('webhookEvent.id', '=', 'webhookDelivery.eventId'),
    )
    .innerJoin('webhookEndpoint', (join) =>
      join
        .onRef('webhookEndpoint.orgId', '=', 'webhookDelivery.orgId')
        .onRef('webhookEndpoint.id', '=', 'webhookDelivery.endpointId'),
    )
    .select(['endpointId', 'eventId', 'url', 'body', 'secretSealed', 'previousSecretSealed', 'previousUntil'])
    .where('webhookDelivery.orgId', '=', orgId)
    .where('webhookDelivery.id', '=', deliveryId)
    .where('state', '=', 'waiting')
    .where('nextAt', '<=', deps.now())
    .where('enabled', '=', true)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { endpointId, previousSecretSealed, previousUntil, ...message } = row
  const inOverlap = previousUntil !== null && previousUntil > deps.now()
  const sealed = [
    row.secretSealed,
    ...(inOverlap && previousSecretSealed !== null ? [previousSecretSealed] : []),
  ]
  return { ...message, keys: sealed.map((secret) => deps.vault.openSecret(secret, secretPlace(endpointId))) }
}

async function noteAttempt(
  scope: OrgScope,
  deliveryId: string,
  result: PostResult,
  milliseconds: number,
): Promise<void> {
  const delivery = await scope.db
    .selectFrom('webhookDelivery')
    .select(['endpointId', 'attempts', 'tries', 'state'])
    .where('orgId', '=', scope.orgId)
    .where('id', '=', deliveryId)
    .forUpdate()
    .executeTakeFirst()
  // Removed, with its webhook, while it was on its way.
  if (delivery === undefined) return
  await insertAttempt(scope, deliveryId, delivery.attempts + 1, result, milliseconds)
  const counted = { attempts: delivery.attempts + 1, tries: delivery.tries + 1 }
  const end = (state: 'delivered' | 'failed') =>
    update(scope, deliveryId, { ...counted, state, nextAt: null, endedAt: scope.deps.now() })
  if (result.outcome === 'ok' && result.status >= 200 && result.status < 300) {
    await end('delivered')
    await setFailingSince(scope, delivery.endpointId, null)
    return
  }
  if (delivery.state !== 'waiting') {
    // Disabled meanwhile: the attempt is noted, nothing follows.
    await update(scope, deliveryId, counted)
    return
  }
  const wait = nextWait(scope, counted.tries, result)
  if (wait === undefined) await end('failed')
  else {
    const nextAt = new Date(scope.deps.now().getTime() + wait * 1000)
    await update(scope, deliveryId, { ...counted, nextAt })
    await enqueue(
      scope,
      'deliver_webhook',
      { orgId: scope.orgId, deliveryId },
      { key: `webhook:${deliveryId}`, runAt: nextAt },
    )
  }
  await judgeEndpoint(scope, delivery.endpointId, result)
}

/** A receiver that is gone is not tried again. */
function nextWait({ deps }: OrgScope, tries: number, result: PostResult): number | undefined {
  if (result.outcome !== 'ok') return waitAfter(tries, undefined, deps.now())
  return result.status === 410 ? undefined : waitAfter(tries, result.retryAfter, deps.now())
}

function insertAttempt(
  scope: OrgScope,
  deliveryId: string,
  number: number,
  result: PostResult,
  milliseconds: number,
) {
  const answered = result.outcome === 'ok'
  return scope.db
    .insertInto('webhookAttempt')
    .values({
      orgId: scope.orgId,
      deliveryId,
      number,
      at: scope.deps.now(),
      status: answered ? result.status : null,
      // PostgreSQL takes no zero bytes in a text.
      answer: answered ? Buffer.from(result.body).toString('utf8').replaceAll('\0', '') : '',
      error: answered ? null : result.message,
      milliseconds,
    })
    .execute()
}

function update(
  scope: OrgScope,
  deliveryId: string,
  change: {
    readonly attempts: number
    readonly tries: number
    readonly state?: 'delivered' | 'failed'
    readonly nextAt?: Date | null
    readonly endedAt?: Date
  },
) {
  return scope.db
    .updateTable('webhookDelivery')
    .set(change)
    .where('orgId', '=', scope.orgId)
    .where('id', '=', deliveryId)
    .execute()
}

function setFailingSince(scope: OrgScope, id: string, failingSince: Date | null) {
  return scope.db
    .updateTable('webhookEndpoint')
    .set({ failingSince })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .execute()
}

/** Disables an endpoint that says that it is gone (410), or to which nothing was delivered for days; then its owner gets a letter. */
async function judgeEndpoint(scope: OrgScope, id: string, result: PostResult): Promise<void> {
  const endpoint = await scope.db
    .selectFrom('webhookEndpoint')
    .select(['failingSince', 'createdBy', 'url'])
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (endpoint.failingSince === null) await setFailingSince(scope, id, scope.deps.now())
  const gone = result.outcome === 'ok' && result.status === 410
  const since = endpoint.failingSince ?? scope.deps.now()
  const failing = scope.deps.now().getTime() - since.getTime() >= FAILING_DAYS * DAY
  if (!gone && !failing) return
  await disableWebhook(scope, id, gone ? 'gone' : 'failing')
  await tellOwner(scope, id, endpoint)
}

async function tellOwner(
  scope: OrgScope,
  id: string,
  { createdBy, url }: { readonly createdBy: string; readonly url: string },
): Promise<void> {
  const owner = await findReader(scope, createdBy)
  if (owner === undefined) return
  const { slug, name } = await scope.db
    .selectFrom('organization')
    .select(['slug', 'name'])
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  await queueLetter(scope, {
    template: 'webhook_disabled',
    to: owner.address,
    language: owner.locale,
    values: { host: new URL(url).host, organization: name },
    link: `${scope.deps.config.publicUrl}/o/${slug}/webhooks/${id}`,
    personId: createdBy,
  })
}

/** Gives what is due to the queue again, should its job have been lost; runs every minute. */
export async function deliverDue(deps: Deps): Promise<void> {
  await inSystem(deps, async (scope) => {
    const due = await scope.db
      .selectFrom('webhookDelivery')
      .select(['orgId', 'id'])
      .where('state', '=', 'waiting')
      .where('nextAt', '<=', deps.now())
      .orderBy('nextAt')
      .limit(BATCH)
      .execute()
    for (const { orgId, id: deliveryId } of due)
      await enqueue(scope, 'deliver_webhook', { orgId, deliveryId }, { key: `webhook:${deliveryId}` })
  })
}

/** Forgets events, their deliveries and answers after thirty days. */
export async function forgetOld(deps: Deps): Promise<void> {
  await inSystem(deps, (scope) =>
    scope.db
      .deleteFrom('webhookEvent')
      .where('createdAt', '<', new Date(deps.now().getTime() - KEPT_DAYS * DAY))
      .execute(),
  )
}
