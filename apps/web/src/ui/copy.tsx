import { type ReactNode, useId, useState, useSyncExternalStore } from 'react'
import { Button } from './button.tsx'

export interface CopyButtonProps {
  readonly text: string
  /** The same with its looks, for what pastes them. */
  readonly html?: string
  readonly children: ReactNode
  /** Said once it was copied. */
  readonly done: string
}

const never = () => () => undefined

/** There only where scripts run: without them the text beside it is selected and copied by hand. */
export function CopyButton({ text, html, children, done }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  const scripted = useSyncExternalStore(
    never,
    () => navigator.clipboard !== undefined,
    () => false,
  )
  if (!scripted) return null
  const copy = () => {
    const told = () => setCopied(true)
    if (html === undefined) void navigator.clipboard.writeText(text).then(told)
    else
      void navigator.clipboard
        .write([
          new ClipboardItem({ 'text/plain': blobOf(text, 'plain'), 'text/html': blobOf(html, 'html') }),
        ])
        .then(told)
  }
  return (
    <span role="status">
      <Button type="button" onClick={copy}>
        {copied ? done : children}
      </Button>
    </span>
  )
}

const blobOf = (text: string, kind: 'plain' | 'html') => new Blob([text], { type: `text/${kind}` })

export interface CopyFieldProps {
  readonly label: string
  readonly value: string
  /** Rows of a text; default: one line. */
  readonly rows?: number
  readonly copy: string
  readonly copied: string
}

/** A text to take away: read-only, selected when one goes into it, with a button that copies it. */
export function CopyField({ label, value, rows, copy, copied }: CopyFieldProps) {
  const id = useId()
  const select = (event: { readonly target: HTMLInputElement | HTMLTextAreaElement }) => event.target.select()
  return (
    <div className="question copy-field">
      <label htmlFor={id}>{label}</label>
      <div className="ask">
        {rows === undefined ? (
          <input id={id} className="field" readOnly value={value} onFocus={select} />
        ) : (
          <textarea id={id} className="field" readOnly rows={rows} value={value} onFocus={select} />
        )}
        <CopyButton text={value} done={copied}>
          {copy}
        </CopyButton>
      </div>
    </div>
  )
}
