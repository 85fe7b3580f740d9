import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from './button.tsx'

export interface ConfirmFormProps {
  /** On the button that asks. */
  readonly ask: ReactNode
  /** What will happen, and what cannot be undone. */
  readonly children: ReactNode
  /** On the button that does it. */
  readonly confirm: ReactNode
  /** Address to post to; default: the page's own. */
  readonly action?: string
  /** Hidden fields, such as the intent. */
  readonly values?: Readonly<Record<string, string>>
  /** Open from the start: after a rejected try, with its errors inside. */
  readonly open?: boolean
}

/** Two presses for what cannot be undone; a disclosure with a form inside, so it works without scripts. */
export function ConfirmForm({ ask, children, confirm, action, values = {}, open = false }: ConfirmFormProps) {
  return (
    <details className="confirm" open={open}>
      <summary className="btn danger">{ask}</summary>
      <form method="post" action={action} className="sure">
        {Object.entries(values).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div>{children}</div>
        <div className="actions">
          <Button look="danger-first">{confirm}</Button>
        </div>
      </form>
    </details>
  )
}

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly children: ReactNode
}

/**
 * The browser's own modal dialog: traps the focus, closes by Escape, gives the focus back. Only for what appears by
 * script anyway, such as the list of keys; a form belongs on a page or into `ConfirmForm`.
 */
export function Dialog({ open, onClose, title, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    if (dialog === null || dialog.open === open) return
    if (open) dialog.showModal()
    else dialog.close()
  }, [open])
  return (
    <dialog ref={element} onClose={onClose} aria-labelledby="dialog-title">
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  )
}

export interface MoreProps {
  readonly summary: ReactNode
  readonly children: ReactNode
  readonly open?: boolean
}

/** More on demand. */
export function More({ summary, children, open = false }: MoreProps) {
  return (
    <details className="more-on" open={open}>
      <summary>{summary}</summary>
      <div>{children}</div>
    </details>
  )
}
