import type { OrgScope } from '../../../db/scopes.ts'
import { isLanguage } from '../../../i18n/languages.ts'
import { translateIn } from '../../../i18n/server.ts'
import { queueLetter } from '../../mail/commands.ts'
import { findReader } from '../../mail/queries/reader.ts'
import type { ArchiveFailure } from '../schema/archive-order.ts'

type Outcome = { readonly until: Date } | { readonly failure: ArchiveFailure }

/** Writes to who ordered the archive that it is ready, or why there is none. The letter leads to the page and opens nothing by itself. */
export async function tellOfArchive(scope: OrgScope, personId: string, outcome: Outcome): Promise<void> {
  const { db, deps, orgId } = scope
  const reader = await findReader(scope, personId)
  if (reader === undefined) return
  const { name: organization, slug } = await db
    .selectFrom('organization')
    .select(['name', 'slug'])
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  const language = isLanguage(reader.locale) ? reader.locale : 'en'
  await queueLetter(scope, {
    ...lettered(outcome, organization, language, reader.timeZone),
    to: reader.address,
    language,
    link: `${deps.config.publicUrl}/o/${slug}/way-out`,
    personId,
  })
}

function lettered(outcome: Outcome, organization: string, language: 'en' | 'es', timeZone: string) {
  if ('until' in outcome) {
    const date = new Intl.DateTimeFormat(language === 'es' ? 'es' : 'en-GB', { dateStyle: 'long', timeZone })
    return { template: 'archive_ready', values: { organization, date: date.format(outcome.until) } } as const
  }
  const reason = String(translateIn(language)(`way-out:failures.${outcome.failure}`))
  return { template: 'archive_failed', values: { organization, reason } } as const
}
