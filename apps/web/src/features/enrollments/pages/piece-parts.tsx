import { useTranslation } from 'react-i18next'
import { type FormState, formState } from '../../../form-errors.tsx'
import type { FormProblem } from '../../../http/form-problem.ts'
import { ErrorSummary, MarkdownView, More, Note, TextField, Time } from '../../../ui/index.ts'
import type { Autosave } from '../../../use-autosave.ts'

/** Which of the page's forms an answer is for: a piece that is changed, or a kind that is added to a criterion. */
export interface FormPlace {
  readonly intent: 'text' | 'file' | 'link'
  readonly criterionId: string
  readonly piece: string | undefined
}

/** What the last answer says of this form; nothing when it was for another. */
export function stateOf(actionData: unknown, { intent, criterionId, piece }: FormPlace): FormState {
  const state = formState(actionData, intent)
  const own =
    piece === undefined
      ? state.typed('piece', '') === '' && state.typed('criterionId') === criterionId
      : state.typed('piece') === piece
  return own ? state : formState(undefined)
}

/** Begins the ids of a form's fields, so that several forms with the same fields stand on one page. */
export const prefixOf = ({ intent, criterionId, piece }: FormPlace): string =>
  `${piece ?? `${criterionId}-${intent}`}-`

interface WithPlace {
  readonly place: FormPlace
  readonly form: FormState
}

export function PieceErrors({ place, form }: WithPlace) {
  const { t } = useTranslation('common')
  const { problem } = form
  if (problem === undefined || problem.code === 'stale') return null
  const errors =
    problem.fields.length === 0
      ? [{ name: '', message: problem.message }]
      : problem.fields.map(({ path, message }) => ({
          name: path === 'criterionId' ? '' : `${prefixOf(place)}${path}`,
          message,
        }))
  return <ErrorSummary title={t('common:error_summary', { count: errors.length })} errors={errors} />
}

/** Hidden fields that say what the form is for. */
export function PlaceFields({ place, revision }: { readonly place: FormPlace; readonly revision: number }) {
  return (
    <>
      <input type="hidden" name="intent" value={place.intent} />
      <input type="hidden" name="criterionId" value={place.criterionId} />
      {place.piece !== undefined && (
        <>
          <input type="hidden" name="piece" value={place.piece} />
          <input type="hidden" name="revision" value={revision} />
        </>
      )}
    </>
  )
}

export function TitleField({ place, form, value }: WithPlace & { readonly value: string | undefined }) {
  const { t } = useTranslation('enrollments')
  return (
    <TextField
      name="title"
      id={`f-${prefixOf(place)}title`}
      label={t('enrollments:piece.title')}
      defaultValue={form.typed('title', value)}
      error={form.error('title')}
      maxLength={200}
      required
    />
  )
}

/** Whether the credential may show the content; every piece has its own. */
export function DisclosedField({ place, checked }: { readonly place: FormPlace; readonly checked: boolean }) {
  const { t } = useTranslation('enrollments')
  const id = `f-${prefixOf(place)}disclosed`
  return (
    <label className="choice" htmlFor={id}>
      <input
        id={id}
        name="disclosed"
        type="checkbox"
        value="yes"
        defaultChecked={checked}
        aria-describedby={`${id}-hint`}
      />
      <span>
        {t('enrollments:piece.disclosed')}
        <span className="hint" id={`${id}-hint`}>
          {t('enrollments:piece.disclosed_hint')}
        </span>
      </span>
    </label>
  )
}

/** A form was changed elsewhere meanwhile: what stands there now, and that nothing of one's own is lost. */
export function Newer({
  problem,
  html,
}: {
  readonly problem: FormProblem | undefined
  readonly html?: string | undefined
}) {
  const { t } = useTranslation('enrollments')
  if (problem?.code !== 'stale') return null
  return (
    <Note tone="amber" urgent>
      <p>{t('enrollments:piece.stale')}</p>
      {html !== undefined && (
        <More summary={t('enrollments:piece.newer')}>
          <MarkdownView html={html} />
        </More>
      )}
    </Note>
  )
}

interface SavedLineProps {
  readonly autosave: Pick<Autosave, 'saved' | 'saving' | 'problem'>
  /** When it was saved before this page was opened. */
  readonly savedAt: Date | undefined
  readonly timeZone: string
}

/** When it was saved last, said as it changes. */
export function SavedLine({ autosave: { saved, saving, problem }, savedAt, timeZone }: SavedLineProps) {
  const { t, i18n } = useTranslation('enrollments')
  const at = saved?.savedAt ?? savedAt
  return (
    <p className="saved-line small dim" role="status">
      {saving ? (
        t('enrollments:piece.saving')
      ) : problem !== undefined && problem.code !== 'stale' ? (
        problem.message
      ) : at === undefined ? (
        t('enrollments:piece.saves_itself')
      ) : (
        <>
          {t('enrollments:piece.saved')}{' '}
          <Time
            at={at}
            locale={i18n.language}
            timeZone={timeZone}
            show={saved === undefined ? 'both' : 'time'}
          />
        </>
      )}
    </p>
  )
}
