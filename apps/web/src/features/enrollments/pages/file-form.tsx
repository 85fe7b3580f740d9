import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { Button, DropFile, Progress, TextField } from '../../../ui/index.ts'
import { useSize } from './formats.ts'
import { type FormPlace, PieceErrors, PlaceFields, prefixOf, stateOf } from './piece-parts.tsx'
import { type Upload, useUpload } from './use-upload.ts'

export interface FileFormProps {
  readonly criterionId: string
  /** Address of the enrollment. */
  readonly address: string
  /** Endings, for the browser's own dialog. */
  readonly accept: string
  readonly actionData: unknown
}

/** Adds a file: a plain form, which tells how far it is where scripts run. */
export function FileForm({ criterionId, address, accept, actionData }: FileFormProps) {
  const { t } = useTranslation(['enrollments', 'common'])
  const navigate = useNavigate()
  const formatSize = useSize()
  const { upload, start, stop } = useUpload(`${address}/upload`, (id) => {
    void navigate(`${address}?open=${id}#e-${id}`)
  })
  const place: FormPlace = { intent: 'file', criterionId, piece: undefined }
  const form = stateOf(actionData, place)
  const sending = upload.state === 'sending'
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!sending) start(new FormData(event.currentTarget))
  }
  return (
    <form method="post" encType="multipart/form-data" className="piece-form" onSubmit={send}>
      {upload.state === 'idle' && <PieceErrors place={place} form={form} />}
      <PlaceFields place={place} revision={0} />
      <DropFile
        name="file"
        id={`f-${prefixOf(place)}file`}
        label={t('enrollments:piece.file_label')}
        hint={t('enrollments:piece.file_hint')}
        accept={accept}
        required
        formatSize={formatSize}
        chosenLabel={t('enrollments:piece.chosen')}
        progress={<Sending upload={upload} />}
        {...errorOf(upload, t('enrollments:piece.interrupted'), form.error('file'))}
      />
      <TextField
        name="title"
        id={`f-${prefixOf(place)}title`}
        label={t('enrollments:piece.file_title')}
        hint={t('enrollments:piece.file_title_hint')}
        optional={t('common:optional')}
        defaultValue={form.typed('title')}
        error={form.error('title')}
        maxLength={200}
      />
      <div className="actions">
        <Button busy={sending}>{t('enrollments:piece.do.file')}</Button>
        {sending && (
          <Button type="button" look="quiet" onClick={stop}>
            {t('enrollments:piece.stop')}
          </Button>
        )}
      </div>
    </form>
  )
}

function errorOf(upload: Upload, interrupted: string, posted: string | undefined): { error?: string } {
  if (upload.state === 'refused')
    return { error: upload.problem.fields[0]?.message ?? upload.problem.message }
  if (upload.state === 'interrupted') return { error: interrupted }
  return posted === undefined || upload.state === 'sending' ? {} : { error: posted }
}

function Sending({ upload }: { readonly upload: Upload }) {
  const { t } = useTranslation('enrollments')
  const formatSize = useSize()
  if (upload.state !== 'sending') return null
  const { done, total } = upload
  const sent = total > 0 && done === total
  return (
    <Progress
      label={t('enrollments:piece.uploading')}
      {...(total === 0 || sent ? {} : { value: done, max: total })}
      text={
        sent
          ? t('enrollments:piece.checking')
          : t('enrollments:piece.progress', { done: formatSize(done), total: formatSize(total) })
      }
    />
  )
}
