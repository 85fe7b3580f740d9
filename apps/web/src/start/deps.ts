import {
  createClamAvScanner,
  createGuardedFetch,
  createGuardedPost,
  createWorkerCanonicalize,
  nodeCrypto,
  withCache,
} from '@assay/node'
import pino from 'pino'
import type { Config } from '../config.ts'
import { connect, poolOf } from '../db/connect.ts'
import type { Database } from '../db/tables.ts'
import type { Deps } from '../deps.ts'
import { type AuthMail, createAuth } from '../http/auth.ts'
import { createSmtpTransport } from '../mail-transport.ts'
import { createKeyVault } from '../vault/vault.ts'
import type { RunningDatabase } from './database.ts'
import { openFiles } from './files.ts'

export interface DepsOptions {
  /** Where the bundle holds the canonicaliser's worker; default: beside its source. */
  readonly canonicalizeWorker?: URL | undefined
  /** Origins that may be fetched although they are http or private; default: none. */
  readonly allowOrigins?: readonly string[] | undefined
}

/** A badge that is revoked or suspended elsewhere is noticed here after five minutes at most, whatever its list allows (STANDARDS BS12). */
const LONGEST_KEPT_MS = 300_000

/** A second opinion takes some ten milliseconds of a thread: one document in a thousand costs next to nothing. */
const SECOND_OPINION_EVERY = 1_000

/** Everything that the application reaches outside itself, made once. */
export async function createDeps(
  config: Config,
  database: Pick<RunningDatabase, 'appUrl'>,
  sendAuthMail: (deps: Deps, mail: AuthMail) => Promise<void>,
  { canonicalizeWorker, allowOrigins = [] }: DepsOptions = {},
): Promise<Deps & { close(): Promise<void> }> {
  const pool = poolOf(database.appUrl, { max: 20 })
  const authPool = poolOf(database.appUrl, { searchPath: 'auth', max: 5 })
  const log = pino(
    { level: config.logLevel, redact: ['req.headers.authorization', 'req.headers.cookie'] },
    pino.destination(2),
  )
  const canonicalizer = createWorkerCanonicalize({
    ...(canonicalizeWorker === undefined ? {} : { workerUrl: canonicalizeWorker }),
    secondOpinion: {
      every: SECOND_OPINION_EVERY,
      // The document is somebody's; its id is enough to find it again.
      onDisagreement: ({ id }) =>
        log.fatal({ id, alarm: 'canonical-forms-differ' }, 'Two engines disagree on a canonical form'),
    },
  })
  const deps: Deps = {
    config,
    pool,
    db: connect<Database>(pool),
    auth: createAuth({
      pool: authPool,
      publicUrl: config.publicUrl,
      masterKey: config.masterKey,
      sendMail: (mail) => sendAuthMail(deps, mail),
    }),
    log,
    now: () => new Date(),
    simulated: false,
    crypto: nodeCrypto,
    canonicalize: canonicalizer.canonicalize,
    vault: createKeyVault(config.masterKey),
    blobs: openFiles(config),
    scanner: config.scanner === undefined ? undefined : createClamAvScanner(config.scanner),
    // What is ours never comes this way (`answeringOwn`), so no page of ours shows an old state of our own badges.
    fetchDocument: withCache(createGuardedFetch({ allowOrigins }), {
      now: () => deps.now().getTime(),
      longestMs: LONGEST_KEPT_MS,
    }),
    webhooks: createGuardedPost({ allowOrigins }),
    sendMessage:
      config.smtpUrl === undefined ? undefined : createSmtpTransport(config.smtpUrl, config.mailFrom),
  }
  return {
    ...deps,
    close: async () => void (await Promise.all([pool.end(), authPool.end(), canonicalizer.close()])),
  }
}
