import { describe, expect, it } from 'vitest'
import { judge } from './nightly-tests.mjs'
import { root } from './run-command.mjs'

const report = (...statuses) => ({
  testResults: [
    {
      name: `${root}/a.test.ts`,
      status: statuses.includes('failed') ? 'failed' : 'passed',
      assertionResults: statuses.map((status, at) => ({ ancestorTitles: [], title: `t${at}`, status })),
    },
  ],
})

describe('a step made of tests', () => {
  it('passes when as many passed as were to run', () => {
    expect(judge(0, report('passed', 'passed', 'pending'), 2)).toEqual({
      ok: true,
      note: '2 tests passed, 0 failed',
    })
  })

  it.each([
    ['none ran', 0, report('pending'), 1],
    ['fewer ran than there are', 0, report('passed'), 2],
    ['one failed', 1, report('passed', 'failed'), 1],
    ['vitest failed', 1, report('passed'), 1],
    ['there is no report', 0, undefined, 1],
  ])('fails when %s', (_, code, written, atLeast) => {
    expect(judge(code, written, atLeast).ok).toBe(false)
  })
})
