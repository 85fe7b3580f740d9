// Closed lists that pages need in the browser, apart from the schemas and the library that parses.

export const QUEUE_FILTERS = ['waiting', 'free', 'mine', 'overdue'] as const
