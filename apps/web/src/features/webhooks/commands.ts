import { randomBytes, randomUUID } from 'node:crypto'
import { AppError, invalidField, notFound } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import { bodyOf } from '../../db/webhook-outbox.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { recordEvent } from '../audit/commands.ts'
import { secretText } from './commands/sign.ts'
import { eventTypes, getWebhook, listWebhooks } from './queries.ts'
import { OVERLAP_HOURS, REPLAYED_AT_ONCE, WEBHOOKS_AT_MOST, type WebhookInput } from './schema.ts'

/** What a webhook's secret is tied to. */
export const secretPlace = (id: string): string => `webhook_endpoint:${id}:secret`

/** A secret that was made: told this once. */
export interface MadeSecret {
  readonly id: string
  readonly secret: string
}

/** Makes a webhook. Errors: `invalid_input` for an address that is not of the public internet, `quota_exceeded`. */
export async function createWebhook(scope: OrgScope, input: WebhookInput): Promise<MadeSecret> {
  checkInput(scope, input)
  if ((await listWebhooks(scope)).length >= WEBHOOKS_AT_MOST)
    throw new AppError('quota_exceeded', `An organization has at most ${WEBHOOKS_AT_MOST} webhooks.`)
  if (scope.personId === undefined) throw new TypeError('a job makes no webhooks')
  const id = randomUUID()
  const { sealed, secret } = newSecret(scope, id)
  await scope.db
    .insertInto('webhookEndpoint')
    .values({
      orgId: scope.orgId,
      id,
      url: input.url,
      description: input.description,
      events: eventsOf(input),
      secretSealed: sealed,
      createdBy: scope.personId,
      createdAt: scope.deps.now(),
    })
    .execute()
  await record(scope, id, 'webhook.created')
  return { id, secret }
}

function checkInput({ deps }: OrgScope, { url, events }: WebhookInput): void {
  const refusal = deps.webhooks.refusal(url)
  if (refusal !== undefined) throw invalidField('url', 'webhook_url', refusal)
  const known = eventTypes()
  const unknown = events.find((type) => !known.includes(type))
  if (unknown !== undefined) throw invalidField('events', 'webhook_event', `There is no event ${unknown}.`)
}

const eventsOf = ({ events }: WebhookInput): string[] | null =>
  events.length === 0 ? null : [...events].sort()

function newSecret({ deps }: OrgScope, id: string): { readonly sealed: Buffer; readonly secret: string } {
  const key = randomBytes(32)
  return { sealed: Buffer.from(deps.vault.sealSecret(key, secretPlace(id))), secret: secretText(key) }
}

/** Changes address, description or types. Errors: `not_found`, `stale`, `invalid_input`. */
export async function changeWebhook(
  scope: OrgScope,
  id: string,
  { revision, ...input }: WebhookInput & { readonly revision: number },
): Promise<void> {
  checkInput(scope, input)
  const webhook = await getWebhook(scope, id)
  if (webhook.revision !== revision) throw new AppError('stale', 'This was changed elsewhere meanwhile.')
  await update(scope, id, {
    url: input.url,
    description: input.description,
    events: eventsOf(input),
    revision: revision + 1,
  })
  await record(scope, id, 'webhook.changed')
}

/** Gives a webhook a new secret; the present one signs as well for a day, so that the receiver can change over. */
export async function rotateSecret(scope: OrgScope, id: string): Promise<MadeSecret> {
  await getWebhook(scope, id)
  const { secretSealed } = await scope.db
    .selectFrom('webhookEndpoint')
    .select('secretSealed')
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow()
  const { sealed, secret } = newSecret(scope, id)
  await update(scope, id, {
    secretSealed: sealed,
    previousSecretSealed: secretSealed,
    previousUntil: new Date(scope.deps.now().getTime() + OVERLAP_HOURS * 3_600_000),
  })
  await record(scope, id, 'webhook.secret_rotated')
  return { id, secret }
}

