import { describe, expect, it } from 'vitest'
import { chooseNext, type Duties, type ShownWork, type Situation } from './present.ts'

const NOW = new Date('2026-05-03T10:00:00Z')
const criterion = { id: 'contain', title: 'Contain a spill' }

const work = (id: string, change: Partial<ShownWork> = {}): ShownWork => ({
  id,
  address: `/o/harbor/enrollments/${id}`,
  name: id,
  language: 'en',
  state: 'active',
  step: { code: 'add', criterion, count: 1 },
  badge: {
    ...{ id, title: id, issuerName: 'Harbor', issuerMark: 'HL', category: 'safety', glyph: 'star' },
    ...{ level: 1, levels: 3, year: 2026 },
  },
  criteria: [],
  savedAt: undefined,
  dueAt: undefined,
  turnaroundDays: 5,
  returnedAt: undefined,
  lastNumber: undefined,
  promisedAt: undefined,
  late: false,
  ...change,
})
const duties = (change: Partial<Duties> = {}): Duties => ({
  ...{ slug: 'harbor', organization: 'Harbor', waiting: 0, oldest: NOW, late: false, drafts: 0 },
  ...{ program: undefined, people: undefined },
  ...change,
})
const next = (change: Partial<Situation>) =>
  chooseNext({ work: [], duties: [], slug: 'harbor', badges: 0, ...change })

const begun = work('begun')
const ready = work('ready', { step: { code: 'hand_in' } })
const returned = work('returned', { returnedAt: NOW })
const submitted = work('submitted', { state: 'submitted', promisedAt: NOW })

describe('what is next', () => {
  it('is what came back, before all else', () => {
    const late = duties({ waiting: 3, late: true })
    expect(next({ work: [begun, ready, returned], duties: [late] })).toEqual({ kind: 'work', work: returned })
  })

  it('is a promise to others that has passed, before one’s own drafts', () => {
    const late = duties({ slug: 'second', waiting: 1, late: true })
    expect(next({ work: [begun], duties: [duties({ waiting: 2 }), late] })).toEqual({
      kind: 'queue',
      duties: late,
    })
  })

  it('is what is ready, then what was begun, before others’ work in time', () => {
    const queue = [duties({ waiting: 2 })]
    expect(next({ work: [begun, ready], duties: queue })).toMatchObject({ work: { id: 'ready' } })
    expect(next({ work: [begun], duties: queue })).toMatchObject({ work: { id: 'begun' } })
    expect(next({ work: [submitted], duties: queue })).toMatchObject({ kind: 'queue' })
  })

  it('is waiting, before drafts that nobody has published', () => {
    expect(next({ work: [submitted], duties: [duties({ drafts: 1 })] })).toMatchObject({ kind: 'waiting' })
    expect(next({ duties: [duties({ drafts: 1 })] })).toMatchObject({ kind: 'drafts' })
  })

  it('is how the program goes, or who belongs here, for those who look after it and have nothing else to do', () => {
    const program = { working: 2, waiting: 1, oldest: NOW, late: false, awarded: 0, ending: 0 }
    const people = { members: 3, accounts: 1, invitations: 0 }
    const both = duties({ program, people })
    expect(next({ duties: [both] })).toEqual({ kind: 'program', duties: both, program })
    const administers = duties({ people })
    expect(next({ duties: [administers] })).toEqual({ kind: 'people', duties: administers, people })
    expect(next({ duties: [both], work: [begun] })).toMatchObject({ kind: 'work' })
    expect(next({ duties: [duties({ program, drafts: 1 })] })).toMatchObject({ kind: 'drafts' })
  })

  it('is the catalog with nothing to do, and one’s own badges without an organization', () => {
    expect(next({})).toEqual({ kind: 'first', slug: 'harbor' })
    expect(next({ badges: 2 })).toEqual({ kind: 'choose', slug: 'harbor' })
    expect(next({ slug: undefined, badges: 2 })).toEqual({ kind: 'alone' })
  })
})
