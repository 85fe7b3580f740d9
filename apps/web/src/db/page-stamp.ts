import type { Deps } from '../deps.ts'

/**
 * What the public page of a credential is made from, as the versions of all rows that it reads: while the stamp is the same, so is the
 * page. Undefined where not anybody may see it. One statement of its own, because it is asked before anything else of a page is.
 */
export async function credentialPageStamp(deps: Deps, credentialId: string): Promise<string | undefined> {
  const { rows } = await deps.pool.query<{ readonly stamp: string | null }>(
    'SELECT credential_page_stamp($1, $2) AS stamp',
    [credentialId, deps.now()],
  )
  return rows[0]?.stamp ?? undefined
}
