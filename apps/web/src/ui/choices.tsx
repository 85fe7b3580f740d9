import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { type Choice, FieldError, type FieldProps, fieldId } from './field.tsx'

export interface ChoiceGroupProps extends FieldProps {
  readonly options: readonly Choice[]
  /** `one` makes radio buttons, `some` check boxes. Default `one`. */
  readonly pick?: 'one' | 'some'
  /** Values that are chosen at first. */
  readonly chosen?: readonly string[]
}

/** A few choices, all in sight. The first control carries the field's id, so the error summary leads there. */
export function ChoiceGroup({ options, pick = 'one', chosen = [], ...field }: ChoiceGroupProps) {
  const id = field.id ?? fieldId(field.name)
  return (
    <fieldset
      className="question"
      aria-describedby={classNames(
        field.error !== undefined && `${id}-error`,
        field.hint !== undefined && `${id}-hint`,
      )}
    >
      <legend>
        {field.label}
        {field.optional !== undefined && <span className="optional"> ({field.optional})</span>}
      </legend>
      {field.hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {field.hint}
        </p>
      )}
      <div className="choices">
        {options.map((option, i) => (
          <ChoiceLine
            key={option.value}
            id={i === 0 ? id : `${id}-${i}`}
            name={field.name}
            type={pick === 'one' ? 'radio' : 'checkbox'}
            option={option}
            chosen={chosen.includes(option.value)}
            required={pick === 'one' && (field.required ?? false)}
          />
        ))}
      </div>
      <FieldError id={`${id}-error`}>{field.error}</FieldError>
    </fieldset>
  )
}

interface ChoiceLineProps {
  readonly id: string
  readonly name: string
  readonly type: 'radio' | 'checkbox'
  readonly option: Choice
  readonly chosen: boolean
  readonly required: boolean
}

function ChoiceLine({ id, name, type, option, chosen, required }: ChoiceLineProps) {
  return (
    <label className="choice" htmlFor={id}>
      <input
        id={id}
        name={name}
        type={type}
        value={option.value}
        defaultChecked={chosen}
        disabled={option.disabled}
        required={required}
        aria-describedby={option.hint === undefined ? undefined : `${id}-says`}
      />
      <span>
        {option.label}
        {option.hint !== undefined && (
          <span className="hint" id={`${id}-says`}>
            {option.hint}
          </span>
        )}
      </span>
    </label>
  )
}

export interface CheckFieldProps {
  readonly name: string
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: ReactNode
  readonly checked?: boolean
  readonly required?: boolean
  readonly disabled?: boolean
  /** Default `yes`. */
  readonly value?: string
  /** Default: `fieldId(name)`; for a page with several of one name. */
  readonly id?: string
}

/** One check box with its words. */
export function CheckField({
  name,
  label,
  hint,
  error,
  checked = false,
  value = 'yes',
  id = fieldId(name),
  ...rest
}: CheckFieldProps) {
  return (
    <div className="question">
      <label className="choice" htmlFor={id}>
        <input
          {...rest}
          id={id}
          name={name}
          type="checkbox"
          value={value}
          defaultChecked={checked}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={classNames(
            error !== undefined && `${id}-error`,
            hint !== undefined && `${id}-hint`,
          )}
        />
        <span>
          {label}
          {hint !== undefined && (
            <span className="hint" id={`${id}-hint`}>
              {hint}
            </span>
          )}
        </span>
      </label>
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  )
}
