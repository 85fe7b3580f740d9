/**
 * The closed lists of a definition, apart from the schemas: pages need these in the browser and not the library that parses.
 */

/** What a credential shows; always told to the verifier (PRODUCT, "proof type"). */
export const PROOF_TYPES = ['participation', 'progression', 'completion', 'demonstration'] as const

export const CRITERION_KINDS = ['prerequisite', 'progress', 'performance', 'observation'] as const
export type CriterionKind = (typeof CRITERION_KINDS)[number]

/** Kinds that can be judged so far; a definition with another kind can be written but not published. */
export const RUNNING_KINDS: readonly CriterionKind[] = ['prerequisite', 'performance', 'observation']

/** Who may observe: whoever has the role of an observer, or also the managers of the one who is observed. */
export const OBSERVED_BY = ['observer', 'observer_or_manager'] as const
export type ObservedBy = (typeof OBSERVED_BY)[number]

export const EVIDENCE_KINDS = ['text', 'file', 'link'] as const

/** Category is the badge's shape; colour repeats it (INTERFACE, badge art). */
export const CATEGORIES = [
  'safety',
  'handling',
  'quality',
  'leadership',
  'data',
  'customer',
  'environment',
  'compliance',
  'milestone',
] as const

/** The values of the Open Badges 3.0 `AchievementType` enumeration that fit a micro-credential. */
export const ACHIEVEMENT_TYPES = [
  'MicroCredential',
  'Badge',
  'Certificate',
  'CertificateOfCompletion',
  'Certification',
  'Competency',
  'Course',
  'License',
  'Achievement',
] as const

/** Where an achievement stands as a whole: never published, published, or retired. */
export const STATES = ['draft', 'published', 'retired'] as const
export type AchievementState = (typeof STATES)[number]
