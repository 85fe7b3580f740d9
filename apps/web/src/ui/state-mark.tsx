import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/**
 * How a thing stands. `passed` is a struck mark; `unknown` could not be checked; `half` is under way; `failed` is
 * defaced; `empty` is the place of a mark not earned yet.
 */
export type MarkState = 'passed' | 'unknown' | 'half' | 'failed' | 'empty'

/** Colour of words about a state; `plain` for those without one. */
export type Tone = 'pass' | 'amber' | 'fail' | 'plain'

const octagon = 'M7 1.5h10L22.5 7v10L17 22.5H7L1.5 17V7z'

const drawings: Readonly<Record<MarkState, ReactNode>> = {
  passed: (
    <>
      <path className="solid" d="M7 1h10l6 6v10l-6 6H7l-6-6V7z" />
      <path
        className="cut"
        d="M7 12.4l3.4 3.4L17 9"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
  unknown: (
    <>
      <path className="line" d={octagon} strokeWidth="2" strokeDasharray="3.6 2.6" />
      <path className="line" d="M8 12h8" strokeWidth="2.4" strokeLinecap="round" />
    </>
  ),
  half: (
    <>
      <path className="line" d={octagon} strokeWidth="2" />
      <path className="solid" d="M7 1.5h5v21H7L1.5 17V7z" />
    </>
  ),
  failed: (
    <>
      <path className="solid" d="M2 2h20v20H2z" />
      <path className="cut" d="M8 8l8 8M16 8l-8 8" strokeWidth="2.2" strokeLinecap="round" />
    </>
  ),
  empty: <path className="line" d={octagon} strokeWidth="1.5" strokeDasharray="3.2 2.6" />,
}

const marksOfTones: Readonly<Record<Exclude<Tone, 'plain'>, MarkState>> = {
  pass: 'passed',
  amber: 'unknown',
  fail: 'failed',
}

/** The mark itself. Without `label` it is hidden from screen readers: then the words beside it must say the state. */
export function StateMark({ state, label }: { readonly state: MarkState; readonly label?: string }) {
  const name = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named or hidden by the spread attributes
    <svg className={`state ${state}`} viewBox="0 0 24 24" {...name}>
      {drawings[state]}
    </svg>
  )
}

export interface TagProps {
  readonly tone?: Tone
  /** Default: the mark that belongs to the tone; `null` for none. */
  readonly mark?: MarkState | null
  readonly children: ReactNode
}

/** A state in a word or two, with its shape. */
export function Tag({ tone = 'plain', mark, children }: TagProps) {
  const state = mark === undefined ? (tone === 'plain' ? null : marksOfTones[tone]) : mark
  return (
    <span className={classNames('tag', tone !== 'plain' && tone)}>
      {state !== null && <StateMark state={state} />}
      {children}
    </span>
  )
}

/** A row of marks that together say how far something is, such as the criteria of an enrollment. */
export function Marks({ states, label }: { readonly states: readonly MarkState[]; readonly label: string }) {
  return (
    <span className="marks" role="img" aria-label={label}>
      {states.map((state, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: marks have no identity but their place
        <StateMark key={i} state={state} />
      ))}
    </span>
  )
}
