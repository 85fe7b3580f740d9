/** Where a person proves again that it is them, to go on to `next` then. */
export const proofAddress = (next: string): string => `/settings/prove?next=${encodeURIComponent(next)}`
