import type { OrgScope } from '../../../db/scopes.ts'
import { queueLetter } from '../../mail/commands.ts'

interface Told {
  readonly observationId: string
  readonly personId: string
  /** The micro-credential. */
  readonly name: string
}

/** Writes to the person that somebody recorded an observation of them; what it says stands on the page. */
export async function tellObserved(scope: OrgScope, { observationId, personId, name }: Told): Promise<void> {
  const reader = await scope.db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['address', 'locale'])
    .where('person.id', '=', personId)
    .where('isPrimary', '=', true)
    .executeTakeFirst()
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
