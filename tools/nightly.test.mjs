import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadRuns, runToEnd, unknownOptions } from './nightly.mjs'
import { renderNightly } from './nightly-report.mjs'

let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-nightly-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const settings = (commit = 'c1') => ({
  commit,
  node: 'v20.0.0',
  progressPath: join(folder, 'progress.json'),
  now: () => new Date('2026-01-02T03:04:05Z'),
  log: () => {},
})

/** A run of four steps whose step 3 breaks off once, as a killed machine would. */
function breakingRun() {
  const done = []
  let broken = false
  const runStep = async (step) => {
    if (step === 2 && !broken) {
      broken = true
      throw new Error('killed')
    }
    done.push(step)
    return { ok: step !== 1, note: `note ${step}` }
  }
  return { done, run: { name: 'sample', title: 'A sample.', steps: 4, runStep } }
}

describe('long runs', () => {
  it('go on where they were stopped, keep their failures and clear the progress at the end', async () => {
    const { done, run } = breakingRun()
    await expect(runToEnd(run, settings())).rejects.toThrow('killed')
    const result = await runToEnd(run, settings())
    expect(done).toEqual([0, 1, 2, 3])
    expect(result).toMatchObject({
      outcome: 'failed',
      commit: 'c1',
      steps: 4,
      failures: [{ step: 1, note: 'note 1' }],
    })
    expect(existsSync(join(folder, 'progress.json'))).toBe(false)
  })

  it('begin no step after their time, say how far they came, and go on there', async () => {
    const done = []
    let clock = Date.parse('2026-01-02T03:04:05Z')
    const runStep = async (step) => {
      done.push(step)
      clock += 60_000
      return { ok: true, note: '' }
    }
    const run = { name: 'sample', title: 'A sample.', steps: 4, reached: (n) => `${n * 10} of 40`, runStep }
    const limited = { ...settings(), now: () => new Date(clock), stopAt: clock + 90_000 }
    const result = await runToEnd(run, limited)
    expect(result).toMatchObject({ outcome: 'cut short', steps: 4, done: 2, reached: '20 of 40' })
    expect(renderNightly([run], { sample: result })).toContain(
      '**Cut short**: 2 of 4 steps passed, and ended after 2 of 4 steps (20 of 40), in 120 s.',
    )
    expect(await runToEnd(run, settings())).toMatchObject({ outcome: 'passed', done: 4, reached: '40 of 40' })
    expect(done).toEqual([0, 1, 2, 3])
  })

  it('start anew on another commit', async () => {
    const { done, run } = breakingRun()
    await expect(runToEnd(run, settings('c1'))).rejects.toThrow('killed')
    await runToEnd(run, settings('c2'))
    expect(done).toEqual([0, 1, 0, 1, 2, 3])
  })

  it('are read from a folder, tests left out, and none from a folder that is not there', async () => {
    writeFileSync(
      join(folder, 'b.mjs'),
      "export const title = 'B.'\nexport const steps = 1\nexport const runStep = async () => ({})\n",
    )
    writeFileSync(join(folder, 'b.test.mjs'), '')
    expect(await loadRuns(folder)).toMatchObject([{ name: 'b', title: 'B.', steps: 1 }])
    expect(await loadRuns(join(folder, 'missing'))).toEqual([])
  })

  it('are rendered with what failed, and with what was not run', () => {
    const runs = [
      { name: 'a', title: 'A.' },
      { name: 'b', title: 'B.' },
    ]
    const result = {
      outcome: 'failed',
      steps: 4,
      seconds: 9,
      started: 's',
      node: 'v20',
      commit: 'c1',
      failures: [{ step: 1, note: 'seed 7' }],
    }
    const text = renderNightly(runs, { a: result })
    expect(text).toContain('**Failed**: 3 of 4 steps passed, in 9 s.')
    expect(text).toContain('- step 2: seed 7')
    expect(text).toMatch(/## b\n\nB\.\n\nNot run yet\./)
    expect(renderNightly([], {})).toContain('No long runs are registered.')
  })
})

describe('unknownOptions', () => {
  it('names what would otherwise begin every run', () => {
    expect(unknownOptions(['mutants', '--minutes=10', '--render', '--help', '-h'])).toEqual(['--help', '-h'])
  })
})
