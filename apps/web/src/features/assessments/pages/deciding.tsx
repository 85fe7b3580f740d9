import { useTranslation } from 'react-i18next'
import type { FormState } from '../../../form-errors.tsx'
import { Button, KeyHint, KeyHints, TextAreaField } from '../../../ui/index.ts'
import type { ShownRow } from '../present/assess-page.ts'
import type { Work } from './load-work.ts'
import { useHydrated } from './use-hydrated.ts'

/** The id of the form that the bar below the columns belongs to. */
export const JUDGING = 'judging'

export interface FinishBarProps {
  readonly work: Work
  /** Chosen levels by row. */
  readonly levels: ReadonlyMap<string, string>
}

/** The bar with the likely next step: what stands in the way of an award, and the buttons. */
export function FinishBar({ work, levels }: FinishBarProps) {
  const { t } = useTranslation(['assessments'])
  const hydrated = useHydrated()
  const below = work.rows.filter(({ key, required }) => Number(levels.get(key) ?? 0) < required)
  return (
    <section className="finish" aria-label={t('assessments:decide.title')}>
      {hydrated && (
        <KeyHints
          lines={[
            { keys: [`1–${work.levels.length}`], does: t('assessments:keys.score') },
            { keys: ['0'], does: t('assessments:keys.not_shown') },
            { keys: ['J', 'K'], does: t('assessments:keys.rows') },
            { keys: ['?'], does: t('assessments:keys.all') },
          ]}
        />
      )}
      <Below rows={below} />
      <div className="row">
        <a className="btn" href={`#${RETURN_REASON}`} onClick={openReason}>
          {t('assessments:decide.return')} {hydrated && <KeyHint>R</KeyHint>}
        </a>
        {/* Without scripts the server says which rows are below. */}
        <Button
          look="first"
          form={JUDGING}
          name="intent"
          value="awarded"
          disabled={hydrated && below.length > 0}
        >
          {t('assessments:decide.award_next')}
        </Button>
      </div>
    </section>
  )
}

/** The field for what is missing. */
const RETURN_REASON = 'return-reason'

/** Opens the place for what is missing and goes there. */
export function openReason(event: { preventDefault(): void }): void {
  const reason = document.getElementById(RETURN_REASON)
  reason?.closest('details')?.setAttribute('open', '')
  reason?.focus()
  event.preventDefault()
}

/** Which rows stand in the way of an award. */
function Below({ rows }: { readonly rows: readonly ShownRow[] }) {
  const { t, i18n } = useTranslation(['assessments'])
  const names = new Intl.ListFormat(i18n.language).format(rows.map(({ title }) => title))
  return (
    <p className="below small" role="status">
      {rows.length === 0
        ? t('assessments:decide.reached')
        : t('assessments:decide.below', { count: rows.length, names })}
    </p>
  )
}

export interface ReasonProps {
  readonly outcome: 'returned' | 'declined'
  readonly form: FormState
}

/** The words that returning and declining need, with the button that does it. Open until scripts run, so that links lead there. */
export function Reason({ outcome, form }: ReasonProps) {
  const { t } = useTranslation(['assessments'])
  const hydrated = useHydrated()
  const name = `reason-${outcome}`
  const typed = form.typed(name, '')
  const wrong =
    form.typed('intent') === outcome && form.problem?.fields.some(({ path }) => path === 'reason') === true
  return (
    <details className="reason" open={(outcome === 'returned' && !hydrated) || wrong || (typed ?? '') !== ''}>
      <summary>{t(`assessments:decide.${outcome}.ask`)}</summary>
      <TextAreaField
        id={outcome === 'returned' ? RETURN_REASON : 'decline-reason'}
        name={name}
        label={t(`assessments:decide.${outcome}.label`)}
        hint={t(`assessments:decide.${outcome}.hint`)}
        rows={3}
        maxLength={10_000}
        defaultValue={typed}
        {...(wrong ? { error: t('assessments:decide.reason_needed') } : {})}
      />
      <Button look={outcome === 'declined' ? 'danger' : 'plain'} name="intent" value={outcome}>
        {t(`assessments:decide.${outcome}.do`)}
      </Button>
    </details>
  )
}
