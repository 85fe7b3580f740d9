import type { Crypto } from '@assay/core'
import type { Canonicalize } from '@assay/credentials'
import type { BlobStore, GuardedFetch, GuardedPost, Scanner } from '@assay/node'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database } from './db/tables.ts'
import type { Auth } from './http/auth.ts'
import type { SendMessage } from './mail-transport.ts'
import type { KeyVault } from './vault/vault.ts'

/** Everything that commands and queries reach outside themselves; made once by the composition root. */
export interface Deps {
  readonly config: Config
  readonly pool: pg.Pool
  readonly db: Kysely<Database>
  readonly auth: Auth
  readonly log: Logger
  /** The only clock. The demo's history runs under a simulated one. */
  readonly now: () => Date
  /** Whether `now` is simulated: log rows and audit events made meanwhile say so. */
  readonly simulated: boolean
  readonly crypto: Crypto
  /** JSON-LD to canonical N-Quads, for documents of strangers: large ones in a thread that can be killed. */
  readonly canonicalize: Canonicalize
  /** Wraps data keys and holds the signing keys. */
  readonly vault: KeyVault
  readonly blobs: BlobStore
  /** Looks for harmful content in files; absent where no scanner is configured. */
  readonly scanner: Scanner | undefined
  /** The one way out of the server, for reading. */
  readonly fetchDocument: GuardedFetch
  /** Sends to addresses that people entered, under the same rules. */
  readonly webhooks: GuardedPost
  /** Absent: letters stay in the outbox, which demo and development show. */
  readonly sendMessage: SendMessage | undefined
}
