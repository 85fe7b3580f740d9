import type { PersonScope } from '../../../db/scopes.ts'
import type { Language } from '../../../i18n/languages.ts'
import { recordEvent } from '../../audit/commands.ts'
import type { ProfileChange } from '../schema.ts'

/** Changes how a person is named and addressed; what is left out stays. */
export async function changeProfile(scope: PersonScope, input: ProfileChange): Promise<void> {
  if (Object.keys(input).length === 0) return
  await scope.db.updateTable('person').set(input).where('id', '=', scope.personId).execute()
  await recordEvent(scope, { action: 'person.changed', recordType: 'person', recordId: scope.personId })
}

/** Changes the language in which a person reads; a switch in the footer, so no event is kept of it. */
export async function changeLanguage(scope: PersonScope, locale: Language): Promise<void> {
  await scope.db.updateTable('person').set({ locale }).where('id', '=', scope.personId).execute()
}
