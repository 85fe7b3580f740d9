import { describe, expect, it } from 'vitest'
import { findFaults } from './conformance.mjs'

const row = (id, where, tests, state) => `| ${id} | what | ${where} | ${tests} | ${state} |`
const good = row('VM1', '`packages/a.ts`', '`packages/a.test.ts`, `packages/b.test.ts`', 'done')

describe('the table of conformance', () => {
  it('is in order when every file is there', () => {
    expect(
      findFaults(`| Row | What | Where | Tests | State |\n| --- | - | - | - | - |\n${good}`, () => true),
    ).toEqual([])
    expect(findFaults(row('OI12', '-', '-', 'not'), () => false)).toEqual([])
  })

  it('names what is not there, what is no test, and what nothing shows', () => {
    expect(findFaults(good, (path) => path !== 'packages/b.test.ts')).toEqual([
      'VM1 names packages/b.test.ts, which is not there',
    ])
    expect(findFaults(row('VM1', '-', '`packages/a.ts`', 'done'), () => true)).toEqual([
      'VM1 names packages/a.ts, which is no test',
    ])
    expect(findFaults(row('B2A', '`a.ts`', '-', 'done'), () => true)).toEqual([
      'B2A is done, but no test shows it',
    ])
    expect(findFaults(row('BK5a', '-', '-', 'soon'), () => true)).toEqual(['BK5a has the state "soon"'])
    expect(findFaults(`${good}\n${good}`, () => true)).toEqual(['VM1 stands twice'])
  })
})
