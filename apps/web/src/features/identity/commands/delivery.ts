import { AsyncLocalStorage } from 'node:async_hooks'
import { sql } from 'kysely'
import { inSystem } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'

/** What the sign-in library does not know of a letter that it asks for. */
export interface Delivery {
  /** The address as it was typed: one of the person's, where the library knows only the one it signs in with. */
  readonly to: string
  /** Path to go on to once the link was used. */
  readonly next?: string | undefined
}

const storage = new AsyncLocalStorage<Delivery>()

export const withDelivery = <T>(delivery: Delivery, work: () => Promise<T>): Promise<T> =>
  storage.run(delivery, work)

export const currentDelivery = (): Delivery | undefined => storage.getStore()

/** The address that the account signs in with, for any address that its person has proven; else the address itself. */
export async function signInAddressOf(deps: Deps, address: string): Promise<string> {
  const { rows } = await inSystem(deps, (scope) =>
    sql<{ email: string }>`SELECT u.email FROM person_email e JOIN person p ON p.id = e.person_id
      JOIN auth."user" u ON u.id = p.user_id
      WHERE lower(e.address) = ${address.toLowerCase()} AND e.verified_at IS NOT NULL`.execute(scope.db),
  )
  return rows[0]?.email ?? address
}
