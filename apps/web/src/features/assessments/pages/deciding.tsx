import { useTranslation } from 'react-i18next'
import type { FormState } from '../../../form-errors.tsx'
import { Button, KeyHint, KeyHints, TextAreaField } from '../../../ui/index.ts'
import type { ShownRow } from '../present/assess-page.ts'
import type { Work } from './load-work.ts'
import { useHydrated } from './use-hydrated.ts'

export interface DecidingProps {
  readonly work: Work
  readonly form: FormState
  /** Chosen levels by row. */
  readonly levels: ReadonlyMap<string, string>
}

/** Return, decline, and the bar with the likely next step. */
export function Deciding({ work, form, levels }: DecidingProps) {
  const { t } = useTranslation(['assessments'])
  const hydrated = useHydrated()
  const below = work.rows.filter(({ key, required }) => Number(levels.get(key) ?? 0) < required)
  return (
    <>
      <Reason outcome="returned" form={form} open={!hydrated} />
      <Reason outcome="declined" form={form} open={false} />
      <div className="finish">
        {hydrated && (
          <KeyHints
            lines={[
              { keys: ['1', String(work.levels.length)], does: t('assessments:keys.score') },
              { keys: ['0'], does: t('assessments:keys.not_shown') },
              { keys: ['J', 'K'], does: t('assessments:keys.rows') },
              { keys: ['?'], does: t('assessments:keys.all') },
            ]}
          />
        )}
        <Below rows={below} />
        <div className="row">
          <a className="btn" href="#return-reason">
            {t('assessments:decide.return')} {hydrated && <KeyHint>R</KeyHint>}
          </a>
          {/* Without scripts the server says which rows are below. */}
          <Button look="first" name="intent" value="awarded" disabled={hydrated && below.length > 0}>
            {t('assessments:decide.award_next')}
          </Button>
        </div>
      </div>
    </>
  )
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

interface ReasonProps {
  readonly outcome: 'returned' | 'declined'
  readonly form: FormState
  readonly open: boolean
}

function Reason({ outcome, form, open }: ReasonProps) {
  const { t } = useTranslation(['assessments'])
  const name = `reason-${outcome}`
  const typed = form.typed(name, '')
  const wrong = form.problem?.fields.some(({ path }) => path === 'reason') === true && typed === ''
  return (
    <details className="reason" open={open || (typed ?? '') !== ''}>
      <summary>{t(`assessments:decide.${outcome}.ask`)}</summary>
      <TextAreaField
        id={outcome === 'returned' ? 'return-reason' : 'decline-reason'}
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
