import { describe, expect, it } from 'vitest'
import { spillDefinition } from '../../achievements/definition.fixture.ts'
import { definitionSchema } from '../../achievements/schema.ts'
import { checklist } from './checklist.ts'
import { nextStep } from './next-step.ts'

const ID = '0190a000-0000-4000-8000-000000000001'
const performance = spillDefinition().criteria[0] as NonNullable<
  ReturnType<typeof spillDefinition>['criteria'][number]
>
const withFirst = definitionSchema.parse(
  spillDefinition({
    criteria: [{ id: 'first', kind: 'prerequisite', title: 'First', achievementId: ID }, performance],
  }),
)
const plain = definitionSchema.parse(spillDefinition())
const piece = (kind: 'text' | 'file' | 'link') => ({ criterionId: 'contain', kind })
const step = (pieces: Parameters<typeof checklist>[1], definition = plain, held: string[] = []) =>
  nextStep(checklist(definition, pieces, new Set(held), []))

describe('the next step', () => {
  it('is the evidence that nothing was begun of', () => {
    expect(step([])).toMatchObject({ code: 'add', criterion: { id: 'contain' } })
  })

  it('is handing in once everything is there', () => {
    expect(step([piece('text')])).toEqual({ code: 'hand_in' })
  })

  it('names a piece of a kind that is not asked for', () => {
    expect(step([piece('link')])).toMatchObject({ code: 'wrong_kind' })
  })

  it('counts pieces beyond what is taken', () => {
    expect(step(Array.from({ length: 7 }, () => piece('text')))).toMatchObject({ code: 'too_many', count: 2 })
  })

  it('puts evidence before what must be earned elsewhere', () => {
    expect(step([], withFirst)).toMatchObject({ code: 'add' })
    expect(step([piece('text')], withFirst)).toMatchObject({
      code: 'prerequisite',
      criterion: { id: 'first' },
    })
    expect(step([piece('text')], withFirst, [ID])).toEqual({ code: 'hand_in' })
  })
})
