import { useTranslation } from 'react-i18next'
import { Form, useNavigation } from 'react-router'
import type { KeptFormUse } from '../../../device/use-kept-form.ts'
import type { FormState } from '../../../form-errors.tsx'
import { formatLocale } from '../../../i18n/formats.ts'
import {
  Button,
  CheckField,
  DropFile,
  FieldError,
  RubricScorer,
  TextAreaField,
  TextField,
  Time,
} from '../../../ui/index.ts'
import type { Observing } from './observe-person.tsx'

export interface ObserveFormProps {
  readonly data: Observing
  readonly form: FormState
  /** The form on this device. */
  readonly kept: KeptFormUse
  /** The reader's day, also where the page is older. */
  readonly today: string
}

/** The rubric first, by thumb; then where and when; then the signature. */
export function ObserveForm({ data, form, kept, today }: ObserveFormProps) {
  const { t, i18n } = useTranslation(['observations', 'common'])
  const sending = useNavigation().state !== 'idle' || kept.phase.kind === 'sending'
  const size = new Intl.NumberFormat(formatLocale(i18n.language), {
    ...{ style: 'unit', unit: 'megabyte', unitDisplay: 'short', maximumFractionDigits: 1 },
  })
  return (
    <Form
      method="post"
      encType="multipart/form-data"
      className="form"
      ref={kept.form}
      // What is on its way is not changed any more.
      inert={kept.phase.kind === 'sending'}
      onChange={kept.onChange}
      onSubmit={kept.onSubmit}
    >
      <input type="hidden" name="id" value={kept.id ?? form.typed('id', data.id)} />
      <input type="hidden" name="observer" value={data.observerId} />
      {data.instead !== undefined && <input type="hidden" name="instead" value={data.instead} />}
      <Rows data={data} form={form} />
      <TextField
        name="place"
        label={t('observations:form.place')}
        hint={t('observations:form.place_hint')}
        required
        maxLength={300}
        defaultValue={form.typed('place')}
        error={form.error('place')}
      />
      <TextField
        name="on"
        type="date"
        label={t('observations:form.on')}
        required
        max={today}
        defaultValue={form.typed('on', today)}
        error={form.error('on')}
      />
      <TextAreaField
        name="note"
        label={t('observations:form.note')}
        hint={t('observations:form.note_hint', { name: data.name })}
        optional={t('common:optional')}
        rows={4}
        maxLength={4000}
        defaultValue={form.typed('note')}
        error={form.error('note')}
      />
      <DropFile
        name="files"
        multiple
        label={t('observations:form.files')}
        hint={t('observations:form.files_hint')}
        optional={t('common:optional')}
        accept={data.accept}
        formatSize={(bytes) => size.format(bytes / 1_000_000)}
        chosenLabel={t('observations:form.chosen')}
        error={form.error('files')}
      />
      {data.instead !== undefined && (
        <TextAreaField
          name="reason"
          id="f-supersedes.reason"
          label={t('observations:form.reason')}
          hint={t('observations:form.reason_hint', { name: data.name })}
          required
          rows={2}
          maxLength={1000}
          defaultValue={form.typed('reason')}
          error={form.error('supersedes.reason')}
        />
      )}
      <CheckField
        name="seen"
        label={t('observations:form.seen', { name: data.name })}
        hint={t('observations:form.seen_hint')}
        checked={form.checked('seen', false)}
        error={form.error('seen')}
      />
      <div className="actions">
        <Button look="first" busy={sending}>
          {t('observations:form.record')}
        </Button>
        <KeptLine at={kept.keptAt} timeZone={data.timeZone} />
      </div>
    </Form>
  )
}

/** When the device kept it last, said as it changes. */
function KeptLine({ at, timeZone }: { readonly at: number | undefined; readonly timeZone: string }) {
  const { t, i18n } = useTranslation('observations')
  return (
    <p className="small dim" role="status">
      {at !== undefined && (
        <>
          {t('observations:kept.kept')}{' '}
          <Time at={new Date(at)} locale={i18n.language} timeZone={timeZone} show="time" />
        </>
      )}
    </p>
  )
}

function Rows({ data: { criterion, levels, language }, form }: Pick<ObserveFormProps, 'data' | 'form'>) {
  const { t } = useTranslation('observations')
  return (
    <div id="f-rows" lang={language}>
      <RubricScorer
        label={t('observations:form.rubric')}
        rows={criterion.rubric.map(({ id, title, required, descriptions }) => {
          const chosen = form.typed(`level:${id}`)
          return {
            name: `level:${id}`,
            title: <h2>{title}</h2>,
            aside: t('observations:form.needs', { level: levels[required - 1] ?? required }),
            levels: [
              ...descriptions.map((text, at) => ({
                value: String(at + 1),
                label: levels[at] ?? String(at + 1),
                text,
              })),
              {
                value: '0',
                label: t('observations:form.not_seen'),
                text: t('observations:form.not_seen_text'),
              },
            ],
            ...(chosen === undefined ? {} : { chosen }),
          }
        })}
      />
      <FieldError id="f-rows-error">{form.error('rows')}</FieldError>
    </div>
  )
}
