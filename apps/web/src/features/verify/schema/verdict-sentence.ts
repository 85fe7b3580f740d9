import type { TFunction } from 'i18next'
import { formatLocale } from '../../../i18n/formats.ts'
import type { PresentationView, ReportView } from './report-view.ts'

/** The sentence that a report begins with; only `valid` is `pass` (STANDARDS G4). */
export interface VerdictSentence {
  readonly tone: 'pass' | 'amber' | 'fail'
  readonly word: string
  readonly rest: string
}

export interface Reader {
  readonly language: string
  readonly timeZone: string
}

export interface SentenceOptions extends Reader {
  /** Whether the check was made for this page; otherwise the sentence tells when. */
  readonly fresh: boolean
}

const TONES = { valid: 'pass', inconclusive: 'amber', invalid: 'fail' } as const

/** In the reader's language: what the verdict is, and who issued when, or what it rests on. */
export function verdictSentence(t: TFunction, view: ReportView, options: SentenceOptions): VerdictSentence {
  const { verdict, decisive } = view
  const rest =
    verdict === 'valid' || decisive === undefined
      ? issuedSentence(t, view, options)
      : codeSentence(t, decisive, view.checks.find(({ code }) => code === decisive)?.message ?? '')
  return { tone: TONES[verdict], word: t(`verify:verdict.${verdict}`), rest }
}

/** The sentence of a code; the engine's own for one that the texts lack. */
export function codeSentence(t: TFunction, code: string, message: string): string {
  return t(`verify:codes.${code}`, { defaultValue: message })
}

/** What to do about a code, if there is anything. */
export function codeAdvice(t: TFunction, code: string): string | undefined {
  const advice = t(`verify:advice.${code}`, { defaultValue: '' })
  return advice === '' ? undefined : advice
}

function issuedSentence(t: TFunction, view: ReportView, options: SentenceOptions): string {
  const { issuer, claims, checkedAt, presentation } = view
  if (presentation !== undefined) return presentedSentence(t, presentation, checkedAt, options)
  const shown = shorten(issuer?.identity ?? '')
  // The name comes from the key's own document and anyone may choose it, so the domain stands beside it (THREATS T11).
  const name =
    issuer?.name === undefined ? shown : t('verify:verdict.named', { name: issuer.name, identity: shown })
  const date = dayOf(claims.awardedDate ?? claims.validFrom, options)
  const checked = dayOf(checkedAt, options)
  const key = `${options.fresh ? 'issued' : 'issued_then'}${date === undefined ? '_undated' : ''}`
  return t(`verify:verdict.${key}`, { issuer: name, date, checked })
}

/** Who presents the credentials, where a signature shows it; whether they are good is the verdict's. */
function presentedSentence(
  t: TFunction,
  { holder }: PresentationView,
  checkedAt: string,
  options: SentenceOptions,
): string {
  const key = `${holder === undefined ? 'presented_unsigned' : 'presented'}${options.fresh ? '' : '_then'}`
  return t(`verify:verdict.${key}`, { holder: shorten(holder ?? ''), checked: dayOf(checkedAt, options) })
}

function shorten(identity: string): string {
  return identity.length > 40 ? `${identity.slice(0, 20)}…${identity.slice(-6)}` : identity
}

/** The day of an instant in the reader's zone; undefined when the text is no instant. */
export function dayOf(instant: string | undefined, { language, timeZone }: Reader): string | undefined {
  const milliseconds = Date.parse(instant ?? '')
  if (Number.isNaN(milliseconds)) return undefined
  return new Intl.DateTimeFormat(formatLocale(language), { dateStyle: 'long', timeZone }).format(milliseconds)
}
