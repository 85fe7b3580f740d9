import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { StateMark } from './state-mark.tsx'

/** The element id of a field, by the name it posts; `ErrorSummary` links to it. */
export const fieldId = (name: string): string => `f-${name}`

export interface FieldProps {
  /** The name it posts; also makes the ids, so it is given once a page or `id` is. */
  readonly name: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** Shown beside the field and read with it. */
  readonly error?: ReactNode
  readonly required?: boolean
  /** Word behind the label of a field that may be left empty. */
  readonly optional?: string
  /** Default: `fieldId(name)`. */
  readonly id?: string
}

/** What the control inside a field must carry. */
export interface ControlProps {
  readonly id: string
  readonly name: string
  readonly className: string
  readonly required: boolean
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

/** Label above, hint, control, error: wires them together for any one control. */
export function Field({
  children,
  ...field
}: FieldProps & { readonly children: (control: ControlProps) => ReactNode }) {
  const id = field.id ?? fieldId(field.name)
  return (
    <div className="question">
      <label htmlFor={id}>
        <LabelText {...field} />
      </label>
      {field.hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      {children({
        id,
        name: field.name,
        className: 'field',
        required: field.required ?? false,
        'aria-describedby': describedBy(id, field),
        'aria-invalid': field.error === undefined ? undefined : true,
      })}
      <FieldError id={`${id}-error`}>{field.error}</FieldError>
    </div>
  )
}

function LabelText({ label, optional }: Pick<FieldProps, 'label' | 'optional'>) {
  return (
    <>
      {label}
      {optional !== undefined && <span className="optional"> ({optional})</span>}
    </>
  )
}

function describedBy(id: string, { hint, error }: Pick<FieldProps, 'hint' | 'error'>): string | undefined {
  return classNames(error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`)
}

/** The sentence beside a field that is wrong; nothing when there is none. */
export function FieldError({ id, children }: { readonly id: string; readonly children?: ReactNode }) {
  if (children === undefined) return null
  return (
    <p className="error" id={id}>
      <StateMark state="failed" />
      {children}
    </p>
  )
}

export interface TextFieldProps extends FieldProps, OwnControl<'input'> {}

type OwnControl<Tag extends 'input' | 'textarea' | 'select'> = Omit<
  ComponentProps<Tag>,
  'name' | 'id' | 'className' | 'required' | 'children' | 'aria-describedby' | 'aria-invalid'
>

/** One line of text, or any other kind of `input` by `type`. */
export function TextField({ name, label, hint, error, required, optional, id, ...input }: TextFieldProps) {
  return (
    <Field {...compact({ name, label, hint, error, required, optional, id })}>
      {(control) => <input {...input} {...control} />}
    </Field>
  )
}

export interface TextAreaFieldProps extends FieldProps, OwnControl<'textarea'> {}

/** Several lines of text; it grows with what is written where the browser can. */
export function TextAreaField({
  name,
  label,
  hint,
  error,
  required,
  optional,
  id,
  ...area
}: TextAreaFieldProps) {
  return (
    <Field {...compact({ name, label, hint, error, required, optional, id })}>
      {(control) => <textarea rows={4} {...area} {...control} />}
    </Field>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly hint?: ReactNode
  readonly disabled?: boolean
}

export interface SelectFieldProps extends FieldProps, OwnControl<'select'> {
  readonly options: readonly Choice[]
  /** First entry with an empty value. */
  readonly empty?: string
}

/** One of many, in the browser's own list. */
export function SelectField({
  name,
  label,
  hint,
  error,
  required,
  optional,
  id,
  options,
  empty,
  ...select
}: SelectFieldProps) {
  return (
    <Field {...compact({ name, label, hint, error, required, optional, id })}>
      {(control) => (
        <select {...select} {...control}>
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value} disabled={option.disabled}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Leaves out what is undefined, which is not the same as absent to the types. */
function compact(field: { readonly [Key in keyof FieldProps]: FieldProps[Key] | undefined }): FieldProps {
  return Object.fromEntries(
    Object.entries(field).filter(([, value]) => value !== undefined),
  ) as unknown as FieldProps
}
