import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSufficient, type ObservationCriterion, shownLevels, stillToSee } from './observation.ts'

const row = (id: string, required: number) => ({ id, title: id, weight: 1, required, descriptions: [] })
const asked = (occasions: number, observers: number) => ({ occasions, observers })

describe('what is still to be seen', () => {
  it('is nothing exactly when there were enough occasions, and enough different people among them', () => {
    const small = fc.integer({ min: 0, max: 12 })
    fc.assert(
      fc.property(small, small, small, small, (occasions, observers, seen, others) => {
        const criterion = asked(Math.max(occasions, observers, 1), Math.max(1, observers))
        const so = { occasions: Math.max(seen, others), observers: others }
        const enough = so.occasions >= criterion.occasions && so.observers >= criterion.observers
        expect(stillToSee(criterion, so).occasions === 0).toBe(enough)
      }),
    )
  })

  it('ends after as many observations as it says, if other people make those that others must make', () => {
    const small = fc.integer({ min: 1, max: 12 })
    fc.assert(
      fc.property(small, small, fc.integer({ min: 0, max: 12 }), (one, other, seen) => {
        const criterion = asked(Math.max(one, other), Math.min(one, other))
        const so = { occasions: seen, observers: Math.min(seen, 1) }
        const left = stillToSee(criterion, so)
        const then = {
          occasions: so.occasions + left.occasions,
          observers: so.observers + left.observers,
        }
        expect(left.observers).toBeLessThanOrEqual(left.occasions)
        expect(stillToSee(criterion, then).occasions).toBe(0)
      }),
    )
  })
})

describe('the levels that a credential states', () => {
  const rubric = ['a', 'b', 'c'].map((id) => row(id, 2)) as unknown as ObservationCriterion['rubric']
  const level = fc.integer({ min: 0, max: 4 })
  const observation = fc
    .tuple(level, level, level)
    .map((levels) => ({ rows: levels.map((reached, at) => ({ rowId: 'abc'.charAt(at), level: reached })) }))

  it('were reached every time, and reach what is asked for when every observation did', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 6 }), (observations) => {
        const shown = shownLevels({ rubric }, observations)
        for (const { rowId, level: told } of shown)
          for (const { rows } of observations)
            expect(rows.find((one) => one.rowId === rowId)?.level).toBeGreaterThanOrEqual(told)
        if (observations.every(({ rows }) => isSufficient({ rubric }, rows)))
          expect(isSufficient({ rubric }, shown)).toBe(true)
      }),
    )
  })
})
