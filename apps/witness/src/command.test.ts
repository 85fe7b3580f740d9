import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bodyFrom, logKey, logOf, newFolder, send } from './witness.fixture.ts'

// The tests run what build.mjs builds, as a child process, the way an operator does.
const command = fileURLToPath(new URL('../bin/assay-witness.mjs', import.meta.url))
const builder = fileURLToPath(new URL('../build.mjs', import.meta.url))
const children = new Set<ChildProcess>()

beforeAll(async () => {
  expect((await runNode([builder])).code).toBe(0)
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})

function runNode(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

/** A witness as a process of its own, once it said that it is ready. */
async function serve(data: string) {
  const args = [command, '--data', data, '--port', '0', '--name', 'witness.example/w1']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.add(child)
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text) => resolve(String(text))),
  )
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return ended
  }
  return { ...(JSON.parse(line) as { url: string; name: string; key: string }), line, end }
}

describe('assay-witness', { timeout: 30_000 }, () => {
  it('TL9 G1 refuses a second history also after it was killed between two requests', async () => {
    const data = await newFolder([])
    expect((await runNode([command, 'add-log', '--data', data, '--key', logKey])).code).toBe(0)
    const first = await serve(data)
    expect((await send(first.url, await bodyFrom(0, logOf(5)))).status).toBe(200)
    await first.end('SIGKILL')
    const second = await serve(data)
    expect(second.key).toBe(first.key)
    expect((await send(second.url, await bodyFrom(5, logOf(5, 'two')))).status).toBe(422)
    expect((await send(second.url, await bodyFrom(0, logOf(9, 'two')))).status).toBe(409)
    expect((await send(second.url, await bodyFrom(5, logOf(9)))).status).toBe(200)
  })

  it('says in one line of JSON that it is ready, refuses a second process, and ends with 0 after SIGTERM', async () => {
    const data = await newFolder()
    const { line, name, end } = await serve(data)
    expect(line).toMatch(/^\{"url":"http:\/\/127\.0\.0\.1:\d+","name":".*","key":".*"\}\n$/)
    expect(name).toBe('witness.example/w1')
    const second = await runNode([command, '--data', data, '--port', '0'])
    expect([second.code, second.stdout]).toEqual([2, ''])
    expect(second.stderr).toContain('another assay-witness serves from this folder')
    expect(await end('SIGTERM')).toBe(0)
  })

  it('ends with 2 and a reason for wrong usage, a damaged key and another name, and never overwrites the key', async () => {
    const data = await newFolder()
    const refuse = async (...args: string[]) => {
      const { code, stderr } = await runNode([command, ...args])
      expect(code).toBe(2)
      return stderr
    }
    expect(await refuse()).toContain('--data FOLDER')
    expect(await refuse('--data', data)).toContain('--port 8080')
    expect(await refuse('--data', data, '--port', '70000')).toContain('is not a port')
    expect(await refuse('--data', data, '--port', '0', '--name', 'a b')).toContain('is no name')
    const { end } = await serve(data)
    await end('SIGTERM')
    const kept = await readFile(join(data, 'key.json'), 'utf8')
    expect(await refuse('--data', data, '--port', '0', '--name', 'b')).toContain('a key keeps its name')
    expect(await readFile(join(data, 'key.json'), 'utf8')).toBe(kept)
    await writeFile(join(data, 'key.json'), kept.slice(0, 50))
    expect(await refuse('--data', data, '--port', '0')).toContain('is damaged')
    expect(await readFile(join(data, 'key.json'), 'utf8')).toBe(kept.slice(0, 50))
  })
})
