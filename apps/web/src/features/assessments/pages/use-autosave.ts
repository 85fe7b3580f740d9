import { type FormEvent, type RefObject, useEffect, useRef } from 'react'
import { useFetcher } from 'react-router'
import type { FormProblem } from '../../../http/form-problem.ts'

/** Milliseconds without a change after which the assessment saves itself. */
const PAUSE = 1200

export interface SaveAnswer {
  readonly saved?: { readonly revision: number; readonly savedAt: Date }
  readonly problem?: FormProblem
}

export interface Autosave {
  readonly form: RefObject<HTMLFormElement | null>
  /** What the last save answered. */
  readonly answer: SaveAnswer | undefined
  readonly saving: boolean
  /** Something changed. */
  touch(): void
  /** For the form's submit: waits for a save that is under way, so that the two do not overtake each other. */
  hold(event: FormEvent<HTMLFormElement>): void
}

/** Saves the form by itself, one request at a time. After a refusal it waits until the person saves themselves. */
export function useAutosave(): Autosave {
  const form = useRef<HTMLFormElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const changed = useRef(false)
  const held = useRef<HTMLElement | null>(null)
  const fetcher = useFetcher<SaveAnswer>()
  const idle = fetcher.state === 'idle'
  const refused = fetcher.data?.problem !== undefined

  const save = () => {
    if (form.current === null || !changed.current || refused || !idle) return
    changed.current = false
    const body = new FormData(form.current)
    body.set('intent', 'save')
    void fetcher.submit(body, { method: 'post' })
  }
  // The timer must not keep what the render knew in which it was set.
  const latest = useRef(save)
  useEffect(() => {
    latest.current = save
    if (!idle) return
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
    answer: fetcher.data,
    saving: !idle,
    touch: () => {
      changed.current = true
      clearTimeout(timer.current)
      timer.current = setTimeout(() => latest.current(), PAUSE)
    },
    hold: (event) => {
      clearTimeout(timer.current)
      changed.current = false
      if (idle) return
      event.preventDefault()
      held.current = (event.nativeEvent as SubmitEvent).submitter
    },
  }
}
