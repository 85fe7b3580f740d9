import { randomUUID } from 'node:crypto'
import { type AnyScope, inSystem, type SystemScope } from '../../db/scopes.ts'
import type { Row } from '../../db/tables.ts'
import type { Deps } from '../../deps.ts'
import { isLanguage } from '../../i18n/languages.ts'
import { enqueue, enqueueAll } from '../../jobs/enqueue.ts'
import { composeLetter } from './present.ts'
import { findOwnText } from './queries/own-letters.ts'
import { isOwnLetter, type LetterText } from './schema/own-letters.ts'
import type { Letter } from './schema.ts'

/** Writes a letter and the job that sends it, in the transaction of what it tells about. */
export async function queueLetter(scope: AnyScope, letter: Letter): Promise<{ readonly mailId: string }> {
  const [mailId] = await queueLetters(scope, [letter])
  if (mailId === undefined) throw new Error('a letter was queued and has no id')
  return { mailId }
}

/** As {@link queueLetter}, for what many people are told: one statement for the letters and one for the jobs. Answers their ids. */
export async function queueLetters(scope: AnyScope, letters: readonly Letter[]): Promise<readonly string[]> {
  if (letters.length === 0) return []
  const ownTexts = await findOwnTexts(scope, letters)
  const rows = letters.map((letter) => letterRow(scope, letter, ownTexts))
  await scope.db.insertInto('mail').values(rows).execute()
  await enqueueAll(
    scope,
    'send_mail',
    rows.map(({ id }) => ({ payload: { mailId: id }, key: `mail:${id}` })),
  )
  return rows.map(({ id }) => id)
}

type OwnTexts = ReadonlyMap<string, LetterText | undefined>

const orgOf = (scope: AnyScope, letter: Letter): string | null =>
  letter.orgId ?? (scope.kind === 'org' ? scope.orgId : null)

const languageOf = ({ language }: Letter) => (isLanguage(language) ? language : 'en')
const ownKey = (orgId: string, letter: Letter) => `${orgId} ${letter.template} ${languageOf(letter)}`

/** The words that organizations chose for these letters, each looked up once. */
async function findOwnTexts(scope: AnyScope, letters: readonly Letter[]): Promise<OwnTexts> {
  const texts = new Map<string, LetterText | undefined>()
  for (const letter of letters) {
    const orgId = orgOf(scope, letter)
    if (orgId === null || !isOwnLetter(letter.template) || texts.has(ownKey(orgId, letter))) continue
    texts.set(ownKey(orgId, letter), await findOwnText(scope, orgId, letter.template, languageOf(letter)))
  }
  return texts
}

function letterRow(scope: AnyScope, letter: Letter, ownTexts: OwnTexts): Row<'mail'> {
  const orgId = orgOf(scope, letter)
  const message = composeLetter(letter, orgId === null ? undefined : ownTexts.get(ownKey(orgId, letter)))
  return {
    id: randomUUID(),
    orgId,
    personId: letter.personId ?? null,
    toAddress: letter.to,
    template: letter.template,
    subject: message.subject,
    textBody: message.text,
    htmlBody: message.html,
    createdAt: scope.deps.now(),
    sentAt: null,
    failedAt: null,
    error: null,
  }
}

/**
 * Sends one queued letter. What the server refuses for good is not tried again, and whoever waits for it is told. Once a mail server took it, its body is removed: it held links that sign in. Without a mail server it stays
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
    if (!isRefusal(error)) throw error
    await inSystem(deps, (scope) => enqueue(scope, 'mail_refused', { mailId }, { key: `refused:${mailId}` }))
    return
  }
  await note(deps, mailId, {
    sentAt: deps.now(),
    textBody: null,
    htmlBody: null,
    failedAt: null,
    error: null,
  })
}

/** A server's answer for good (RFC 5321, 4.2.1: 5yz): to send the same again would change nothing. */
const isRefusal = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'responseCode' in error &&
  typeof error.responseCode === 'number' &&
  error.responseCode >= 500

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
