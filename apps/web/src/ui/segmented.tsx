import type { ReactNode } from 'react'
import { Link } from 'react-router'

export interface LinkChoice {
  readonly to: string
  readonly label: ReactNode
  readonly current?: boolean
}

export interface LinkChoicesProps {
  /** Names the group. */
  readonly label: string
  readonly items: readonly LinkChoice[]
}

/** One of a few views of the same thing; each has an address. */
export function Segmented({ label, items }: LinkChoicesProps) {
  return (
    <nav className="seg" aria-label={label}>
      <ChoiceLinks items={items} />
    </nav>
  )
}

/** The parts of one thing; links, so that each has an address and works without scripts. */
export function Tabs({ label, items }: LinkChoicesProps) {
  return (
    <nav className="tabs" aria-label={label}>
      <ChoiceLinks items={items} />
    </nav>
  )
}

function ChoiceLinks({ items }: { readonly items: readonly LinkChoice[] }) {
  return items.map(({ to, label, current = false }) => (
    <Link key={to} to={to} aria-current={current ? 'page' : undefined} preventScrollReset>
      {label}
    </Link>
  ))
}

export interface SegmentedChoiceProps {
  readonly name: string
  readonly label: string
  readonly chosen?: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** The same as part of a form: radio buttons. */
export function SegmentedChoice({ name, label, chosen, options }: SegmentedChoiceProps) {
  return (
    <fieldset className="question">
      <legend>{label}</legend>
      <div className="seg">
        {options.map((option) => (
          <label key={option.value}>
            <input
              className="sr"
              type="radio"
              name={name}
              value={option.value}
              defaultChecked={option.value === chosen}
            />
            <span className="choose">{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
