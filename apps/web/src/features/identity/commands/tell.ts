import type { PersonScope, SystemScope } from '../../../db/scopes.ts'
import { isLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { queueLetter } from '../../mail/commands.ts'
import type { Letter } from '../../mail/schema.ts'

/** Changes of how an account is opened. Every address of the person is told, because one of them may be in wrong hands. */
export type SecurityChange =
  | 'passkey_added'
  | 'passkey_removed'
  | 'factor_set'
  | 'factor_removed'
  | 'factor_recovered'
  | 'recovery_stopped'
  | 'codes_renewed'
  | 'code_used'
  | 'wrong_codes'
  | 'address_changed'
  | 'address_removed'
  | 'address_rights'
  | 'accounts_merged'
  | 'app_connected'
  | 'app_cut_off'

/** Tells every proven address of a person what changed, in their language. */
export async function tellEveryAddress(
  scope: PersonScope | SystemScope,
  personId: string,
  change: SecurityChange,
): Promise<void> {
  await mailEveryAddress(scope, personId, ({ locale }) => ({
    template: 'security_changed',
    values: {
      change: String(
        translateIn(isLanguage(locale) ? locale : 'en')(`settings:changes.${change}` as 'settings:saved'),
      ),
    },
    link: `${scope.deps.config.publicUrl}/settings/activity`,
  }))
}

interface Addressee {
  readonly address: string
  readonly locale: string
}

/** Queues one letter for each proven address of a person. */
export async function mailEveryAddress(
  scope: PersonScope | SystemScope,
  personId: string,
  letter: (to: Addressee) => Pick<Letter, 'template' | 'values' | 'link'>,
): Promise<void> {
  const addresses = await scope.db
    .selectFrom('personEmail')
    .innerJoin('person', 'person.id', 'personEmail.personId')
    .select(['address', 'locale'])
    .where('personId', '=', personId)
    .where('verifiedAt', 'is not', null)
    .orderBy('address')
    .execute()
  for (const to of addresses)
    await queueLetter(scope, { ...letter(to), to: to.address, language: to.locale, personId })
}
