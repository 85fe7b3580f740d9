import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkMasterKey } from '../apps/web/src/db/master-key-check.ts'
import { makeProgram, type Program } from '../apps/web/test/awards.ts'
import { backUp, type EmptyPlace, emptyPlace, restoreFile } from '../apps/web/test/restored.ts'
import { createTestApp, type TestApp } from '../apps/web/test/test-app.ts'
import { type ExportedSize, exportedSize, issueMany, verifyAll } from './many-credentials.ts'

/** As issue 3 asks: every credential of a restored installation verifies. Each is really issued, to a person of its own. */
const CREDENTIALS = Number(process.env.BENCH_CREDENTIALS ?? 100_000)

let app: TestApp
let program: Program
let place: EmptyPlace
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-bench-backup-'))
  app = await createTestApp()
  // The servers that issue have the clock of the machine.
  app.clock.now = new Date()
  await checkMasterKey(app.deps)
  program = await makeProgram(app, 'harbor')
  place = await emptyPlace()
})
afterAll(async () => {
  await app.close()
  await place.remove()
  await rm(folder, { recursive: true, force: true })
})

test('issue', () => measure('issue', () => issueMany(app, program, CREDENTIALS)))

test('backup, read back', async () => {
  const file = join(folder, 'all.assay')
  await measure('backup, read back', async () => {
    const { rows } = await backUp(app, file)
    return { rows, bytes: (await stat(file)).size }
  })
})

test('restore to an empty database and an empty folder', () =>
  measure('restore', async () => {
    const { rows } = await restoreFile(join(folder, 'all.assay'), place)
    return { rows }
  }))

test('every credential of the restored installation verifies', async () => {
  const restored = await createTestApp({}, place)
  restored.clock.now = new Date()
  try {
    await restored.runJobs()
    await measure('verify each', async () => {
      const verdicts = await verifyAll(restored)
      expect(verdicts).toEqual({ valid: CREDENTIALS })
      return { valid: verdicts.valid ?? 0 }
    })
  } finally {
    await restored.close()
  }
})

test('archive of the organization', () =>
  measure('archive of the organization', (): Promise<ExportedSize> => exportedSize(app, program)))

/** Seconds on the clock and of the processor, the most memory that was in use, and what the work says of itself. */
async function measure(name: string, work: () => Promise<object>): Promise<void> {
  const start = performance.now()
  const cpu = process.cpuUsage()
  let memory = 0
  const watch = setInterval(() => {
    memory = Math.max(memory, process.memoryUsage.rss())
  }, 200)
  const result = await work().finally(() => clearInterval(watch))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  const line = {
    ...{ scenario: 'backup', name, credentials: CREDENTIALS, seconds: Number(seconds.toFixed(1)) },
    processorSeconds: Number(((user + system) / 1e6).toFixed(1)),
    credentialsPerSecond: Number((CREDENTIALS / seconds).toFixed(1)),
    mostMemoryMiB: Math.round(memory / 2 ** 20),
    ...result,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  const { BENCH_OUTPUT } = process.env
  if (BENCH_OUTPUT !== undefined) await appendFile(BENCH_OUTPUT, `${JSON.stringify(line)}\n`)
}
