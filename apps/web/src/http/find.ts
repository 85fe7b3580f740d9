/** Names of fields that only look for something to choose; they belong to no input. The browser needs this and not the library that parses. */
export const FIND = 'find:'
