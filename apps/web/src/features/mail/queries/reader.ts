import type { AnyScope } from '../../../db/scopes.ts'

/** Where a letter to a person goes, and how it speaks. */
export interface Reader {
  readonly address: string
  readonly locale: string
  /** IANA name. */
  readonly timeZone: string
}

/** The person at their primary address; undefined for who has none, and where the scope does not see them. */
export function findReader({ db }: AnyScope, personId: string): Promise<Reader | undefined> {
  return db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['address', 'locale', 'timeZone'])
    .where('person.id', '=', personId)
    .where('isPrimary', '=', true)
    .executeTakeFirst()
}
