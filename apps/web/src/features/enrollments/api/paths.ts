export const TAG = 'Enrollments'
export const ENROLLMENTS = '/organizations/{org}/enrollments'
export const ENROLLMENT = `${ENROLLMENTS}/{enrollment}`
export const PIECE = '/organizations/{org}/evidence/{evidence}'
export const SUBMISSION = '/organizations/{org}/submissions/{submission}'
