// Run as a child process by embedded-postgres.test.ts: starts the server, says so, and waits to be told or killed.
import { startEmbeddedPostgres } from '../embedded-postgres.ts'

const server = await startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' })
process.once('SIGTERM', () => {
  server.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  )
})
process.stdout.write(`${JSON.stringify({ url: server.url, adopted: server.adopted })}\n`)
setInterval(() => undefined, 60_000)
