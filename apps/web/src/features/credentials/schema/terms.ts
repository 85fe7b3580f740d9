// Closed lists that pages need in the browser, apart from the schemas and the library that parses.

/** Days before its end from which a credential lapses in the lists, and may be renewed. */
export const RENEWAL_DAYS = 60

/** `signing` is ordered and not signed yet. */
export const CREDENTIAL_STATES = ['signing', 'in_force', 'suspended', 'revoked', 'expired'] as const
export type CredentialState = (typeof CREDENTIAL_STATES)[number]
