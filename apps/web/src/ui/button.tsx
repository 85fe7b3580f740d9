import type { ComponentProps, ReactNode } from 'react'
import { Link } from 'react-router'
import { classNames } from './class-names.ts'

/** `first` is the likely next action, one a page; `danger` cannot be undone, `danger-first` is its last step. */
export type ButtonLook = 'first' | 'plain' | 'quiet' | 'danger' | 'danger-first'

export interface ButtonLookProps {
  /** Default `plain`. */
  readonly look?: ButtonLook
  /** 32 instead of 40 pixels high. */
  readonly small?: boolean
  /** As wide as its place. */
  readonly wide?: boolean
}

const looks: Readonly<Record<ButtonLook, string | undefined>> = {
  first: 'primary',
  plain: undefined,
  quiet: 'quiet',
  danger: 'danger',
  'danger-first': 'danger primary',
}

/** The class of a button, for elements that are neither of the two below. */
export function buttonClass({ look = 'plain', small = false, wide = false }: ButtonLookProps = {}): string {
  return classNames('btn', looks[look], small && 'sm', wide && 'wide') ?? 'btn'
}

export interface ButtonProps extends ButtonLookProps, Omit<ComponentProps<'button'>, 'className'> {
  /** Under way: it stays focusable, and a second press does nothing. */
  readonly busy?: boolean
}

/** Submits its form unless `type` says otherwise. */
export function Button({ look, small, wide, busy = false, type = 'submit', onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ look: look ?? 'plain', small: small ?? false, wide: wide ?? false })}
      aria-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  )
}

export interface ButtonLinkProps extends ButtonLookProps {
  readonly to: string
  /** Loads the address itself: for downloads and whatever is not a page of ours. */
  readonly reloadDocument?: boolean
  /** Saves instead of opening; a text names the file. Implies `reloadDocument`. */
  readonly download?: boolean | string
  readonly children: ReactNode
}

/** A link that looks like a button. */
export function ButtonLink({ look, small, wide, to, reloadDocument, download, children }: ButtonLinkProps) {
  const className = buttonClass({ look: look ?? 'plain', small: small ?? false, wide: wide ?? false })
  if (download !== undefined || reloadDocument)
    return (
      <a className={className} href={to} download={download}>
        {children}
      </a>
    )
  return (
    <Link className={className} to={to}>
      {children}
    </Link>
  )
}

/** A key to press. */
export function KeyHint({ children }: { readonly children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>
}

export interface KeyLine {
  readonly keys: readonly string[]
  readonly does: string
}

/** What the keys of a page do. */
export function KeyHints({ lines }: { readonly lines: readonly KeyLine[] }) {
  return (
    <div className="keys">
      {lines.map(({ keys, does }) => (
        <span key={does}>
          {keys.map((key) => (
            <KeyHint key={key}>{key}</KeyHint>
          ))}
          {does}
        </span>
      ))}
    </div>
  )
}
