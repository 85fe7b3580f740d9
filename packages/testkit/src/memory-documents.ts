import type { JsonValue } from '@assay/core'

/** A document as the network would answer it. */
export interface MemoryDocument {
  readonly status: number
  readonly body: string
}

/** What stands at an address: a text, a JSON document, or an answer with its status. */
export type MemoryEntry = JsonValue | MemoryDocument

/**
 * Answers documents from memory; addresses that are not listed answer undefined. `asked` holds every address that was
 * asked for, in order, so that a test can state that nothing was fetched.
 */
export function memoryDocuments(entries: Readonly<Record<string, MemoryEntry>>): {
  readonly resolve: (url: string) => Promise<MemoryDocument | undefined>
  readonly asked: readonly string[]
} {
  const asked: string[] = []
  return {
    asked,
    async resolve(url) {
      asked.push(url)
      if (!Object.hasOwn(entries, url)) return undefined
      const entry = entries[url]
      if (typeof entry === 'string') return { status: 200, body: entry }
      if (isAnswer(entry)) return entry
      return { status: 200, body: JSON.stringify(entry) }
    },
  }
}

function isAnswer(entry: MemoryEntry | undefined): entry is MemoryDocument {
  return typeof entry === 'object' && entry !== null && 'status' in entry && 'body' in entry
}
