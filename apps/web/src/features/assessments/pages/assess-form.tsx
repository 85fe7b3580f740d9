import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { FormErrors, type FormState } from '../../../form-errors.tsx'
import { Button, Note, RubricScorer, TextAreaField, Time } from '../../../ui/index.ts'
import { type Autosave, type SaveAnswer, useAutosave } from '../../../use-autosave.ts'
import type { ShownRow } from '../present/assess-page.ts'
import { FinishBar, JUDGING, openReason, Reason } from './deciding.tsx'
import { KeyList } from './key-list.tsx'
import type { Work } from './load-work.ts'
import { useScorerRows } from './rubric-rows.tsx'

export interface AssessFormProps {
  readonly work: Work
  readonly form: FormState
  /** What the last action answered: a problem, or what was saved by the button. */
  readonly answer: unknown
  readonly timeZone: string
  /** The evidence, beside which the form stands. */
  readonly children: ReactNode
}

/** The rubric to score, comments, feedback, and the decision: one form that saves itself where scripts run. */
export function AssessForm({ work, form, answer, timeZone, children }: AssessFormProps) {
  const { t } = useTranslation(['assessments'])
  const autosave = useAutosave()
  const [levels, setLevels] = useState(() => levelsOf(work, form))
  const [keysShown, setKeysShown] = useState(false)
  const revision = newestRevision(work, autosave.saved, savedBy(answer))
  const rows = useScorerRows({
    rows: work.rows,
    levels: work.levels,
    chosen: (row) => levels.get(row.key),
    beside: (row) => <Comment row={row} form={form} />,
  })
  useFirstFocus(autosave.form)
  const choose = (name: string, value: string) => {
    setLevels((known) => new Map(known).set(name.slice('level:'.length), value))
  }
  return (
    <>
      <div className="two">
        {children}
        <Form
          method="post"
          id={JUDGING}
          ref={autosave.form}
          className="judging"
          onInput={autosave.touch}
          onBlur={autosave.flush}
          onSubmit={autosave.hold}
          onKeyDown={(event) => pressed(event, () => setKeysShown(true))}
        >
          {/* First in the form, so that the enter key saves instead of deciding. */}
          <button type="submit" name="intent" value="save" className="sr" tabIndex={-1} aria-hidden="true">
            {t('assessments:assess.save')}
          </button>
          <input type="hidden" name="revision" value={revision} />
          <FormErrors form={form} names={['feedback']} />
          <RubricScorer label={t('assessments:assess.rubric')} rows={rows} onChoose={choose} />
          <TextAreaField
            name="feedback"
            label={t('assessments:assess.feedback')}
            hint={t('assessments:assess.feedback_hint')}
            rows={4}
            maxLength={10_000}
            defaultValue={form.typed('feedback', work.feedback)}
          />
          <SavedLine work={work} autosave={autosave} answer={answer} timeZone={timeZone} />
          <Reason outcome="returned" form={form} />
          <Reason outcome="declined" form={form} />
        </Form>
      </div>
      <FinishBar work={work} levels={levels} />
      <KeyList open={keysShown} onClose={() => setKeysShown(false)} top={work.levels.length} />
    </>
  )
}

function Comment({ row, form }: { readonly row: ShownRow; readonly form: FormState }) {
  const { t } = useTranslation(['assessments'])
  return (
    <TextAreaField
      name={`comment:${row.key}`}
      label={t('assessments:assess.comment')}
      rows={2}
      maxLength={4000}
      defaultValue={form.typed(`comment:${row.key}`, row.comment)}
    />
  )
}

/** Levels as they are saved, or as they were chosen before the server asked to mend something. */
function levelsOf(work: Work, form: FormState): ReadonlyMap<string, string> {
  return new Map(
    work.rows.flatMap(({ key, level }) => {
      const chosen = form.typed(`level:${key}`, level === null ? undefined : String(level))
      return chosen === undefined ? [] : [[key, chosen] as const]
    }),
  )
}

type Saved = SaveAnswer['saved']

/** What the button saved, where the action answered that. */
const savedBy = (answer: unknown): Saved => (answer as SaveAnswer | undefined)?.saved

const newestRevision = (work: Work, ...saved: readonly Saved[]): number =>
  Math.max(work.revision, ...saved.map((one) => one?.revision ?? 0))

/** The keys work at once: the focus begins at the first row that is not judged, else at the first level that was chosen. */
function useFirstFocus(form: Autosave['form']): void {
  const done = useRef(false)
  useEffect(() => {
    if (done.current) return
    done.current = true
    const rows = [...(form.current?.querySelectorAll<HTMLFieldSetElement>('.scorer > fieldset') ?? [])]
    const open = rows.find((row) => row.querySelector('input:checked') === null) ?? rows[0]
    const radio =
      open?.querySelector<HTMLInputElement>('.level input:checked') ?? open?.querySelector('input')
    radio?.focus({ preventScroll: true })
  }, [form])
}

/** R goes to the reason for returning, ? shows the keys; only while the focus is in the form, and not while one writes. */
function pressed(event: KeyboardEvent<HTMLFormElement>, showKeys: () => void): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return
  if (event.target.matches('textarea, select, input:not([type=radio])')) return
  if (event.key.toLowerCase() === 'r') openReason(event)
  else if (event.key === '?') {
    showKeys()
    event.preventDefault()
  }
}

interface SavedLineProps {
  readonly work: Work
  readonly autosave: Autosave
  readonly answer: unknown
  readonly timeZone: string
}

/** When it was saved, or why it was not. */
function SavedLine({ work, autosave, answer, timeZone }: SavedLineProps) {
  const { t, i18n } = useTranslation(['assessments'])
  const { problem } = autosave
  const at = autosave.saved?.savedAt ?? savedBy(answer)?.savedAt ?? work.savedAt
  return (
    <div className="saved-line" aria-live="polite">
      {problem === undefined ? (
        <p className="small dim">
          {autosave.saving
            ? t('assessments:assess.saving')
            : at === undefined
              ? t('assessments:assess.not_saved')
              : t('assessments:assess.saved')}{' '}
          {!autosave.saving && at !== undefined && (
            <Time at={at} locale={i18n.language} timeZone={timeZone} show="time" />
          )}
        </p>
      ) : (
        <Note tone="amber" title={problem.message}>
          <p>{t('assessments:assess.not_saved_more')}</p>
        </Note>
      )}
      <div className="row">
        <Button small look="quiet" name="intent" value="save">
          {t('assessments:assess.save')}
        </Button>
        <Button small look="quiet" name="intent" value="release">
          {t('assessments:assess.release')}
        </Button>
      </div>
    </div>
  )
}
