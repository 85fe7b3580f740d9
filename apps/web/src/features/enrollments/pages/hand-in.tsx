import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { FormErrors, formState } from '../../../form-errors.tsx'
import { Button, CheckField, LedgerSection, StateMark, TextAreaField } from '../../../ui/index.ts'
import { useAutosave } from '../../../use-autosave.ts'
import { MARKS } from './criterion-section.tsx'
import { useDay } from './formats.ts'
import type { Enrollment } from './load-enrollment.ts'
import { Newer, SavedLine } from './piece-parts.tsx'

export interface HandInProps {
  readonly enrollment: Enrollment
  readonly actionData: unknown
  readonly timeZone: string
}

/** The texts of the whole portfolio, what is missing, the declaration, and handing in. */
export function HandIn({ enrollment, actionData, timeZone }: HandInProps) {
  const { t } = useTranslation(['enrollments', 'common'])
  const day = useDay(timeZone)
  const autosave = useAutosave()
  const { draft, ready, promised } = enrollment
  const sent = formState(actionData, 'submit')
  const form = sent.problem === undefined ? formState(actionData, 'draft') : sent
  const stale = form.problem?.code === 'stale' ? form.problem : autosave.problem
  const revision = Math.max(draft.revision, autosave.saved?.revision ?? 0)
  return (
    <LedgerSection
      id="hand-in"
      rule="main"
      title={t('enrollments:hand_in.title')}
      note={t('enrollments:hand_in.note', { date: day(promised) })}
    >
      <Form
        method="post"
        ref={autosave.form}
        className="form"
        onInput={autosave.touch}
        onSubmit={autosave.hold}
      >
        {/* First in the form, so that the enter key and what saves itself never hand in. */}
        <button type="submit" name="intent" value="draft" className="sr" tabIndex={-1} aria-hidden="true">
          {t('enrollments:hand_in.save')}
        </button>
        {form.problem?.code !== 'stale' && (
          <FormErrors form={form} names={['reflection', 'aiHelp', 'authorship']} />
        )}
        <Newer problem={stale} />
        <input type="hidden" name="revision" value={revision} />
        <TextAreaField
          name="reflection"
          label={t('enrollments:hand_in.reflection')}
          hint={t('enrollments:hand_in.reflection_hint')}
          optional={t('common:optional')}
          defaultValue={form.typed('reflection', draft.reflection)}
          error={form.error('reflection')}
          maxLength={20_000}
          rows={5}
        />
        <TextAreaField
          name="aiHelp"
          label={t('enrollments:hand_in.ai')}
          hint={t('enrollments:hand_in.ai_hint')}
          optional={t('common:optional')}
          defaultValue={form.typed('aiHelp', draft.aiHelp)}
          error={form.error('aiHelp')}
          maxLength={2000}
          rows={2}
        />
        <SavedLine autosave={autosave} savedAt={draft.updatedAt} timeZone={timeZone} />
        <StillMissing enrollment={enrollment} />
        {ready && (
          <CheckField
            name="authorship"
            label={t('enrollments:hand_in.authorship')}
            hint={t('enrollments:hand_in.authorship_hint')}
            error={form.error('authorship')}
            checked={form.checked('authorship', false)}
          />
        )}
        <div className="actions">
          {ready && (
            <Button look="first" name="intent" value="submit">
              {t('enrollments:hand_in.submit')}
            </Button>
          )}
          <Button name="intent" value="draft">
            {t('enrollments:hand_in.save')}
          </Button>
        </div>
      </Form>
    </LedgerSection>
  )
}

function StillMissing({ enrollment: { criteria, ready } }: Pick<HandInProps, 'enrollment'>) {
  const { t } = useTranslation('enrollments')
  if (ready && criteria.some(({ state }) => state === 'mend')) return null
  if (ready)
    return (
      <p className="row pass">
        <StateMark state="passed" />
        {t('enrollments:hand_in.ready')}
      </p>
    )
  return (
    <div>
      <h3>{t('enrollments:hand_in.still_missing')}</h3>
      <ul className="still-missing">
        {criteria
          .filter(({ missing }) => missing.length > 0)
          .map(({ id, criterion, state, missing }) => (
            <li key={id}>
              <StateMark state={MARKS[state]} />
              <span>
                <a href={`#c-${id}`}>{criterion.title}</a>{' '}
                <span className="dim small">
                  {missing
                    .map(({ code, count }) => t(`enrollments:missing.${code}`, { count: count ?? 1 }))
                    .join(', ')}
                </span>
              </span>
            </li>
          ))}
      </ul>
    </div>
  )
}
