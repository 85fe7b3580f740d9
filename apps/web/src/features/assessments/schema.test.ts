import { describe, expect, it } from 'vitest'
import { spillDefinition } from '../achievements/definition.fixture.ts'
import { definitionSchema } from '../achievements/schema.ts'
import { judgedRows, type RowScore, rowsBelow } from './schema.ts'

const definition = definitionSchema.parse(
  spillDefinition({
    criteria: [
      {
        id: 'before',
        kind: 'prerequisite',
        title: 'Before',
        achievementId: '00000000-0000-4000-8000-000000000001',
      },
      ...(spillDefinition().criteria ?? []),
    ],
  }),
)
const score = (rowId: string, level: number | null): RowScore => ({
  criterionId: 'contain',
  rowId,
  level,
  comment: '',
})
const names = (scores: readonly RowScore[]) => rowsBelow(definition, scores).map(({ row }) => row.id)

describe('the rows that are judged', () => {
  it('are those of criteria with evidence, in their order', () => {
    expect(judgedRows(definition).map(({ row }) => row.id)).toEqual(['barrier', 'report'])
  })
})

describe('the rows that stand in the way of an award', () => {
  it('are all that are not judged', () => {
    expect(names([])).toEqual(['barrier', 'report'])
    expect(names([score('barrier', null), score('report', 2)])).toEqual(['barrier'])
  })

  it('are those below their own required level, and those not shown', () => {
    expect(names([score('barrier', 1), score('report', 0)])).toEqual(['barrier', 'report'])
    expect(names([score('barrier', 2), score('report', 3)])).toEqual([])
  })

  it('are told apart by criterion as well', () => {
    expect(names([{ ...score('barrier', 3), criterionId: 'other' }, score('report', 2)])).toEqual(['barrier'])
  })
})
