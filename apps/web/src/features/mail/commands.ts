import { randomUUID } from 'node:crypto'
import { type AnyScope, inSystem, type SystemScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { isLanguage } from '../../i18n/languages.ts'
import { enqueue } from '../../jobs/enqueue.ts'
import { composeLetter } from './present.ts'
import { findOwnText } from './queries/own-letters.ts'
import { isOwnLetter } from './schema/own-letters.ts'
import type { Letter } from './schema.ts'

/** Writes a letter and the job that sends it, in the transaction of what it tells about. */
export async function queueLetter(scope: AnyScope, letter: Letter): Promise<void> {
  const orgId = letter.orgId ?? (scope.kind === 'org' ? scope.orgId : null)
  const own =
    orgId !== null && isOwnLetter(letter.template)
      ? await findOwnText(scope, orgId, letter.template, isLanguage(letter.language) ? letter.language : 'en')
      : undefined
  const message = composeLetter(letter, own)
  const id = randomUUID()
  await scope.db
    .insertInto('mail')
    .values({
      id,
      orgId,
      personId: letter.personId ?? null,
      toAddress: letter.to,
      template: letter.template,
      subject: message.subject,
      textBody: message.text,
      htmlBody: message.html,
      createdAt: scope.deps.now(),
    })
    .execute()
  await enqueue(scope, 'send_mail', { mailId: id }, { key: `mail:${id}` })
}

/**
 * Sends one queued letter. Once a mail server took it, its body is removed: it held links that sign in. Without a mail server it stays
 * in the outbox. Sent twice at worst, when the process dies between the server's yes and our note of it.
 */
export async function sendQueued(deps: Deps, mailId: string): Promise<void> {
  const mail = await inSystem(deps, (scope) => findUnsent(scope, mailId))
  if (mail === undefined || deps.sendMessage === undefined) return
  const { sendMessage } = deps
  try {
    await sendMessage({
      to: mail.toAddress,
      subject: mail.subject,
      text: mail.textBody ?? '',
      html: mail.htmlBody ?? '',
    })
  } catch (error) {
    // The operator sees why in the outbox; the job tries again.
    await note(deps, mailId, { failedAt: deps.now(), error: String(error).slice(0, 500) })
    throw error
  }
  await note(deps, mailId, {
    sentAt: deps.now(),
    textBody: null,
    htmlBody: null,
    failedAt: null,
    error: null,
  })
}

function note(deps: Deps, mailId: string, change: Partial<Row<'mail'>>) {
  return inSystem(deps, (scope) =>
    scope.db.updateTable('mail').set(change).where('id', '=', mailId).execute(),
  )
}

function findUnsent(scope: SystemScope, mailId: string) {
  return scope.db
    .selectFrom('mail')
    .select(['toAddress', 'subject', 'textBody', 'htmlBody'])
    .where('id', '=', mailId)
    .where('sentAt', 'is', null)
    .executeTakeFirst()
}
