import { describe, expect, it } from 'vitest'
import { DEMO_ACCOUNTS } from '../accounts.ts'
import { demoPeople } from '../people.ts'
import { addressOf } from '../set-up.ts'
import { cohorts } from './attempts.ts'
import { roster } from './roster.ts'

const today = roster.filter(({ left, back }) => left === undefined || back !== undefined)
const everybody = [...DEMO_ACCOUNTS, ...demoPeople, ...roster]

describe('the people of the demo', () => {
  it('are 240 on the present day, and no two share a name or an address', () => {
    expect(DEMO_ACCOUNTS.length + demoPeople.length + today.length).toBe(240)
    expect(new Set(everybody.map(({ name }) => name)).size).toBe(everybody.length)
    expect(new Set(everybody.map(({ name }) => addressOf(name))).size).toBe(everybody.length)
  })

  it('report to somebody who was there before them and stays', () => {
    const staying = new Set(everybody.map(({ name }) => name))
    for (const { name, hired, left } of roster) if (hired > 0 || left !== undefined) staying.delete(name)
    expect(roster.filter(({ manager }) => !staying.has(manager))).toEqual([])
  })

  it('leave after they began, and come back after they left', () => {
    for (const { hired, left = 548, back = 548 } of roster) {
      expect(hired).toBeLessThan(left)
      expect(left).toBeLessThanOrEqual(back)
    }
  })

  it('hand in once at most in their groups, and pass eight or nine times of ten', () => {
    const attempts = cohorts.flatMap(({ attempts }) => attempts)
    expect(new Set(attempts.map(({ learner }) => learner.name)).size).toBe(attempts.length)
    const passed = attempts.filter(({ ending }) => ending === 'awarded' || ending === 'again').length
    expect(passed / attempts.length).toBeGreaterThan(0.8)
    expect(passed / attempts.length).toBeLessThan(0.95)
  })
})
