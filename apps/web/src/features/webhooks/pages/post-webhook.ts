import { AppError } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import { parseInput } from '../../../http/input.ts'
import type { Language } from '../../../i18n/languages.ts'
import {
  changeWebhook,
  disableWebhook,
  enableWebhook,
  type MadeSecret,
  removeWebhook,
  replayDelivery,
  replayFailed,
  rotateSecret,
  sendTest,
} from '../commands.ts'
import { replaySchema, webhookChangeSchema } from '../schema.ts'

/** Does what a form of a webhook's page asks for; answers a new secret where one was made. */
export async function postWebhook(
  scope: OrgScope,
  id: string,
  intent: string,
  fields: Readonly<Record<string, unknown>>,
  language: Language,
): Promise<MadeSecret | undefined> {
  switch (intent) {
    case 'rotate':
      return rotateSecret(scope, id)
    case 'change':
      await changeWebhook(scope, id, parseInput(webhookChangeSchema, fields, language))
      return undefined
    case 'enable':
      await enableWebhook(scope, id)
      return undefined
    case 'disable':
      await disableWebhook(scope, id)
      return undefined
    case 'remove':
      await removeWebhook(scope, id)
      return undefined
    case 'test':
      await sendTest(scope, id)
      return undefined
    case 'replay':
      await replayDelivery(scope, id, String(fields.delivery ?? ''))
      return undefined
    case 'replay-failed':
      await replayFailed(scope, id, new Date(`${sinceOf(fields, language)}Z`))
      return undefined
    default:
      throw new AppError('malformed', 'This form asks for nothing that is known.')
  }
}

/** The moment as the browser's field writes it, taken as UTC: what it is labelled with. */
const sinceOf = (fields: Readonly<Record<string, unknown>>, language: Language): string =>
  parseInput(replaySchema, fields, language).since.replace(/Z$/, '')