/** Ends deliveries until it is enabled again; what waits counts as failed and can be replayed. */
export async function disableWebhook(
  scope: OrgScope,
  id: string,
  reason: 'asked' | 'gone' | 'failing' = 'asked',
): Promise<void> {
  const { enabled } = await getWebhook(scope, id)
  if (!enabled) return
  await update(scope, id, { enabled: false, disabledFor: reason })
  await scope.db
    .updateTable('webhookDelivery')
    .set({ state: 'failed', nextAt: null, endedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('endpointId', '=', id)
    .where('state', '=', 'waiting')
    .execute()
  await record(scope, id, 'webhook.disabled', { why: reason })
}

export async function enableWebhook(scope: OrgScope, id: string): Promise<void> {
  const { enabled } = await getWebhook(scope, id)
  if (enabled) return
  await update(scope, id, { enabled: true, disabledFor: null, failingSince: null })
  await record(scope, id, 'webhook.enabled')
}

/** Removes a webhook with everything that was delivered to it. */
export async function removeWebhook(scope: OrgScope, id: string): Promise<void> {
  await getWebhook(scope, id)
  await scope.db.deleteFrom('webhookEndpoint').where('orgId', '=', scope.orgId).where('id', '=', id).execute()
  await record(scope, id, 'webhook.removed')
}

/** Sends an event of the type `webhook.test` to one webhook. Error: `wrong_state` while it is disabled. */
export async function sendTest(scope: OrgScope, id: string): Promise<{ readonly deliveryId: string }> {
  requireEnabled(await getWebhook(scope, id))
  const { orgId, deps } = scope
  const [eventId, deliveryId, at] = [randomUUID(), randomUUID(), deps.now()]
  const event = { orgId, type: 'webhook.test', recordType: 'webhook', recordId: id, data: {}, at }
  await scope.db
    .insertInto('webhookEvent')
    .values({ orgId, id: eventId, type: event.type, body: bodyOf(eventId, event), createdAt: at })
    .execute()
  await scope.db
    .insertInto('webhookDelivery')
    .values({
      orgId,
      id: deliveryId,
      endpointId: id,
      eventId,
      state: 'waiting',
      nextAt: at,
      createdAt: at,
      endedAt: null,
    })
    .execute()
  await enqueueDelivery(scope, deliveryId)
  return { deliveryId }
}

function requireEnabled({ enabled }: { readonly enabled: boolean }): void {
  if (!enabled)
    throw new AppError('wrong_state', 'This webhook is disabled. Enable it first.', {
      text: 'webhook_disabled',
    })
}

/** Sends one delivery again, with the same id. Errors: `not_found`, `wrong_state` while it waits or the webhook is disabled. */
export async function replayDelivery(scope: OrgScope, webhookId: string, deliveryId: string): Promise<void> {
  requireEnabled(await getWebhook(scope, webhookId))
  const replayed = await resetDeliveries(scope, webhookId)
    .where('id', '=', deliveryId)
    .where('state', '<>', 'waiting')
    .returning('id')
    .execute()
  if (replayed.length === 0) throw notFound('delivery that could be sent again')
  await enqueueDelivery(scope, deliveryId)
  await record(scope, webhookId, 'webhook.replayed', { deliveries: 1 })
}

/** Sends again what failed since a moment, up to a thousand at a time. */
export async function replayFailed(
  scope: OrgScope,
  webhookId: string,
  since: Date,
): Promise<{ readonly replayed: number }> {
  requireEnabled(await getWebhook(scope, webhookId))
  const failed = scope.db
    .selectFrom('webhookDelivery')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where('endpointId', '=', webhookId)
    .where('state', '=', 'failed')
    .where('createdAt', '>=', since)
    .orderBy('createdAt')
    .limit(REPLAYED_AT_ONCE)
  const rows = await resetDeliveries(scope, webhookId).where('id', 'in', failed).returning('id').execute()
  for (const { id } of rows) await enqueueDelivery(scope, id)
  if (rows.length > 0) await record(scope, webhookId, 'webhook.replayed', { deliveries: rows.length })
  return { replayed: rows.length }
}

const resetDeliveries = (scope: OrgScope, webhookId: string) =>
  scope.db
    .updateTable('webhookDelivery')
    .set({ state: 'waiting', tries: 0, nextAt: scope.deps.now(), endedAt: null })
    .where('orgId', '=', scope.orgId)
    .where('endpointId', '=', webhookId)

const enqueueDelivery = (scope: OrgScope, deliveryId: string) =>
  enqueue(scope, 'deliver_webhook', { orgId: scope.orgId, deliveryId }, { key: `webhook:${deliveryId}` })

function update(scope: OrgScope, id: string, change: Partial<Row<'webhookEndpoint'>>) {
  return scope.db
    .updateTable('webhookEndpoint')
    .set(change)
    .where('orgId', '=', scope.orgId)
    .where('id', '=', id)
    .execute()
}

const record = (scope: OrgScope, id: string, action: string, data: Readonly<Record<string, unknown>> = {}) =>
  recordEvent(scope, { action, recordType: 'webhook', recordId: id, data })
