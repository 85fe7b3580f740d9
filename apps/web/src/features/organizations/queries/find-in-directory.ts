import { sql } from 'kysely'
import { escapeLike } from '../../../db/escape-like.ts'
import type { OrgScope } from '../../../db/scopes.ts'

/** So many matches are named one by one; of more, a list is read in its own order and each row compared. */
const FEW = 1000

/** Whose name or address holds a text. `pattern` is for LIKE, in small letters; of many, `personIds` are some. */
export type DirectoryMatches =
  | { readonly kind: 'few'; readonly personIds: readonly string[] }
  | { readonly kind: 'many'; readonly pattern: string; readonly personIds: readonly string[] }

/** Looks a text up in the names and addresses of those whom the organization knows; more than `few` matches are many. */
export async function findInDirectory(
  { db }: OrgScope,
  text: string,
  few: number = FEW,
): Promise<DirectoryMatches> {
  const pattern = `%${escapeLike(text.toLowerCase())}%`
  const { rows } = await sql<{ personId: string }>`
    SELECT directory_matches AS person_id FROM directory_matches(${pattern}, ${few + 1})`.execute(db)
  const personIds = rows.map(({ personId }) => personId)
  return rows.length > few ? { kind: 'many', pattern, personIds } : { kind: 'few', personIds }
}
