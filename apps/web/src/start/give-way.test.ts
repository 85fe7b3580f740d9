import { expect, it } from 'vitest'
import { giveWay } from './give-way.ts'

it('a process that runs jobs alone lets others go first, and one that answers people does not', () => {
  const lowered: number[] = []
  const lower = (priority: number) => void lowered.push(priority)
  giveWay({ parts: ['web', 'worker'] }, lower)
  giveWay({ parts: ['web'] }, lower)
  expect(lowered).toEqual([])
  giveWay({ parts: ['worker'] }, lower)
  expect(lowered).toEqual([5])
})

it('a system that forbids it changes nothing else', () => {
  expect(() =>
    giveWay({ parts: ['worker'] }, () => {
      throw new Error('EPERM')
    }),
  ).not.toThrow()
})
