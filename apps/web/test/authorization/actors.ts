import type { TestPerson } from '../test-app.ts'

/** Members of the harbor, one role each; two assessors and two learners, because what is one's own is not the other's. */
export const MEMBERS = [
  'administrator',
  'program_manager',
  'assessor',
  'second_assessor',
  'learner',
  'second_learner',
  'observer',
  'people_manager',
  'recruiter',
  'executive',
  'partner',
  // Has no role but a role set: a people manager's rights to read people, and nothing else of them.
  'set_holder',
  // Has no role but the assessor's, which the assessor lent.
  'delegate',
] as const

/** People who are signed in and belong elsewhere, to nobody, or no longer here. */
export const OUTSIDERS = ['foreign_administrator', 'stranger', 'left'] as const

/** Keys: the administrator's with all scopes and with none, the learner's own, and the foreign administrator's. */
export const KEYS = ['key', 'empty_key', 'personal_key', 'foreign_key'] as const

export const ACTORS = [...MEMBERS, ...OUTSIDERS, ...KEYS, 'anonymous'] as const
export type ActorName = (typeof ACTORS)[number]

/** Actors to whom the harbor owes nothing: whatever they call, none of its secrets may be in the answer. */
export const FOREIGN: readonly ActorName[] = [...OUTSIDERS, 'foreign_key', 'anonymous']

/** How an actor shows who it is. */
export interface Credentials {
  readonly person?: TestPerson
  readonly bearer?: string
}
