import type { OrgScope } from '../../../db/scopes.ts'
import { isLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { queueLetter, queueLetters } from '../../mail/commands.ts'
import { findReader } from '../../mail/queries/reader.ts'
import { findApprovers } from '../queries/approvers.ts'
import { getDuty } from '../queries/duties.ts'
import type { ExemptionAnswer } from '../schema.ts'

/** Writes to whoever is to decide that somebody asks to be exempt. */
export async function askApprovers(
  scope: OrgScope,
  dutyId: string,
  { askedBy, reason }: { readonly askedBy: string; readonly reason: string },
): Promise<void> {
  const duty = await getDuty(scope, dutyId)
  const organization = await organizationOf(scope)
  const approvers = await findApprovers(scope, { personId: duty.personId, askedBy })
  await queueLetters(
    scope,
    approvers.map(({ id, address, locale }) => ({
      template: 'exemption_asked' as const,
      to: address,
      language: locale,
      values: { person: duty.name, name: duty.achievement, organization: organization.name, reason },
      link: `${scope.deps.config.publicUrl}/o/${organization.slug}/duties/${dutyId}`,
      personId: id,
    })),
  )
}

/** Writes to the person what was decided. */
export async function tellOfExemption(
  scope: OrgScope,
  dutyId: string,
  { approve, answer }: ExemptionAnswer,
): Promise<void> {
  const duty = await getDuty(scope, dutyId)
  const reader = await findReader(scope, duty.personId)
  if (reader === undefined) return
  const organization = await organizationOf(scope)
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
    link: `${scope.deps.config.publicUrl}/o/${organization.slug}/duties/${dutyId}`,
    personId: duty.personId,
  })
}

const organizationOf = ({ db, orgId }: OrgScope) =>
  db.selectFrom('organization').select(['name', 'slug']).where('id', '=', orgId).executeTakeFirstOrThrow()
