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

/** The kind of record in words; one without words by its code. */
export const recordName = (t: Translate, { record }: AuditEventView): string =>
  String(t(`audit:records.${record.type}` as 'audit:system', { defaultValue: record.type }))

/** Facts of an event as `name: value`, for the eye; lists with commas. Ids and digests are for machines: the CSV file and the API have them. */
export function factsOf(t: Translate, { data }: AuditEventView): string {
  return Object.entries(data)
    .map(([name, value]) => [name, typeof value === 'object' ? flat(value) : String(value)] as const)
    .filter(([name, value]) => value !== '' && !ID.test(value) && name !== 'verificationMethod')
    .map(([name, value]) => `${t(`audit:facts.${name}` as 'audit:system', { defaultValue: name })}: ${value}`)
    .join('; ')
}

/** A UUID or a hexadecimal digest. */
const ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})$/

const flat = (value: unknown): string =>
  Array.isArray(value) && value.every((v) => typeof v === 'string') ? value.join(', ') : JSON.stringify(value)
