import { useTranslation } from 'react-i18next'
import { Tag } from '../../../ui/index.ts'
import type { ReportView } from '../../verify/schema/report-view.ts'
import type { VerdictSentence } from '../../verify/schema/verdict-sentence.ts'

/** One badge of the list; without a view it was too large to be read. */
export interface ShownCheck {
  readonly source: string
  readonly view: ReportView | undefined
}

export interface VerdictsProps {
  readonly checks: readonly (ShownCheck & { readonly sentence: VerdictSentence | undefined })[]
}

/** A line a badge: the verdict, what it says it is, and where it came from. The badge's own words are set in quotation marks. */
export function Verdicts({ checks }: VerdictsProps) {
  const { t } = useTranslation(['recruiting', 'verify'])
  return (
    <table className="stacks">
      <caption className="sr">{t('recruiting:verdicts')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('recruiting:verdict')}</th>
          <th scope="col">{t('recruiting:says')}</th>
          <th scope="col">{t('recruiting:source')}</th>
        </tr>
      </thead>
      <tbody>
        {checks.map(({ source, view, sentence }, at) => {
          const name = view?.claims.achievementName ?? view?.claims.name
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is drawn once, and the same badge may stand in it twice
            <tr key={at}>
              <th scope="row">
                <Tag tone={sentence?.tone ?? 'amber'}>
                  {sentence?.word ?? t('verify:verdict.inconclusive')}
                </Tag>
                <span className="small">{sentence?.rest ?? t('recruiting:too_large')}</span>
              </th>
              <td data-label={t('recruiting:says')}>
                {name === undefined ? (
                  <span className="dim">{t('verify:verdict.no_name')}</span>
                ) : (
                  <q className="said">
                    <bdi>{name}</bdi>
                  </q>
                )}
              </td>
              <td data-label={t('recruiting:source')} className="small dim">
                <bdi>{source}</bdi>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
