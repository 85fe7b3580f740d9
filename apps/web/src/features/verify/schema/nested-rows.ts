import type { TFunction } from 'i18next'
import type { NestedView } from './report-view.ts'
import { codeSentence } from './verdict-sentence.ts'

/** A credential inside a record as a line of a list. */
export interface NestedRow {
  readonly pointer: string
  readonly title: string
  readonly words: string
  readonly tone: 'pass' | 'amber' | 'fail'
  readonly verdict: string
}

const TONES = { valid: 'pass', inconclusive: 'amber', invalid: 'fail' } as const

/** The credentials inside a record in the reader's language, each with its own verdict and what that rests on. */
export function nestedRows(t: TFunction, nested: readonly NestedView[]): readonly NestedRow[] {
  return nested.map(({ pointer, level, verdict, decisive, issuer, claims, sameSubject }) => ({
    pointer,
    title: claims.achievementName ?? claims.name ?? t('verify:nested.unnamed'),
    words: [
      '›'.repeat(level - 1),
      issuer === undefined
        ? t('verify:nested.unknown_issuer')
        : t('verify:nested.issuer', {
            issuer: issuer.name === undefined ? issuer.identity : `${issuer.name} (${issuer.identity})`,
          }),
      ...(decisive === undefined ? [] : [`· ${codeSentence(t, decisive, decisive)}`]),
      ...(sameSubject === undefined
        ? []
        : [`· ${t(sameSubject ? 'verify:nested.same' : 'verify:nested.other')}`]),
    ]
      .join(' ')
      .trim(),
    tone: TONES[verdict],
    verdict: t(`verify:verdict.${verdict}`),
  }))
}
