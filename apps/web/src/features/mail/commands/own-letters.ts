import { AppError, invalidField } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { recordEvent } from '../../audit/commands.ts'
import { getOwnLetter } from '../queries/own-letters.ts'
import { checkPlaceholders, type LetterText } from '../schema/own-letters.ts'

/** Refuses a text that asks for an unknown value or leaves out one that carries the message; names it. */
export function checkText(text: LetterText, standard: LetterText): void {
  const { unknown, missing } = checkPlaceholders(text, standard)
  if (unknown.length > 0)
    throw invalidField('body', 'letter_unknown', `There is no value ${unknown.map(braced).join(', ')}.`)
  if (missing.length > 0)
    throw invalidField('body', 'letter_missing', `The letter needs ${missing.map(braced).join(', ')}.`)
}

const braced = (name: string): string => (name === '{{' ? name : `{{${name}}}`)

/** Gives a letter the organization's own words. Errors: `not_found`, `stale`, `invalid_input` naming the placeholder. */
export async function changeLetter(
  scope: OrgScope,
  template: string,
  language: string,
  { revision, ...text }: LetterText & { readonly revision: number },
): Promise<{ readonly revision: number }> {
  const present = await getOwnLetter(scope, template, language)
  checkText(text, present.standard)
  const next = { ...text, revision: revision + 1, updatedBy: personOf(scope), updatedAt: scope.deps.now() }
  const changed =
    revision === 0
      ? await scope.db
          .insertInto('letterTemplate')
          .values({ orgId: scope.orgId, template, language, ...next })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
          .then(({ numInsertedOrUpdatedRows }) => numInsertedOrUpdatedRows)
      : await scope.db
          .updateTable('letterTemplate')
          .set(next)
          .where('orgId', '=', scope.orgId)
          .where('template', '=', template)
          .where('language', '=', language)
          .where('revision', '=', revision)
          .executeTakeFirst()
          .then(({ numUpdatedRows }) => numUpdatedRows)
  if (changed !== 1n) throw new AppError('stale', 'This was changed elsewhere meanwhile.')
  await record(scope, 'letter.changed', template, language)
  return { revision: revision + 1 }
}

/** Goes back to the words that Assay brings along. */
export async function resetLetter(scope: OrgScope, template: string, language: string): Promise<void> {
  await getOwnLetter(scope, template, language)
  const { numDeletedRows } = await scope.db
    .deleteFrom('letterTemplate')
    .where('orgId', '=', scope.orgId)
    .where('template', '=', template)
    .where('language', '=', language)
    .executeTakeFirst()
  if (numDeletedRows > 0n) await record(scope, 'letter.reset', template, language)
}

function personOf({ personId }: OrgScope): string {
  if (personId === undefined) throw new TypeError('a job words no letters')
  return personId
}

const record = (scope: OrgScope, action: string, template: string, language: string) =>
  recordEvent(scope, {
    action,
    recordType: 'letter',
    recordId: `${template}:${language}`,
    data: { template, language },
  })
