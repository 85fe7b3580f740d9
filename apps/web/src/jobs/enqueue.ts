import { sql } from 'kysely'
import type { AnyScope } from '../db/scopes.ts'

/** The jobs that exist and what each carries. */
export interface JobPayloads {
  send_mail: { readonly mailId: string }
  issue_credential: { readonly orgId: string; readonly credentialId: string }
  /** `all`: also those that did not change, because their key no longer counts. */
  sign_status_lists: { readonly orgId: string; readonly all?: boolean }
  renew_status_lists: Record<string, unknown>
  /** Issues the next rows of a batch; without a stripe, of all of them. */
  issue_bulk_rows: {
    readonly orgId: string
    readonly batchId: string
    readonly stripe?: { readonly number: number; readonly of: number }
  }
  /** Revokes the next credentials of a batch that is taken back. */
  revoke_bulk_rows: { readonly orgId: string; readonly batchId: string }
  /** Removes what a batch still holds of the uploaded file. */
  forget_bulk_rows: { readonly orgId: string; readonly batchId: string }
  /** A mail server refused a letter for good. */
  mail_refused: { readonly mailId: string }
  remind_claims: Record<string, unknown>
  /** Duties follow their assignments; without an organization: of all, with what is to be told. */
  keep_duties: { readonly orgId?: string }
  /** Credentials were awarded to addresses: letters, and claims where nobody has an account with them. */
  tell_recipients: { readonly orgId: string; readonly credentialIds: readonly string[] }
  /** `again`: also a file that was quarantined. */
  scan_file: { readonly orgId: string; readonly evidenceId: string; readonly again?: boolean }
  scan_waiting_files: Record<string, unknown>
  /** A kept badge, by whose it is and its place in the backpack. */
  scan_badge: { readonly personId: string; readonly entryId: string }
  scan_waiting_badges: Record<string, unknown>
  deliver_webhook: { readonly orgId: string; readonly deliveryId: string }
  deliver_due_webhooks: Record<string, unknown>
  forget_old_webhooks: Record<string, unknown>
  /** Makes the archive of an organization that somebody ordered. */
  make_archive: { readonly orgId: string; readonly archiveId: string }
  /** Deletes archives that ended; those that expired as well. */
  forget_archives: Record<string, unknown>
}
export type JobName = keyof JobPayloads

export interface EnqueueOptions {
  /** Jobs with one key that wait are one job. */
  readonly key?: string
  readonly runAt?: Date
}

/** One of many jobs of a kind. */
export interface QueuedJob<Name extends JobName> extends EnqueueOptions {
  readonly payload: JobPayloads[Name]
}

/** Adds many jobs of one kind in the transaction of the change, with one statement. */
export async function enqueueAll<Name extends JobName>(
  scope: AnyScope,
  name: Name,
  jobs: readonly QueuedJob<Name>[],
): Promise<void> {
  if (jobs.length === 0) return
  const payloads = jobs.map(({ payload }) => JSON.stringify(payload))
  const keys = jobs.map(({ key }) => key ?? null)
  const times = jobs.map(({ runAt }) => runAt ?? null)
  await sql`SELECT graphile_worker.assay_enqueue(${name}, job.payload::json, job.key, job.run_at)
    FROM unnest(${payloads}::text[], ${keys}::text[], ${times}::timestamptz[]) AS job (payload, key, run_at)`.execute(
    scope.db,
  )
}

/** Adds a job in the transaction of the change: it runs if and only if the change commits. */
export async function enqueue<Name extends JobName>(
  scope: AnyScope,
  name: Name,
  payload: JobPayloads[Name],
  { key, runAt }: EnqueueOptions = {},
): Promise<void> {
  await enqueueAll(scope, name, [
    { payload, ...(key === undefined ? {} : { key }), ...(runAt === undefined ? {} : { runAt }) },
  ])
}
