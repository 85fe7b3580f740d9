import type { Translate } from '../../../i18n/translate.ts'
import type { AuditEventView } from '../present.ts'

// Apart from present.ts, because the browser needs these words and not the schemas.

/** Who acted, in words. */
export function actorOf(t: Translate, { actor }: AuditEventView): string {
  if (actor.kind === 'system') return t('audit:system')
  const person = actor.name ?? t('audit:somebody')
  const name =
    actor.onBehalfOf.length === 0
      ? person
      : t('audit:on_behalf', { person, others: actor.onBehalfOf.join(', ') })
  if (actor.kind === 'person') return name
  if (actor.kind === 'app')
    return actor.app === null ? t('audit:by_some_app', { name }) : t('audit:by_app', { name, app: actor.app })
  return actor.key === null ? t('audit:by_some_key', { name }) : t('audit:by_key', { name, key: actor.key })
}

/** What was done, as a sentence without its subject; an action without a sentence is told by its code. */
export function sentenceOf(t: Translate, event: AuditEventView): string {
  return sentence(t, event.action, {
    person: event.person ?? t('audit:somebody'),
    name: typeof event.data.name === 'string' ? event.data.name : '',
    reason: reasonOf(t, event),
  })
}

/** Why a request was refused, by the code that its event carries. */
const reasonOf = (t: Translate, { data }: AuditEventView): string =>
  String(t(`audit:reasons.${String(data.code)}` as 'audit:system', { defaultValue: String(data.code ?? '') }))

/** The same for an action as such, in a list to choose from. */
export const sentenceName = (t: Translate, action: string): string =>
  sentence(t, action, { person: '…', name: '…', reason: '…' })

interface SentenceValues {
  readonly person: string
  readonly name: string
  readonly reason: string
}

function sentence(t: Translate, action: string, values: SentenceValues): string {
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
    .filter(([name, value]) => value !== '' && !ID.test(value) && !HIDDEN.includes(name))
    .map(([name, value]) => `${t(`audit:facts.${name}` as 'audit:system', { defaultValue: name })}: ${value}`)
    .join('; ')
}

/** Told elsewhere, or for machines. */
const HIDDEN = ['verificationMethod', 'onBehalfOf']

/** A UUID or a hexadecimal digest. */
const ID = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})$/

const flat = (value: unknown): string =>
  Array.isArray(value) && value.every((v) => typeof v === 'string') ? value.join(', ') : JSON.stringify(value)
