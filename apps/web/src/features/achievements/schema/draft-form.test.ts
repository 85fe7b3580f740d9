import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spillDefinition } from '../definition.fixture.ts'
import { anyDefinition } from './definition.fixture.ts'
import { type Draft, draftSchema } from './draft.ts'
import { applyEdit, parseEdit } from './draft-edits.ts'
import { formTree, mergePart, shownDraft } from './draft-form.ts'

const stored = draftSchema.parse(spillDefinition())

function form(fields: Record<string, string | string[]>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields))
    for (const each of [value].flat()) data.append(name, each)
  return data
}

const saved = (part: Parameters<typeof mergePart>[1], fields: Record<string, string | string[]>) =>
  draftSchema.parse(mergePart(stored, part, formTree(form(fields))))

function edited(draft: Draft, intent: string): Draft {
  const edit = parseEdit(intent)
  if (edit === undefined) throw new Error(`${intent} is no edit`)
  return applyEdit(draft, edit).draft
}

describe('a part of the editor', () => {
  it('replaces its own fields, clears what was emptied and leaves the rest', () => {
    const draft = saved('basics', {
      name: 'New name',
      proves: 'X',
      validityMonths: '',
      effortHours: '3',
      audience: '',
    })
    expect(draft).toMatchObject({ name: 'New name', effortHours: 3, audience: '', levels: stored.levels })
    expect(draft.validityMonths).toBeUndefined()
    expect(draft.criteria).toEqual(stored.criteria)
  })

  it('keeps the rubric of a criterion that is edited elsewhere', () => {
    const draft = saved('criteria', {
      'criteria.0.id': 'contain',
      'criteria.0.kind': 'performance',
      'criteria.0.title': 'Contain it',
      'criteria.0.evidence.instructions': 'A film',
      'criteria.0.evidence.kinds[]': ['file'],
    })
    const [criterion] = draft.criteria
    expect(criterion).toMatchObject({ title: 'Contain it', resources: [], evidence: { kinds: ['file'] } })
    expect(criterion).toHaveProperty('rubric', (stored.criteria[0] as { rubric: unknown }).rubric)
  })

  it('keeps the place of a description that is still empty', () => {
    const draft = saved('rubric', {
      'levels.0': 'One',
      'levels.1': '',
      'levels.2': 'Three',
      'criteria.0.id': 'contain',
      'criteria.0.rubric.0.id': 'barrier',
      'criteria.0.rubric.0.title': 'Barrier',
      'criteria.0.rubric.0.descriptions.0': '',
      'criteria.0.rubric.0.descriptions.1': 'second',
      'criteria.0.rubric.0.descriptions.2': '',
    })
    expect(draft.levels).toEqual(['One', '', 'Three'])
    expect(draft.criteria[0]).toMatchObject({ rubric: [{ descriptions: ['', 'second', ''] }] })
  })

  it('reads tags from one line', () => {
    expect(saved('more', { tags: ' safety, drums ,, safety', qualityAssurance: 'Q' }).tags).toEqual([
      'safety',
      'drums',
    ])
  })

  it('is shown again with all its rows when one field is wrong', () => {
    const tree = formTree(form({ name: 'n'.repeat(300), effortHours: 'many', proves: 'Still here' }))
    const shown = shownDraft(mergePart(stored, 'basics', tree), stored)
    expect(shown).toMatchObject({ name: '', proves: 'Still here', criteria: stored.criteria })
  })

  it('reads any form without failing and without touching prototypes', () => {
    const step = fc.constantFrom('a', '0', '1', '__proto__', 'constructor', '', 'criteria', 'levels')
    const name = fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => steps.join('.'))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string()), { maxLength: 8 }), (fields) => {
        const data = new FormData()
        for (const [key, value] of fields) data.append(key, value)
        shownDraft(mergePart(stored, 'criteria', formTree(data)), stored)
        expect(Object.keys(Object.prototype)).toEqual([])
      }),
    )
  })
})

describe('the buttons of the editor', () => {
  it('add, move and remove criteria', () => {
    const two = edited(stored, 'add:criteria:prerequisite')
    expect(two.criteria.map(({ id, kind }) => [id, kind])).toEqual([
      ['contain', 'performance'],
      ['criterion-2', 'prerequisite'],
    ])
    const moved = edited(two, 'up:criteria.1')
    expect(moved.criteria.map(({ id }) => id)).toEqual(['criterion-2', 'contain'])
    expect(edited(moved, 'remove:criteria.0')).toEqual(stored)
  })

  it('add a row with a place for every level, and a level with a place in every row', () => {
    const rows = edited(stored, 'add:criteria.0.rubric').criteria[0]
    expect(rows).toMatchObject({ rubric: [{}, {}, { id: 'row-3', descriptions: ['', '', ''] }] })
    const levels = edited(stored, 'remove:levels.1')
    expect(levels.levels).toEqual(['Beginning', 'Leading'])
    expect(levels.criteria[0]).toMatchObject({
      rubric: [{ descriptions: ['Gaps remain', expect.any(String)] }, {}],
    })
  })

  it.each(['remove:name', 'add:criteria.0.kind', 'up:levels.0', 'drop:criteria.0', 'remove:__proto__.0', ''])(
    'are not mistaken for “%s”',
    (intent) => {
      expect(parseEdit(intent)).toBeUndefined()
    },
  )

  it('always leave a draft that can be saved', () => {
    const intents = fc.constantFrom(
      'add:criteria:observation',
      'add:criteria:progress',
      'remove:criteria.0',
      'down:criteria.0',
      'up:criteria.9',
      'add:levels',
      'remove:levels.0',
      'add:criteria.0.rubric',
      'remove:criteria.0.rubric.0',
      'add:criteria.0.resources',
      'add:criteria.0.practiceTask',
      'remove:criteria.0.practiceTask',
      'add:alignments',
      'remove:alignments.0',
    )
    fc.assert(
      fc.property(anyDefinition, fc.array(intents, { maxLength: 6 }), (definition, steps) => {
        const draft = steps.reduce<Draft>((current, intent) => edited(current, intent), definition)
        if (draft.levels.length <= 6) expect(draftSchema.safeParse(draft).success).toBe(true)
      }),
    )
  })
})
