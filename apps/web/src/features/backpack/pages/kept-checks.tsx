import { useTranslation } from 'react-i18next'
import { CheckList, CheckRow, type MarkState } from '../../../ui/index.ts'
import '../../../ui/pages/verify.css'
import type { CheckView } from '../../verify/schema/report-view.ts'
import { codeAdvice, codeSentence } from '../../verify/schema/verdict-sentence.ts'

const MARKS: Readonly<Record<CheckView['outcome'], MarkState>> = {
  passed: 'passed',
  failed: 'failed',
  warning: 'half',
  unknown: 'unknown',
  skipped: 'empty',
}

/** The checks of a report that was kept, or of an import that was not. What was not needed is left out. */
export function KeptChecks({ checks }: { readonly checks: readonly CheckView[] }) {
  const { t } = useTranslation('verify')
  return (
    <CheckList>
      {checks
        .filter(({ outcome }) => outcome !== 'skipped')
        .map(({ id, outcome, code, message, technical }) => (
          <CheckRow
            key={id}
            state={MARKS[outcome]}
            stateLabel={t(`verify:outcome.${outcome}`)}
            title={t(`verify:checks.${id}.title`)}
            detail={`${codeSentence(t, code, message)} ${outcome === 'passed' ? '' : (codeAdvice(t, code) ?? '')}`}
            reference={technical}
          />
        ))}
    </CheckList>
  )
}
