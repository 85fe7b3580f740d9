import type { OrgScope } from '../../../db/scopes.ts'
import { queueLetter } from '../../mail/commands.ts'
import { findReader } from '../../mail/queries/reader.ts'

interface Told {
  readonly observationId: string
  readonly personId: string
  /** The micro-credential. */
  readonly name: string
}

/** Writes to the person that somebody recorded an observation of them; what it says stands on the page. */
export async function tellObserved(scope: OrgScope, { observationId, personId, name }: Told): Promise<void> {
  const reader = await findReader(scope, personId)
  if (reader === undefined) return
  const organization = await scope.db
    .selectFrom('organization')
    .select(['slug', 'name'])
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  await queueLetter(scope, {
    template: 'observation_recorded',
    to: reader.address,
    language: reader.locale,
    values: { name, organization: organization.name },
    link: `${scope.deps.config.publicUrl}/o/${organization.slug}/observations/${observationId}`,
    personId,
  })
}
