import { useTranslation } from 'react-i18next'
import { Button, Field, TextAreaField, TextField } from '../../../ui/index.ts'

export interface VerifyFormProps {
  readonly text?: string
  readonly recipient?: string
}

/** A link or text, or a file, and whose it should be. Plain HTML: it posts to `/verify` from any page. */
export function VerifyForm({ text = '', recipient = '' }: VerifyFormProps) {
  const { t } = useTranslation('verify')
  return (
    <form method="post" action="/verify" encType="multipart/form-data" className="form">
      <VerifyFields
        text={text}
        recipient={recipient}
        label={t('verify:form.text')}
        hint={t('verify:form.text_hint')}
        placeholder={t('verify:form.text_placeholder')}
      />
      <div>
        <Button look="first">{t('verify:form.submit')}</Button>
      </div>
    </form>
  )
}

export interface VerifyFieldsProps extends Required<VerifyFormProps> {
  readonly label: string
  readonly hint: string
  readonly placeholder: string
}

/** What is asked, whoever checks it. */
export function VerifyFields({ text, recipient, label, hint, placeholder }: VerifyFieldsProps) {
  const { t } = useTranslation(['verify', 'common'])
  return (
    <>
      <TextAreaField
        name="text"
        label={label}
        hint={hint}
        placeholder={placeholder}
        defaultValue={text}
        rows={3}
        spellCheck={false}
      />
      <Field name="file" label={t('verify:form.file')} hint={t('verify:form.file_hint')}>
        {(control) => (
          <div className="drop">
            <input
              {...control}
              className=""
              type="file"
              accept=".png,.svg,.pdf,.json,.jsonld,.jwt,.txt,image/png,image/svg+xml,application/pdf,application/json,application/ld+json,text/plain"
            />
          </div>
        )}
      </Field>
      <TextField
        name="recipient"
        label={t('verify:form.recipient')}
        hint={t('verify:form.recipient_hint')}
        optional={t('common:optional')}
        defaultValue={recipient}
        inputMode="email"
        autoComplete="off"
        maxLength={320}
      />
    </>
  )
}
