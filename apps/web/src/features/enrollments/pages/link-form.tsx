import { useTranslation } from 'react-i18next'
import { Form } from 'react-router'
import { Button, TextField } from '../../../ui/index.ts'
import type { DraftPiece } from '../present/enrollment-page.ts'
import {
  DisclosedField,
  type FormPlace,
  Newer,
  PieceErrors,
  PlaceFields,
  prefixOf,
  stateOf,
  TitleField,
} from './piece-parts.tsx'

export interface LinkFormProps {
  readonly criterionId: string
  readonly piece?: DraftPiece
  readonly actionData: unknown
}

/** An address as evidence. */
export function LinkForm({ criterionId, piece, actionData }: LinkFormProps) {
  const { t } = useTranslation('enrollments')
  const place: FormPlace = { intent: 'link', criterionId, piece: piece?.id }
  const form = stateOf(actionData, place)
  return (
    <Form method="post" className="piece-form">
      <PieceErrors place={place} form={form} />
      <Newer problem={form.problem} />
      <PlaceFields place={place} revision={piece?.revision ?? 0} />
      <TitleField place={place} form={form} value={piece?.title} />
      <TextField
        name="url"
        id={`f-${prefixOf(place)}url`}
        type="url"
        label={t('enrollments:piece.url')}
        hint={t('enrollments:piece.url_hint')}
        placeholder="https://"
        defaultValue={form.typed('url', piece?.url)}
        error={form.error('url')}
        maxLength={2000}
        required
      />
      <DisclosedField place={place} checked={form.checked('disclosed', piece?.disclosed ?? false)} />
      <div className="actions">
        <Button>{t(piece === undefined ? 'enrollments:piece.do.link' : 'enrollments:piece.save')}</Button>
      </div>
    </Form>
  )
}

/** The title of a file, and whether it may be shown; another file is another piece. */
export function FileDetailsForm({
  piece,
  actionData,
}: {
  readonly piece: DraftPiece
  readonly actionData: unknown
}) {
  const { t } = useTranslation('enrollments')
  const place: FormPlace = { intent: 'file', criterionId: piece.criterionId, piece: piece.id }
  const form = stateOf(actionData, place)
  return (
    <Form method="post" className="piece-form">
      <PieceErrors place={place} form={form} />
      <Newer problem={form.problem} />
      <PlaceFields place={place} revision={piece.revision} />
      <TitleField place={place} form={form} value={piece.title} />
      <DisclosedField place={place} checked={form.checked('disclosed', piece.disclosed)} />
      <div className="actions">
        <Button>{t('enrollments:piece.save')}</Button>
      </div>
    </Form>
  )
}
