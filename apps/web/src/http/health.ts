import { encodeUtf8, equalBytes } from '@assay/core'
import { queueDelay } from '../db/health.ts'
import { inSystem } from '../db/scopes.ts'
import type { Deps } from '../deps.ts'

/** A due job that waits longer than this means that no worker runs. */
const QUEUE_PATIENCE = 60

export interface Health {
  readonly database: boolean
  readonly queue: boolean
  readonly keys: boolean
}

/** Whether the database answers, the queue moves and the master key opens what it sealed. */
async function checkHealth(deps: Deps): Promise<Health> {
  const delay = await inSystem(deps, queueDelay).catch(() => undefined)
  return {
    database: delay !== undefined,
    queue: delay !== undefined && delay < QUEUE_PATIENCE,
    keys: keysOpen(deps),
  }
}

function keysOpen({ vault }: Deps): boolean {
  const probe = encodeUtf8('health')
  return equalBytes(vault.openSecret(vault.sealSecret(probe, 'health'), 'health'), probe)
}

export async function healthResponse(deps: Deps): Promise<Response> {
  const health = await checkHealth(deps)
  const status = Object.values(health).every(Boolean) ? 200 : 503
  return Response.json(health, { status, headers: { 'cache-control': 'no-store' } })
}
