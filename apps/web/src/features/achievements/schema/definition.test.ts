import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spillDefinition } from '../definition.fixture.ts'
import { focusWarnings, publishingProblems } from '../policy.ts'
import { exchangeOf } from '../present/views.ts'
import { type DefinitionInput, definitionSchema, exchangeSchema } from '../schema.ts'
import { anyDefinition } from './definition.fixture.ts'
import { draftSchema } from './draft.ts'

const parsed = (change: Partial<DefinitionInput> = {}) => definitionSchema.parse(spillDefinition(change))

const problemsOf = (change: Partial<DefinitionInput>) =>
  definitionSchema
    .safeParse(spillDefinition(change))
    .error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? []

const [performance] = spillDefinition().criteria
if (performance?.kind !== 'performance') throw new Error('the fixture has a performance criterion')

describe('a definition', () => {
  it('comes back from export and import as it was', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        const file = JSON.stringify(exchangeOf(definition))
        expect(exchangeSchema.parse(JSON.parse(file)).definition).toEqual(definition)
      }),
    )
  })

  it('is a draft too, unchanged', () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        expect(definitionSchema.parse(draftSchema.parse(definition))).toEqual(definition)
      }),
    )
  })

  it('names its criteria once', () => {
    expect(problemsOf({ criteria: [performance, performance] })[0]).toBe('criteria.1.id: errors.repeated_id')
  })

  it('describes every level in every row, and asks for one of them', () => {
    const [row, second] = performance.rubric
    if (row === undefined || second === undefined) throw new Error('the fixture has two rows')
    expect(
      problemsOf({
        criteria: [
          {
            ...performance,
            rubric: [
              { ...row, descriptions: ['One', 'Two'] },
              { ...second, required: 4, id: row.id },
            ],
          },
        ],
      }),
    ).toEqual([
      'criteria.0.rubric.0.descriptions: errors.descriptions_per_level',
      'criteria.0.rubric.1.required: errors.required_level',
      'criteria.0.rubric.1.id: errors.repeated_id',
    ])
  })

  it('asks for no more pieces at least than at most', () => {
    expect(
      problemsOf({ criteria: [{ ...performance, evidence: { ...performance.evidence, min: 9, max: 2 } }] }),
    ).toEqual(['criteria.0.evidence.min: errors.evidence_range'])
  })

  it('has a badge that can be drawn', () => {
    expect(problemsOf({ art: { category: 'safety', icon: 'unicorn', level: 4, levels: 3 } })).toEqual([
      'art.level: errors.art_level',
      'art.icon: errors.unknown_icon',
    ])
  })

  it('refuses addresses that are not of the web', () => {
    const resources = [{ title: 'Guide', kind: 'guide' as const, url: 'javascript:alert(1)' }]
    expect(problemsOf({ criteria: [{ ...performance, resources }] })[0]).toMatch(
      /^criteria\.0\.resources\.0\.url/,
    )
  })
})

describe('focusWarnings', () => {
  it('asks nothing of a definition that fits its effort', () => {
    expect(focusWarnings(parsed())).toEqual([])
  })

  it('questions more skills and criteria than the effort has room for', () => {
    const alignments = Array.from({ length: 5 }, (_, at) => ({
      targetName: `Skill ${at}`,
      targetUrl: `https://example.org/${at}`,
    }))
    const criteria = Array.from({ length: 5 }, (_, at) => ({ ...performance, id: `c${at}` }))
    expect(
      focusWarnings(parsed({ effortHours: 2, alignments, criteria })).map(({ code, count }) => [code, count]),
    ).toEqual([
      ['too_many_skills', 5],
      ['too_many_criteria', 5],
      ['too_many_rows', 10],
    ])
  })

  it('questions a demonstration that nobody judges, and work without hours', () => {
    const criteria = [
      {
        id: 'a',
        kind: 'prerequisite' as const,
        title: 'A',
        achievementId: '0198c1d2-0000-4000-8000-000000000000',
      },
    ]
    expect(focusWarnings(parsed({ criteria, effortHours: 0 })).map(({ code }) => code)).toEqual([
      'no_effort',
      'nothing_judged',
    ])
  })
})

describe('publishingProblems', () => {
  it('finds a circle of any length and no circle where there is none', () => {
    const ids = ['a', 'b', 'c', 'd'].map((letter) => `0198c1d2-0000-4000-8000-00000000000${letter}`)
    const [a = '', b = '', c = '', d = ''] = ids
    const asks = (achievementId: string) =>
      parsed({ criteria: [{ id: 'p', kind: 'prerequisite', title: 'P', achievementId }, performance] })
    const graph = new Map([
      [b, [c]],
      [c, [d]],
      [d, [a]],
    ])
    expect(publishingProblems(asks(b), a, graph).map(({ code }) => code)).toEqual(['prerequisite_cycle'])
    expect(
      publishingProblems(
        asks(b),
        a,
        new Map([
          [b, [c]],
          [c, [b]],
        ]),
      ),
    ).toEqual([])
    expect(publishingProblems(asks(a), a, graph).map(({ code }) => code)).toEqual(['prerequisite_self'])
  })
})
