// The steps on parts that a credential may have or not; loaded together, since most have a status.
export { checkCredentials } from './check-credentials.ts'
export { checkEndorsements } from './check-endorsements.ts'
export { checkRefresh } from './check-refresh.ts'
export { checkSchema } from './check-schema.ts'
export { checkStatus } from './check-status.ts'
