// A closed list that pages need in the browser, apart from what reads documents.

/** What a holder may leave out when they show a badge, in the order in which pages name it. */
export const HIDEABLE = [
  'name',
  'address',
  'awarded',
  'results',
  'assessment',
  'evidence',
  'evidence_words',
] as const
export type Hideable = (typeof HIDEABLE)[number]
