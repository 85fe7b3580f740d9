import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const main = fileURLToPath(new URL('main.ts', import.meta.url))
let child: ChildProcess | undefined
afterEach(() => child?.kill('SIGKILL'))

function start(...args: readonly string[]) {
  const started = spawn(process.execPath, ['--import', 'tsx', main, 'conformance', ...args], { cwd: root })
  child = started
  const code = new Promise<number | null>((resolve) => started.once('exit', resolve))
  let errors = ''
  started.stderr.on('data', (part: Buffer) => {
    errors += part.toString()
  })
  const line = new Promise<string>((resolve) => {
    createInterface(started.stdout).once('line', resolve)
  })
  return { started, code, line, errors: () => errors }
}

describe('assay conformance', () => {
  it('prints one line when it is ready, and ends by SIGTERM', async () => {
    const { started, line, code } = start('--port', '0')
    expect(JSON.parse(await line)).toEqual({
      url: expect.stringMatching(/^https:\/\/127\.0\.0\.1:\d+$/),
      issuers: {
        eddsa: expect.stringMatching(/^did:key:z6Mk/),
        p256: expect.stringMatching(/^did:key:zDna/),
        p384: expect.stringMatching(/^did:key:z82/),
      },
    })
    started.kill('SIGTERM')
    expect(await code).toBe(0)
  }, 30_000)

  it.each([[], ['--port', 'x'], ['--port', '70000'], ['--port', '1', '--other'], ['here']])(
    'refuses the arguments %j %j %j',
    async (...args) => {
      const { code, errors } = start(...args)
      expect(await code).toBe(2)
      expect(errors()).toContain('assay --help')
    },
    30_000,
  )
})
