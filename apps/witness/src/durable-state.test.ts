import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEvidence } from './evidence.ts'
import type { Files } from './files.ts'
import { ask, bodyFrom, hash, logOf, newFolder, origin, send, start } from './witness.fixture.ts'

const [five, nine, otherFive, otherNine] = [logOf(5), logOf(9), logOf(5, 'two'), logOf(9, 'two')]
const stateOf = (data: string) => join(data, 'state', hash)

describe('TL9 what a witness cosigned', () => {
  it('G1 is one history, whichever of 20 concurrent requests with two histories comes first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { url, close } = await start(await newFolder())
      const bodies = await Promise.all([five, otherFive].map((log) => bodyFrom(0, log)))
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => ({
          history: (index + round) % 2,
          ...(await send(url, bodies[(index + round) % 2] ?? '')),
        })),
      )
      const cosigned = new Set(answers.filter(({ status }) => status === 200).map(({ history }) => history))
      expect(cosigned.size).toBe(1)
      const next = []
      for (const log of [nine, otherNine]) next.push((await send(url, await bodyFrom(5, log))).status)
      // The cosigned history grows; the other one has no proof from it, or comes after it with a stale size.
      expect(next).toEqual(cosigned.has(0) ? [200, 409] : [422, 200])
      await close()
    }
  })

  it('is stored before the answer: whatever was answered 200 lies on the disk', async () => {
    const data = await newFolder()
    const events: string[] = []
    const files: Files = {
      async open(path, flags, mode) {
        const handle = await open(path, flags, mode)
        const sync = handle.sync.bind(handle)
        handle.sync = async () => {
          events.push(`sync ${path.slice(data.length)}`)
          await sync()
        }
        return handle
      },
      async rename(from, to) {
        events.push('rename')
        await rename(from, to)
      },
    }
    const { url } = await start(data, { files })
    const { text } = await send(url, await bodyFrom(0, five))
    events.push('answered')
    expect(events.slice(-4)).toEqual([`sync /state/${hash}.new`, 'rename', 'sync /state', 'answered'])
    expect(await readFile(stateOf(data), 'utf8')).toContain(text)
  })

  it('survives a restart, key and name included', async () => {
    const data = await newFolder()
    const first = await start(data)
    await send(first.url, await bodyFrom(0, five))
    await first.close()
    const second = await start(data, { name: undefined })
    expect([second.key, second.name]).toEqual([first.key, first.name])
    expect((await send(second.url, await bodyFrom(5, otherNine))).status).toBe(422)
    expect((await stat(join(data, 'key.json'))).mode & 0o777).toBe(0o600)
  })

  it('is never begun again from size 0 when its file is damaged, of another log, or went back', async () => {
    const data = await newFolder()
    const { url, warnings } = await start(data)
    await send(url, await bodyFrom(0, five))
    const early = await readFile(stateOf(data), 'utf8')
    await send(url, await bodyFrom(5, nine))
    const good = await readFile(stateOf(data), 'utf8')
    const bad = [
      ...['', 'x', good.slice(0, -30), good.replace('\n9\n', '\n8\n'), `${good}\n`],
      ...[good.replace(/\n— witness.*\n$/, '\n'), early],
    ]
    for (const content of bad) {
      await writeFile(stateOf(data), content)
      for (const body of [await bodyFrom(0, otherFive), await bodyFrom(9, nine)]) {
        const answer = await send(url, body)
        expect(answer).toMatchObject({ status: 500 })
        expect(answer.text).toContain(stateOf(data))
      }
      expect(await readFile(stateOf(data), 'utf8')).toBe(content)
    }
    expect((await ask(url)).text).toContain('cannot be read')
    await rm(stateOf(data))
    expect((await send(url, await bodyFrom(0, otherFive))).status).toBe(500)
    expect(warnings.at(-1)).toContain('it went back from size 9 to 0')
    await writeFile(stateOf(data), good)
    expect((await send(url, await bodyFrom(9, nine))).status).toBe(200)
  })

  it('G9 stays as it was, and nothing is cosigned, when the storage is full at any step; then it goes on', async () => {
    for (const step of ['open', 'write', 'sync', 'rename', 'sync folder'] as const) {
      const data = await newFolder()
      const failing = failingFiles()
      const { url } = await start(data, { files: failing.files })
      await send(url, await bodyFrom(0, five))
      const before = await readFile(stateOf(data), 'utf8')
      failing.failAt(step)
      for (let times = 0; times < 2; times += 1) {
        const answer = await send(url, await bodyFrom(5, nine))
        // After a failed flush of the folder the new head may be there; without a cosignature sent, that is safe.
        if (step === 'sync folder' && times === 1) expect(answer.status).toBe(409)
        else expect(answer).toMatchObject({ status: 503 })
        expect(answer.text).not.toContain('witness.example/w1')
      }
      if (step !== 'sync folder') expect(await readFile(stateOf(data), 'utf8')).toBe(before)
      failing.failAt('none')
      const from = step === 'sync folder' ? 9 : 5
      expect((await send(url, await bodyFrom(from, nine))).status).toBe(200)
    }
  })

  it('is served by one process: a second one on the folder is refused, and a first that lost it stores nothing', async () => {
    const data = await newFolder()
    const { url, close } = await start(data)
    await expect(start(data)).rejects.toMatchObject({ name: 'WitnessError', code: 'folder.held' })
    await rm(join(data, 'lock'))
    const { url: second } = await start(data)
    expect((await send(url, await bodyFrom(0, five))).status).toBe(500)
    expect((await send(second, await bodyFrom(0, five))).status).toBe(200)
    await close()
    await expect(start(data)).rejects.toMatchObject({ code: 'folder.held' })
  })
})

describe('G1 evidence', () => {
  it('is at most 100 files a log, and a proof of two histories displaces what proves nothing', async () => {
    const data = await newFolder()
    const evidence = openEvidence(data)
    const refusal = { origin, reason: 'r', refused: 'note', cosigned: undefined }
    for (let time = 1; time <= 101; time += 1)
      await evidence.keep({ ...refusal, time, text: `text ${time}`, isFork: false })
    const kept = await evidence.list(origin)
    expect([kept.length, kept.at(-1)?.time]).toEqual([100, 100])
    await evidence.keep({ ...refusal, time: 200, text: 'fork', isFork: true })
    const after = await evidence.list(origin)
    expect([after.length, after[0]?.time, after.at(-1)]).toMatchObject([100, 2, { time: 200, isFork: true }])
  })
})

type Step = 'none' | 'open' | 'write' | 'sync' | 'rename' | 'sync folder'

function failingFiles() {
  let failing: Step = 'none'
  const pass = (step: Step) => {
    if (step === failing) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  }
  const files: Files = {
    async open(path, flags, mode) {
      const isFolder = flags === 'r'
      if (!isFolder) pass('open')
      const handle = await open(path, flags, mode)
      const [sync, write] = [handle.sync.bind(handle), handle.writeFile.bind(handle)]
      handle.sync = async () => {
        pass(isFolder ? 'sync folder' : 'sync')
        await sync()
      }
      handle.writeFile = async (content) => {
        // Half of it is there before the storage is full.
        if (failing === 'write') await write(String(content).slice(0, 40))
        pass('write')
        await write(content)
      }
      return handle
    },
    async rename(from, to) {
      pass('rename')
      await rename(from, to)
    },
  }
  return {
    files,
    failAt: (step: Step) => {
      failing = step
    },
  }
}
