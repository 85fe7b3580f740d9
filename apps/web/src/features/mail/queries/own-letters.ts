import { notFound } from '../../../app-error.ts'
import type { AnyScope, OrgScope } from '../../../db/scopes.ts'
import { isLanguage, LANGUAGES, type Language } from '../../../i18n/languages.ts'
import { translatorFor } from '../../../i18n/server.ts'
import { isOwnLetter, type LetterText, OWN_LETTERS, placeholdersOf } from '../schema/own-letters.ts'
import type { MailTemplate } from '../schema.ts'

/** The words that Assay brings along. */
function standardText(template: MailTemplate, language: Language): LetterText {
  const text = translatorFor(language).getResource(language, 'mail', template) as Partial<LetterText>
  return { subject: text.subject ?? '', body: text.body ?? '', action: text.action ?? '' }
}

/** An organization's own words for a letter; undefined where it has none. */
export async function findOwnText(
  scope: AnyScope,
  orgId: string,
  template: string,
  language: string,
): Promise<(LetterText & { readonly revision: number; readonly updatedAt: Date }) | undefined> {
  return scope.db
    .selectFrom('letterTemplate')
    .select(['subject', 'body', 'action', 'revision', 'updatedAt'])
    .where('orgId', '=', orgId)
    .where('template', '=', template)
    .where('language', '=', language)
    .executeTakeFirst()
}

/** Every letter that goes out in the organization's name, in every language, with whether its words are the organization's. */
export async function listOwnLetters(scope: OrgScope) {
  const rows = await scope.db
    .selectFrom('letterTemplate')
    .select(['template', 'language', 'subject', 'updatedAt'])
    .where('orgId', '=', scope.orgId)
    .execute()
  return OWN_LETTERS.flatMap((template) =>
    LANGUAGES.map((language) => {
      const own = rows.find((row) => row.template === template && row.language === language)
      return {
        template,
        language,
        subject: own?.subject ?? standardText(template, language).subject,
        updatedAt: own?.updatedAt ?? null,
      }
    }),
  )
}

/** One letter as it goes out now. Error: `not_found` for one that is not the organization's to word. */
export async function getOwnLetter(scope: OrgScope, template: string, language: string) {
  if (!isOwnLetter(template) || !isLanguage(language)) throw notFound('letter')
  const standard = standardText(template, language)
  const own = await findOwnText(scope, scope.orgId, template, language)
  const { subject, body, action } = own ?? standard
  return {
    template,
    language,
    standard,
    text: { subject, body, action },
    placeholders: placeholdersOf(standard),
    revision: own?.revision ?? 0,
    updatedAt: own?.updatedAt ?? null,
  }
}
