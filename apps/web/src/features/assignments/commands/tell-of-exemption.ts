import type { OrgScope } from '../../../db/scopes.ts'
import { isLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { queueLetter } from '../../mail/commands.ts'
import { getDuty } from '../queries/duties.ts'
import type { ExemptionAnswer } from '../schema.ts'

/** Writes to the person what was decided. */
export async function tellOfExemption(
  scope: OrgScope,
  dutyId: string,
  { approve, answer }: ExemptionAnswer,
): Promise<void> {
  const duty = await getDuty(scope, dutyId)
  const reader = await scope.db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['address', 'locale'])
    .where('person.id', '=', duty.personId)
    .where('isPrimary', '=', true)
    .executeTakeFirst()
  if (reader === undefined) return
  const organization = await scope.db
    .selectFrom('organization')
    .select('name')
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  const t = translateIn(isLanguage(reader.locale) ? reader.locale : 'en')
  await queueLetter(scope, {
    template: 'exemption_decided',
    to: reader.address,
    language: reader.locale,
    values: {
      name: duty.achievement,
      organization: organization.name,
      decision: String(t(`assignments:exemption.${approve ? 'approved' : 'refused'}`)),
      answer,
    },
    link: `${scope.deps.config.publicUrl}/home`,
    personId: duty.personId,
  })
}
