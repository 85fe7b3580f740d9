import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormState } from '../../../form-errors.tsx'
import { TextField } from '../../../ui/index.ts'

interface PasswordFieldProps {
  /** `new`: one that is chosen now; `present`: one that was chosen before. */
  readonly kind: 'new' | 'present'
  readonly name: string
  readonly form: FormState
  /** Default: “New password” or “Password”. */
  readonly label?: ReactNode
  readonly hint?: ReactNode
  /** Default true. */
  readonly required?: boolean
  /** Tells a password keeper which account it is of, where the form has no field for the address; it is not sent. */
  readonly account?: string
}

/** A password, with what keepers of passwords need to know of it, and the same limits wherever one is chosen. */
export function PasswordField({
  kind,
  name,
  form,
  label,
  hint,
  required = true,
  account,
}: PasswordFieldProps) {
  const { t } = useTranslation('identity')
  const isNew = kind === 'new'
  const shown = hint ?? (isNew ? t('password_hint') : undefined)
  return (
    <>
      {account !== undefined && (
        <input type="email" autoComplete="username" defaultValue={account} readOnly hidden />
      )}
      <TextField
        name={name}
        label={label ?? t(isNew ? 'new_password.label' : 'password')}
        {...(shown === undefined ? {} : { hint: shown })}
        type="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required={required}
        {...(isNew ? { minLength: 10 } : {})}
        maxLength={128}
        error={form.error(name)}
      />
    </>
  )
}
