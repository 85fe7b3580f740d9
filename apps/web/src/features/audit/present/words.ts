import type { Translate } from '../../../i18n/translate.ts'
import type { AuditEventView } from '../present.ts'

// Apart from present.ts, because the browser needs these words and not the schemas.

/** Who acted, in words. */
export function actorOf(t: Translate, { actor }: AuditEventView): string {
  if (actor.kind === 'system') return t('audit:system')
  const name = actor.name ?? t('audit:somebody')
  return actor.kind === 'api_key' ? t('audit:by_key', { name, key: actor.key ?? '' }) : name
}

/** What was done, as a sentence without its subject; an action without a sentence is told by its code. */
export function sentenceOf(t: Translate, event: AuditEventView): string {
  return sentence(t, event.action, {
    person: event.person ?? t('audit:somebody'),
    name: typeof event.data.name === 'string' ? event.data.name : '',
  })
}

/** The same for an action as such, in a list to choose from. */
export const sentenceName = (t: Translate, action: string): string =>
  sentence(t, action, { person: '…', name: '…' })

function sentence(t: Translate, action: string, values: { person: string; name: string }): string {
  const key = `audit:actions.${action.replaceAll('.', '_')}`
  return String(t(key as 'audit:system', { defaultValue: t('audit:did', { action }), ...values }))
}

/** Facts of an event as `name: value`, for the eye; lists with commas. */
export function factsOf({ data }: AuditEventView): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? flat(value) : String(value)}`)
    .join('; ')
}

const flat = (value: unknown): string =>
  Array.isArray(value) && value.every((v) => typeof v === 'string') ? value.join(', ') : JSON.stringify(value)
