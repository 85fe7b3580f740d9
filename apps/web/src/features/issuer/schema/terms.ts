// Closed lists that pages need in the browser, apart from the schemas and the library that parses.

/** One key, one use (THREATS K2). */
export const KEY_PURPOSES = ['credential', 'credential_p256', 'credential_jwt', 'log'] as const
export type KeyPurpose = (typeof KEY_PURPOSES)[number]
