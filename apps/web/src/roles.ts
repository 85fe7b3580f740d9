/** The roles of PRODUCT.md that a member of an organization may have. */
export const ROLES = [
  'administrator',
  'program_manager',
  'assessor',
  'learner',
  'observer',
  'people_manager',
  'recruiter',
  'executive',
  'partner',
] as const
export type Role = (typeof ROLES)[number]
