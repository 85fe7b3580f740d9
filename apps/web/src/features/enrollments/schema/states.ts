/** Where an enrollment stands. */
export const ENROLLMENT_STATES = ['active', 'submitted', 'awarded', 'declined', 'withdrawn'] as const
export type EnrollmentState = (typeof ENROLLMENT_STATES)[number]

/** Where a submission stands. */
export const SUBMISSION_STATES = ['submitted', 'withdrawn', 'returned', 'awarded', 'declined'] as const
