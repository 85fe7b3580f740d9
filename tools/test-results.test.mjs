import { describe, expect, it } from 'vitest'
import { propertySettings } from './fast-check-settings.mjs'
import { root, runNode } from './run-command.mjs'
import { needsBrowser, readSelection } from './test.mjs'
import { countTests, judgeSkips, readTests } from './test-results.mjs'

const test = (status, title, ancestorTitles = ['suite']) => ({ status, title, ancestorTitles })
const report = (...files) => ({
  testResults: files.map(([path, status, ...assertionResults]) => ({
    name: `/repo/${path}`,
    status,
    assertionResults,
  })),
})
const noSource = () => undefined

describe('counting', () => {
  it('counts a todo as skipped, and a file that could not be loaded as failed', () => {
    const tests = readTests(
      report(
        ['a.test.ts', 'passed', test('passed', 'one'), test('skipped', 'two'), test('todo', 'three')],
        ['b.test.ts', 'failed'],
      ),
      '/repo',
    )
    expect(countTests(tests)).toEqual({ passed: 1, failed: 1, skipped: 2 })
    expect(tests.map(({ id }) => id)).toContain('b.test.ts (as a whole)')
  })

  it('counts a file with a failed test once', () => {
    const tests = readTests(
      report(['a.test.ts', 'failed', test('failed', 'one'), test('passed', 'two')]),
      '/repo',
    )
    expect(countTests(tests)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })
})

describe('the list of skips', () => {
  const tests = readTests(
    report(['a.test.ts', 'passed', test('skipped', 'one'), test('passed', 'two')]),
    '/repo',
  )
  const entry = (id, when = 'the data is absent') => ({ test: id, reason: 'a reason', when })

  it('fails a skip that is not listed', () => {
    expect(judgeSkips(tests, [], noSource)).toEqual([
      'skipped, but not listed in tools/skips.json: a.test.ts > suite > one',
    ])
  })

  it('accepts a listed skip, by its title or by its suite', () => {
    expect(judgeSkips(tests, [entry('a.test.ts > suite > one')], noSource)).toEqual([])
    expect(judgeSkips(tests, [entry('a.test.ts > suite > *')], noSource)).toEqual([])
  })

  it('accepts a title whose end differs from machine to machine', () => {
    expect(judgeSkips(tests, [entry('a.test.ts > suite > on*')], noSource)).toEqual([])
    expect(judgeSkips([], [entry('a.test.ts > suite > on*')], () => "it('one')")).toEqual([])
    expect(judgeSkips([], [entry('a.test.ts > suite > on*')], () => "it('two')")).toHaveLength(1)
  })

  it('does not take a suite for one whose name goes on', () => {
    expect(judgeSkips(tests, [entry('a.test.ts > sui > *')], () => 'sui')).toHaveLength(1)
  })

  it('fails an entry whose test is gone, unless it is written in a file that was not run', () => {
    const gone = [entry('a.test.ts > suite > one'), entry('other.test.ts > suite > gone')]
    expect(judgeSkips(tests, gone, noSource)).toEqual([
      'tools/skips.json lists a test that no longer exists: other.test.ts > suite > gone',
    ])
    expect(judgeSkips(tests, gone, () => "it('gone', ...)")).toEqual([])
  })

  it('fails an entry that is always to be skipped and ran', () => {
    const skips = [entry('a.test.ts > suite > one'), entry('a.test.ts > suite > two', 'always')]
    expect(judgeSkips(tests, skips, noSource)).toEqual([
      'listed as always skipped, but it ran: a.test.ts > suite > two',
    ])
  })

  it('fails an entry without a reason', () => {
    const skips = [entry('a.test.ts > suite > one'), { test: 'a.test.ts > suite > two', when: 'always' }]
    expect(judgeSkips(tests, skips, noSource)[0]).toContain('every entry needs test, reason and when')
  })
})

describe('choosing tests', () => {
  it('reads projects, paths and titles from the arguments', () => {
    expect(readSelection(['--project', 'unit', '--project=e2e', 'packages/core', '-t', 'title'])).toEqual({
      projects: ['unit', 'e2e'],
      paths: ['packages/core'],
      byTitle: true,
    })
  })

  it('wants a browser only where a journey would run', () => {
    const journeys = ['apps/web/e2e/earn.e2e.ts']
    expect(needsBrowser(readSelection([]), journeys)).toBe(true)
    expect(needsBrowser(readSelection([]), [])).toBe(false)
    expect(needsBrowser(readSelection(['packages/core']), journeys)).toBe(false)
    expect(needsBrowser(readSelection(['e2e/earn']), journeys)).toBe(true)
    expect(needsBrowser(readSelection(['--project', 'unit', '--project', 'database']), journeys)).toBe(false)
  })

  it('fails a run in which nothing was run, and says so in the last line', async () => {
    const { code, output } = await runNode(['tools/test.mjs', 'no-file-has-this-name'], {
      cwd: root,
      capture: true,
    })
    expect(output.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed, 0 skipped')
    expect(code).toBe(1)
  })
})

describe('settings of properties', () => {
  it('are the same everywhere unless the environment says otherwise', () => {
    expect(propertySettings({})).toEqual({ seed: 20260901, numRuns: 100 })
    expect(propertySettings({ FAST_CHECK_SEED: '-7', FAST_CHECK_RUNS: '1000' })).toEqual({
      seed: -7,
      numRuns: 1000,
    })
  })

  it('refuse what is no integer', () => {
    expect(() => propertySettings({ FAST_CHECK_RUNS: 'many' })).toThrow('FAST_CHECK_RUNS is "many"')
  })
})
