import { randomUUID } from 'node:crypto'

/** A name that no other journey uses, so that journeys run in any order and again on the same data. */
export const unique = (words: string): string => `${words} ${randomUUID().slice(0, 8)}`

/** An address that nobody has yet. */
export const uniqueAddress = (name: string): string => `${name}.${randomUUID().slice(0, 8)}@people.example`
