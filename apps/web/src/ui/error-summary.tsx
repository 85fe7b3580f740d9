import { useEffect, useRef } from 'react'
import { fieldId } from './field.tsx'

export interface WrongField {
  /** The name the field posts; empty for what concerns no single field. */
  readonly name: string
  readonly message: string
}

export interface ErrorSummaryProps {
  readonly title: string
  readonly errors: readonly WrongField[]
}

/**
 * All that is wrong, above the form, each with a link to its field. It takes the focus when it appears; without
 * scripts the browser reads it first, being first. Nothing when there are no errors.
 */
export function ErrorSummary({ title, errors }: ErrorSummaryProps) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (errors.length > 0) box.current?.focus()
  }, [errors])
  if (errors.length === 0) return null
  return (
    <div className="errors" role="alert" tabIndex={-1} ref={box}>
      <h2>{title}</h2>
      <ul>
        {errors.map(({ name, message }) => (
          <li key={`${name} ${message}`}>
            {name === '' ? message : <a href={`#${fieldId(name)}`}>{message}</a>}
          </li>
        ))}
      </ul>
    </div>
  )
}
