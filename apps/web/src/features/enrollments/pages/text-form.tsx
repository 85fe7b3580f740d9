import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { Button, TextAreaField } from '../../../ui/index.ts'
import { useAutosave } from '../../../use-autosave.ts'
import type { DraftPiece } from '../present/enrollment-page.ts'
import {
  DisclosedField,
  type FormPlace,
  Newer,
  PieceErrors,
  PlaceFields,
  prefixOf,
  SavedLine,
  stateOf,
  TitleField,
} from './piece-parts.tsx'

export interface TextFormProps {
  readonly criterionId: string
  /** Title of a new text until its author gives another. */
  readonly title: string
  /** The text that is changed; absent for a new one. */
  readonly piece?: DraftPiece
  readonly actionData: unknown
  readonly timeZone: string
}

/** A text in Markdown that saves itself where scripts run; a new one becomes a piece with its first save. */
export function TextForm({ criterionId, title, piece, actionData, timeZone }: TextFormProps) {
  const { t } = useTranslation('enrollments')
  const autosave = useAutosave()
  const own: FormPlace = { intent: 'text', criterionId, piece: piece?.id }
  const place = { ...own, piece: piece?.id ?? autosave.saved?.id }
  const form = stateOf(actionData, place)
  const revision = Math.max(piece?.revision ?? 0, autosave.saved?.revision ?? 0)
  return (
    <Form
      method="post"
      ref={autosave.form}
      className="piece-form"
      onInput={autosave.touch}
      onSubmit={autosave.hold}
    >
      <PieceErrors place={own} form={form} />
      <Newer problem={form.problem ?? autosave.problem} html={piece?.html} />
      <PlaceFields place={place} revision={revision} />
      <TitleField place={own} form={form} value={piece?.title ?? title} />
      <TextAreaField
        name="text"
        id={`f-${prefixOf(own)}text`}
        label={t('enrollments:piece.words')}
        hint={t('enrollments:piece.words_hint')}
        defaultValue={form.typed('text', piece?.text)}
        error={form.error('text')}
        maxLength={100_000}
        rows={8}
        required
      />
      <DisclosedField place={own} checked={form.checked('disclosed', piece?.disclosed ?? false)} />
      <div className="actions">
        <Button>{t(piece === undefined ? 'enrollments:piece.do.text' : 'enrollments:piece.save')}</Button>
        <SavedLine autosave={autosave} savedAt={piece?.savedAt} timeZone={timeZone} />
      </div>
    </Form>
  )
}
