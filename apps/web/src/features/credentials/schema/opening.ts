/**
 * What an address brings along to see something that is not public: the secret of a link, and the collection that the secret is of; or
 * that its holder wants to see it as others do.
 */
export interface Opening {
  readonly key?: string | undefined
  /** Without it, `key` is the badge's own. */
  readonly collection?: string | undefined
  readonly as?: 'others' | undefined
}

export function readOpening(address: string): Opening {
  const asked = new URL(address).searchParams
  return {
    key: asked.get('key') ?? undefined,
    collection: asked.get('collection') ?? undefined,
    ...(asked.get('as') === 'others' ? { as: 'others' } : {}),
  }
}

/** The same as the query of an address, with its question mark; empty where nothing was brought. */
export function openingQuery({ key, collection, as }: Opening): string {
  const query = new URLSearchParams()
  if (collection !== undefined) query.set('collection', collection)
  if (key !== undefined) query.set('key', key)
  if (as !== undefined) query.set('as', as)
  return query.size === 0 ? '' : `?${query}`
}
