import { z } from 'zod'
import type { Place } from '../../data-keys/schema.ts'

/** What a person writes about a collection; sealed with their data key. */
export const wordsSchema = z.object({ title: z.string(), description: z.string() })
export type CollectionWords = z.output<typeof wordsSchema>

/** Where the words of a collection are sealed for. */
export const collectionPlace = (id: string): Place => `collection:${id}:content`
