// Closed lists that pages need in the browser, apart from the schemas and the library that parses.

/**
 * `in_force` and its opposites; `unconfirmed` could not be checked and was kept nevertheless; `invalid` was found wrong when it was
 * checked again; `signing` is being issued.
 */
export const ENTRY_STATES = [
  'in_force',
  'expired',
  'suspended',
  'revoked',
  'unconfirmed',
  'invalid',
  'signing',
] as const
export type EntryState = (typeof ENTRY_STATES)[number]

export const ENTRY_SOURCES = ['issued', 'imported'] as const
