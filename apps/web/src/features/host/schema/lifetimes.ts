const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Seconds for which a code can be given for tokens (STANDARDS OH9 allows ten minutes). */
export const CODE_SECONDS = 5 * MINUTE
/** Seconds for which an access token opens something. */
export const ACCESS_SECONDS = HOUR
/** Seconds after which a person is asked again, however often access was renewed meanwhile. */
export const GRANT_SECONDS = 365 * DAY
/** A platform that nobody ever let in is forgotten after so many days. */
export const UNUSED_CLIENT_DAYS = 90

/** Registrations an hour, from one address and in all: each leaves a row that a stranger caused (THREATS O4). */
export const REGISTRATIONS = { perClient: 60, together: 1000, windowSeconds: HOUR }
/** Calls a minute of the token and revocation endpoints from one address. */
export const TOKEN_CALLS = { perClient: 300, windowSeconds: MINUTE }
/** Calls a minute by one grant. */
export const GRANT_CALLS = { perGrant: 600, windowSeconds: MINUTE }
