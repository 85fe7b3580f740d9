import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildIfStale } from '../../../tools/build-if-stale.mjs'
import { type CommandProcess, commandProcess } from './command-process.ts'
import { createTestApp, type TestApp } from './test-app.ts'
import { TEST_MASTER_KEY } from './test-database.ts'
import { freePort } from './web-process.ts'

let app: TestApp
const running: CommandProcess[] = []

beforeAll(async () => {
  await buildIfStale({ quiet: true })
}, 180_000)
beforeEach(async () => {
  app = await createTestApp()
  return async () => {
    for (const { child } of running) child.kill('SIGTERM')
    await Promise.all(running.splice(0).map((process) => process.ended()))
    await app.close()
  }
})
let other: Server | undefined
afterAll(() => other?.close())

/** `npm start` on the test's database, at the address of all of them. */
function start(port: number, publicUrl: string): CommandProcess {
  const process = commandProcess('start', {
    PUBLIC_URL: publicUrl,
    PORT: String(port),
    ASSAY_MASTER_KEY: Buffer.from(TEST_MASTER_KEY).toString('base64'),
    ASSAY_ROLE_PREFIX: 'assay_test',
    ASSAY_DATA: app.deps.config.dataDir,
    DATABASE_URL: app.databaseUrl,
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: 'error',
  })
  running.push(process)
  return process
}

const SETUP = /Set up the first organization: \S+(\/setup\?code=\S+)/

/** The path of the printed address, the moment it is printed. */
async function told(process: CommandProcess): Promise<string> {
  for (let lines = 1; ; lines += 1) {
    await process.printed(lines)
    const path = SETUP.exec(process.output())?.[1]
    if (path !== undefined) return path
    if (process.child.exitCode !== null) throw new Error(`it ended: ${process.output()}`)
  }
}

describe('a start', { timeout: 120_000 }, () => {
  it('tells the address of the first organization once it answers, and every process the same one', async () => {
    const [one, two] = [await freePort(), await freePort()]
    const publicUrl = `http://127.0.0.1:${await freePort()}`
    const opened = async (port: number) => {
      const path = await told(start(port, publicUrl))
      // The first request is not refused: it listens.
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      return { path, status: answer.status }
    }
    const [first, second] = await Promise.all([opened(one), opened(two)])
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.path).toBe(first.path)
    const wrong = await fetch(`http://127.0.0.1:${one}/setup?code=wrong`)
    expect(wrong.status).toBe(403)
  })

  it('on a taken port ends with a plain sentence and no address, before it touches the database', async () => {
    const port = await freePort()
    other = createServer().listen(port, '127.0.0.1')
    await app.asOwner(`UPDATE assay.instance SET setup_code_hash = '\\x00'`)
    const refused = start(port, `http://127.0.0.1:${port}`)
    expect(await refused.ended()).toBe(1)
    expect(refused.output()).toBe(
      `Port ${port} is taken by another program. Stop it, or choose another port.\n`,
    )
    const [instance] = await app.asOwner('SELECT setup_code_hash FROM assay.instance')
    expect(instance).toEqual({ setup_code_hash: Buffer.from([0]) })
  })
})
