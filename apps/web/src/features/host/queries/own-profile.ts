import type { PersonScope } from '../../../db/scopes.ts'
import { listProvenAddresses } from '../../backpack/queries.ts'
import { getProfile } from '../../identity/queries.ts'

/** A person as a platform is told of them: name and main proven address. */
export interface OwnProfile {
  readonly id: string
  readonly name: string
  readonly email: string | undefined
}

/** The profile of the person who let the platform in. Error `not_found`. */
export async function getOwnProfile(scope: PersonScope): Promise<OwnProfile> {
  const { id, name } = await getProfile(scope)
  const [email] = await listProvenAddresses(scope)
  return { id, name, email }
}
