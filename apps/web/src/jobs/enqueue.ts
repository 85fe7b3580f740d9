import { sql } from 'kysely'
import type { AnyScope } from '../db/scopes.ts'

/** The jobs that exist and what each carries. */
export interface JobPayloads {
  send_mail: { readonly mailId: string }
  issue_credential: { readonly orgId: string; readonly credentialId: string }
  /** `all`: also those that did not change, because their key no longer counts. */
  sign_status_lists: { readonly orgId: string; readonly all?: boolean }
  renew_status_lists: Record<string, unknown>
  /** `again`: also a file that was quarantined. */
  scan_file: { readonly orgId: string; readonly evidenceId: string; readonly again?: boolean }
  scan_waiting_files: Record<string, unknown>
  deliver_webhook: { readonly orgId: string; readonly deliveryId: string }
  deliver_due_webhooks: Record<string, unknown>
  forget_old_webhooks: Record<string, unknown>
}
export type JobName = keyof JobPayloads

export interface EnqueueOptions {
  /** Jobs with one key that wait are one job. */
  readonly key?: string
  readonly runAt?: Date
}

/** Adds a job in the transaction of the change: it runs if and only if the change commits. */
export async function enqueue<Name extends JobName>(
  scope: AnyScope,
  name: Name,
  payload: JobPayloads[Name],
  { key, runAt }: EnqueueOptions = {},
): Promise<void> {
  await sql`SELECT graphile_worker.assay_enqueue(${name}, ${JSON.stringify(payload)}::json, ${key ?? null}, ${runAt ?? null})`.execute(
    scope.db,
  )
}
