import type pg from 'pg'
import type { Deps } from '../deps.ts'
import type { ArchiveFile, ExportOptions } from '../features/way-out/commands/export-organization.ts'
import type { Imported, ImportOptions } from '../features/way-out/commands/import-organization.ts'
import type { AuthMail } from '../http/auth.ts'
import type { JobHandlers } from '../jobs/worker.ts'
import type { Before } from './listen.ts'

/** An account of the demo that has a password. */
export interface DemoAccount {
  readonly role: string
  readonly email: string
  readonly password: string
}

/** What a ready demo tells. */
export interface DemoFacts {
  readonly accounts: readonly DemoAccount[]
  /** Address of a public issued credential. */
  readonly credential: string
}

/** The application as the composition root uses it, from the bundle or from Vite. */
export interface LoadedApp {
  handle(deps: Deps, request: Request, client: { readonly address: string }): Promise<Response>
  readonly jobHandlers: JobHandlers
  sendAuthMail(deps: Deps, mail: AuthMail): Promise<void>
  /** Writes what a new instance needs, once; answers the address at which the first organization is made while there is none. */
  prepareInstance(deps: Deps): Promise<string | undefined>
  /** Makes the demo organization at the first start; `queue` is the job queue's connection, since its history runs its own jobs. */
  prepareDemo(deps: Deps, queue: pg.Pool): Promise<DemoFacts>
  /** Everything of one organization, as files. */
  exportOrganization(deps: Deps, options: ExportOptions): AsyncGenerator<ArchiveFile, void, void>
  /** Makes an organization of what another installation exported. */
  importOrganization(deps: Deps, options: ImportOptions): Promise<Imported>
  readonly before: Before | undefined
}
