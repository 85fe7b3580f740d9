import { useEffect } from 'react'
import { keepPage } from './kept-pages.ts'

/** Lets this page be opened again without a connection, by this person, for a shift. */
export function useKeptPage(address: string, personId: string, scope: string): void {
  useEffect(() => {
    // A page that cannot be kept is opened with a connection, as every other.
    keepPage(address, { personId, scope }).catch(() => undefined)
  }, [address, personId, scope])
}
