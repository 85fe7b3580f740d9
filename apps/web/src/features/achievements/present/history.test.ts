import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spillDefinition } from '../definition.fixture.ts'
import { anyDefinition } from '../schema/definition.fixture.ts'
import { draftSchema } from '../schema/draft.ts'
import { changesBetween } from './history.ts'

const draft = (change: Parameters<typeof spillDefinition>[0] = {}) =>
  draftSchema.parse(spillDefinition(change))
const [criterion] = spillDefinition().criteria
if (criterion?.kind !== 'performance') throw new Error('the fixture has a performance criterion')

describe('changesBetween', () => {
  it('finds nothing between equal definitions', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        expect(changesBetween(definition, definition)).toEqual([])
      }),
    )
  })

  it('says what a field was and is', () => {
    expect(changesBetween(draft(), draft({ effortHours: 8, audience: '' }))).toEqual([
      {
        kind: 'removed',
        field: 'audience',
        of: undefined,
        before: 'Warehouse staff after their first month',
        after: undefined,
      },
      { kind: 'changed', field: 'effortHours', of: undefined, before: '6', after: '8' },
    ])
  })

  it('tells a new criterion once, without its parts', () => {
    const added = { ...criterion, id: 'second', title: 'Second' }
    expect(changesBetween(draft(), draft({ criteria: [criterion, added] }))).toEqual([
      { kind: 'added', field: 'criterion', of: undefined, before: undefined, after: 'Second' },
    ])
  })

  it('follows a row through a new name and a new requirement', () => {
    const rubric = criterion.rubric.map((row, at) =>
      at === 0 ? { ...row, title: 'Wall', required: 3 } : row,
    )
    expect(changesBetween(draft(), draft({ criteria: [{ ...criterion, rubric }] }))).toEqual([
      { kind: 'changed', field: 'row', of: 'Contain a spill', before: 'Barrier', after: 'Wall' },
      { kind: 'changed', field: 'rowRequired', of: 'Wall', before: '2', after: '3' },
    ])
  })

  it('sees a new order of the same criteria', () => {
    const second = { ...criterion, id: 'second', title: 'Second' }
    const changes = changesBetween(
      draft({ criteria: [criterion, second] }),
      draft({ criteria: [second, criterion] }),
    )
    expect(changes.map(({ field, after }) => [field, after])).toEqual([['order', 'Second, Contain a spill']])
  })
})
