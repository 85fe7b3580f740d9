import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { useFetcher } from 'react-router'
import type { FormProblem } from './http/form-problem.ts'

/** Milliseconds without a change after which a form saves itself. */
const PAUSE = 1000

/** What an action answers to a form that saves itself. */
export interface SaveAnswer {
  readonly saved?: { readonly id?: string; readonly revision: number; readonly savedAt: Date }
  readonly problem?: FormProblem
}

export interface Autosave {
  readonly form: RefObject<HTMLFormElement | null>
  /** What was saved last, also when a later save was refused. */
  readonly saved: SaveAnswer['saved']
  /** Why the last save was refused, until the person sends the form themselves. */
  readonly problem: FormProblem | undefined
  readonly saving: boolean
  /** Something changed. */
  touch(): void
  /** Saves now what changed, such as when a field is left. */
  flush(): void
  /** For the form's submit: waits for a save that is under way, so that the two do not overtake each other. */
  hold(event: FormEvent<HTMLFormElement>): void
}

/** The field by which an action tells a form that saves itself from one that was sent. */
export const AUTOSAVE = 'autosave'

/**
 * Saves a form by itself, one request at a time, while its fields are valid. Once somebody else was quicker it waits until the person
 * saves themselves; after any other refusal it tries again with the next change.
 */
export function useAutosave(): Autosave {
  const form = useRef<HTMLFormElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const changed = useRef(false)
  const held = useRef<HTMLElement | null>(null)
  // What the fetcher knew when a save was sent that is not answered yet. Its state tells that too, but only a render later: a click that
  // leaves a field sends the save and the form in one breath.
  const waiting = useRef<{ readonly before: SaveAnswer | undefined } | null>(null)
  const fetcher = useFetcher<SaveAnswer>()
  const idle = fetcher.state === 'idle'
  const [kept, keep] = useState<SaveAnswer['saved']>()
  // At once, not a render later: a form that waited for this save is sent on with the revision that it made.
  const saved = fetcher.data?.saved ?? kept
  const [dismissed, dismiss] = useState<SaveAnswer>()
  const problem = fetcher.data === dismissed ? undefined : fetcher.data?.problem
  useEffect(() => {
    if (fetcher.data?.saved !== undefined) keep(fetcher.data.saved)
  }, [fetcher.data])

  const save = () => {
    const stale = problem?.code === 'stale'
    if (form.current === null || !changed.current || stale || waiting.current !== null) return
    if (!isValid(form.current)) return
    changed.current = false
    waiting.current = { before: fetcher.data }
    const body = new FormData(form.current)
    body.set(AUTOSAVE, 'yes')
    void fetcher.submit(body, { method: 'post' })
  }
  // The timer must not keep what the render knew in which it was set.
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
    if (waiting.current !== null && idle && fetcher.data !== waiting.current.before) waiting.current = null
    if (waiting.current !== null) return
    if (held.current !== null) {
      const submitter = held.current
      held.current = null
      form.current?.requestSubmit(submitter)
    } else if (changed.current) {
      clearTimeout(timer.current)
      timer.current = setTimeout(() => latest.current(), PAUSE)
    }
  })
  useEffect(() => () => clearTimeout(timer.current), [])

  return {
    form,
    saved,
    problem,
    saving: !idle,
    touch: () => {
      changed.current = true
      clearTimeout(timer.current)
      timer.current = setTimeout(() => latest.current(), PAUSE)
    },
    flush: () => {
      clearTimeout(timer.current)
      latest.current()
    },
    hold: (event) => {
      clearTimeout(timer.current)
      changed.current = false
      if (waiting.current === null) {
        dismiss(fetcher.data)
        return
      }
      event.preventDefault()
      held.current = (event.nativeEvent as SubmitEvent).submitter
    },
  }
}

/** As the browser would judge on sending, but silently: nobody is told off while they still write. A declaration may come last. */
function isValid(form: HTMLFormElement): boolean {
  return [...form.elements].every((element) => {
    if (element instanceof HTMLInputElement && element.type === 'checkbox') return true
    return (
      !(element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) ||
      element.validity.valid
    )
  })
}
