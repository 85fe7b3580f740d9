import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { type Config, ConfigError, readConfig } from './config.ts'
import { HALF_RESTORED, isHalfRestored } from './db/backup/set-aside.ts'
import { poolOf } from './db/connect.ts'
import { recordFilesPlace, refuseFilesPlace } from './db/files-place.ts'
import { joinInstance } from './db/instance-lock.ts'
import { checkMasterKey, refuseMasterKey } from './db/master-key-check.ts'
import { migrate } from './db/migrate.ts'
import { databaseRoles } from './db/roles.ts'
import type { Deps } from './deps.ts'
import { startWorker } from './jobs/worker.ts'
import { announce } from './start/announce.ts'
import { parseStartArguments, type StartArguments } from './start/arguments.ts'
import { startDatabase } from './start/database.ts'
import { createDeps } from './start/deps.ts'
import { giveWay } from './start/give-way.ts'
import { listen, refuseTakenPort } from './start/listen.ts'
import type { DemoFacts, LoadedApp } from './start/loaded-app.ts'
import { localConfig } from './start/local-instance.ts'
import { moveFiles } from './start/move-files.ts'
import { operate } from './start/operate.ts'
import { operatorCommandOf } from './start/operator-arguments.ts'
import { withAssets } from './start/production.ts'
import { rewrap } from './start/rewrap.ts'
import { warmCanonicalizer } from './start/warm-canonicalizer.ts'

type Stop = () => Promise<void>

/** The composition root: settings, database, deps, then web and worker. Application code is loaded, not imported. */
async function start(args: StartArguments, stops: Stop[]): Promise<void> {
  stopOnSignal(stops)
  const config = args.command === 'start' ? readConfig() : await localConfig(args)
  if (config.parts.includes('web')) await refuseTakenPort(config)

  const database = await startDatabase(config, (line) => console.error(line))
  stops.push(() => database.stop())
  const roles = databaseRoles(config.rolePrefix)
  const presence = await joinInstance({
    url: database.adminUrl,
    refusal: async (client) =>
      ((await isHalfRestored(client)) ? HALF_RESTORED : undefined) ??
      (await refuseMasterKey(client, roles.owner, config.masterKey)) ??
      (await refuseFilesPlace(client, roles.owner, config.files)),
    expelled: endAtOnce,
  })
  stops.push(() => presence.leave())
  await migrate({ adminUrl: database.adminUrl, roles, masterKey: config.masterKey })

  const loaded = await load(args.command)
  const deps = await createDeps(config, database, loaded.sendAuthMail, {
    canonicalizeWorker:
      args.command === 'dev' ? undefined : new URL('./canonicalize-worker.js', import.meta.url),
  })
  stops.push(() => deps.close())
  const setup = await loaded.prepareInstance(deps)
  await noteFilesPlace(database.adminUrl, roles.owner, config)
  await checkMasterKey(deps)
  await warmCanonicalizer(deps)
  const demo = args.command === 'demo' ? await makeDemo(loaded, deps, database.queueUrl) : undefined
  await serve(config, { loaded, deps, queueUrl: database.queueUrl }, stops)
  announce(args, config, { demo, setup })
}

interface Served {
  readonly loaded: LoadedApp
  readonly deps: Deps
  readonly queueUrl: string
}

/** Web first: where the port is taken after all, no job was begun. */
async function serve(config: Config, { loaded, deps, queueUrl }: Served, stops: Stop[]): Promise<void> {
  if (config.parts.includes('web')) {
    const server = await listen(
      config,
      (request, client) => loaded.handle(deps, request, client),
      loaded.before,
    )
    stops.push(() => server.stop())
  }
  giveWay(config)
  if (config.parts.includes('worker')) {
    const worker = await startWorker({ deps, handlers: loaded.jobHandlers, queueUrl })
    stops.push(() => worker.stop())
  }
}

/** What `refuseFilesPlace` let pass is where the files of this instance are, or will be. */
async function noteFilesPlace(
  adminUrl: string,
  owner: string,
  { files }: Pick<Config, 'files'>,
): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await recordFilesPlace(client, owner, files)
  } finally {
    await client.end()
  }
}

/** Before the worker starts: the demo's history runs its own jobs, under its own clock. */
async function makeDemo(loaded: LoadedApp, deps: Deps, queueUrl: string): Promise<DemoFacts> {
  const queue = poolOf(queueUrl, { searchPath: 'graphile_worker', max: 4 })
  try {
    return await loaded.prepareDemo(deps, queue)
  } finally {
    await queue.end()
  }
}

/** Production runs the bundle that this file is part of; development asks Vite, so that pages and API are always the latest. */
async function load(command: StartArguments['command']): Promise<LoadedApp> {
  if (command === 'dev') return (await import('./start/development.ts')).loadWithVite()
  const built = new URL('./app.js', import.meta.url)
  const app = (await import(/* @vite-ignore */ built.href)) as typeof import('./app.ts')
  return withAssets(app, fileURLToPath(new URL('../client', import.meta.url)))
}

function stopOnSignal(stops: readonly Stop[]): void {
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void stopAll(stops).then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

async function stopAll(stops: readonly Stop[]): Promise<void> {
  for (const stop of [...stops].reverse()) await stop().catch((error: unknown) => console.error(error))
}

async function run(stops: Stop[]): Promise<void> {
  const argv = process.argv.slice(2)
  const operator = operatorCommandOf(argv)
  if (operator !== undefined) return operate(operator, argv.slice(1), () => load('start'))
  const args = parseStartArguments(argv)
  if (args.command === 'rewrap') await rewrap()
  else if (args.command === 'move-files') await moveFiles(args)
  else await start(args, stops)
}

/** Nothing is waited for: what a job or a request would still write would be sealed under a key that is given up. */
function endAtOnce(sentence: string): void {
  console.error(sentence)
  process.exit(1)
}

/** Ends with what went wrong. A plain Error is a sentence for the operator; anything else is ours to find. */
async function end(error: unknown, stops: readonly Stop[]): Promise<void> {
  const plain = error instanceof ConfigError || (error instanceof Error && error.name === 'Error')
  console.error(plain ? (error as Error).message : error)
  await stopAll(stops)
  process.exit(1)
}

const stops: Stop[] = []
run(stops).catch((error: unknown) => end(error, stops))
