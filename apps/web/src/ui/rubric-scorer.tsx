import type { KeyboardEvent, ReactNode } from 'react'
import { KeyHint } from './button.tsx'
import { classNames } from './class-names.ts'

export interface ScorerLevel {
  /** What is posted, and the key that chooses it when it is one character. */
  readonly value: string
  readonly label: string
  readonly text: string
}

export interface ScorerRow {
  /** The name it posts. */
  readonly name: string
  readonly title: ReactNode
  /** At the end of the title's line: weight, or how it stands. */
  readonly aside?: ReactNode
  readonly levels: readonly ScorerLevel[]
  readonly chosen?: string
  /** A second reader's suggestion: dashed. */
  readonly suggested?: string
  /** Below the levels: the second reader's reasons, the comment field. */
  readonly beside?: ReactNode
}

export interface RubricScorerProps {
  readonly label: string
  readonly rows: readonly ScorerRow[]
  readonly disabled?: boolean
  /** Read out after a suggested level. */
  readonly suggestedLabel?: string
  readonly onChoose?: (name: string, value: string) => void
}

/**
 * Radio buttons, one group a row. Inside it a level's own key chooses that level and J and K go to the next and the last
 * row; keys work only while the focus is here (WCAG 2.1.4), and not while one writes.
 */
export function RubricScorer({ label, rows, disabled = false, suggestedLabel, onChoose }: RubricScorerProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset here would nest in the rows' own
    <div className="scorer" role="group" aria-label={label} onKeyDown={chooseByKey}>
      {rows.map(({ name, title, aside, levels, chosen, suggested, beside }) => (
        <fieldset key={name} disabled={disabled}>
          <legend>
            <span className="split">
              {title}
              {aside !== undefined && <span className="aside">{aside}</span>}
            </span>
          </legend>
          <div className="levels">
            {levels.map((level) => (
              <ScorerChoice
                key={level.value}
                name={name}
                level={level}
                chosen={level.value === chosen}
                suggestion={level.value === suggested ? (suggestedLabel ?? '') : undefined}
                onChoose={onChoose}
              />
            ))}
          </div>
          {beside !== undefined && <div className="beside">{beside}</div>}
        </fieldset>
      ))}
    </div>
  )
}

interface ScorerChoiceProps {
  readonly name: string
  readonly level: ScorerLevel
  readonly chosen: boolean
  /** Words for a suggested level; absent for the others. */
  readonly suggestion: string | undefined
  readonly onChoose: RubricScorerProps['onChoose']
}

function ScorerChoice({ name, level, chosen, suggestion, onChoose }: ScorerChoiceProps) {
  return (
    <label className={classNames('level', suggestion !== undefined && 'suggested')}>
      <input
        type="radio"
        name={name}
        value={level.value}
        defaultChecked={chosen}
        onChange={() => onChoose?.(name, level.value)}
      />
      <span className="box">
        <KeyHint>{level.value}</KeyHint>
        <b>{level.label}</b>
        <span className="text">{level.text}</span>
        {suggestion !== undefined && suggestion !== '' && <span className="sr">, {suggestion}</span>}
      </span>
    </label>
  )
}

/** Turns a key into a choice or a step to another row. */
function chooseByKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return
  if (event.target.matches('textarea, select, input:not([type=radio])')) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLFieldSetElement>(':scope > fieldset')]
  const at = rows.findIndex((row) => row.contains(event.target as Node))
  const key = event.key.toLowerCase()
  if (key === 'j' || key === 'k') {
    const row = rows[at + (key === 'j' ? 1 : -1)]
    const first = row?.querySelector<HTMLInputElement>('input:checked') ?? row?.querySelector('input')
    first?.focus()
    event.preventDefault()
    return
  }
  const radios = [...(rows[at]?.querySelectorAll<HTMLInputElement>('.level input') ?? [])]
  const wanted = radios.find(({ value }) => value === event.key)
  if (wanted === undefined) return
  wanted.focus()
  wanted.click()
  event.preventDefault()
}
