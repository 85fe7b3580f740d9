import { type AnyScope, asSystem, type OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { isLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { type BadgeLetter, copyLetters } from '../../identity/commands/copy-letters.ts'
import { queueLetters } from '../../mail/commands.ts'
import { addresseesOf } from '../../recipients/queries.ts'
import type { StatusChangeKind } from '../schema.ts'

type Holder = Pick<Row<'credential'>, 'id' | 'personId' | 'recipientId' | 'achievementVersionId'>

/** Writes to the holders of credentials whose state was changed. */
export async function tellOfChange(
  scope: OrgScope,
  holders: readonly Holder[],
  kind: StatusChangeKind,
  reason: string,
): Promise<void> {
  const addressees = await addresseesOf(scope, holders)
  const names = await namesOf(scope, holders)
  const letterTo = (holder: Holder): BadgeLetter[] => {
    const addressee = addressees.get(holder.id)
    const words = names.get(holder.achievementVersionId)
    if (addressee === undefined || words === undefined) return []
    const t = translateIn(isLanguage(addressee.locale) ? addressee.locale : 'en')
    return [
      {
        template: 'credential_status_changed',
        to: addressee.address,
        language: addressee.locale,
        values: { ...words, reason, change: String(t(`credentials:changed.${kind}`)) },
        link: `${scope.deps.config.publicUrl}/backpack`,
        personId: holder.personId,
      },
    ]
  }
  // The organization's letters are its own to read; where a person takes theirs is not.
  const queue = (letters: AnyScope, some: readonly Holder[]) => queueLetters(letters, some.flatMap(letterTo))
  const byAddress = holders.filter(({ recipientId }) => recipientId !== null)
  await queue(
    scope,
    holders.filter(({ recipientId }) => recipientId === null),
  )
  if (byAddress.length > 0) await asSystem(scope, (system) => queue(system, byAddress))
  await copyLetters(scope, holders.flatMap(letterTo))
}

async function namesOf({ db, orgId }: OrgScope, holders: readonly Holder[]) {
  const rows = await db
    .selectFrom('achievementVersion')
    .innerJoin('organization', 'organization.id', 'achievementVersion.orgId')
    .select(['achievementVersion.id', 'achievementVersion.name', 'organization.name as issuer'])
    .where('achievementVersion.orgId', '=', orgId)
    .where('achievementVersion.id', 'in', [
      ...new Set(holders.map(({ achievementVersionId }) => achievementVersionId)),
    ])
    .execute()
  return new Map(rows.map(({ id, name, issuer }) => [id, { name, issuer }]))
}
