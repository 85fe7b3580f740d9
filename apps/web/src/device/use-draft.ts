import { type ChangeEvent, type RefObject, useEffect, useRef } from 'react'
import { outboxOf } from './browser-outbox.ts'
import { draftOf, type FormIdentity, filesOf } from './form-content.ts'
import type { KeptForm } from './kept-form.ts'

/** Milliseconds without a change after which a form is kept. */
const PAUSE = 300

/** What this module put into a form itself is no change of it. */
const restored = new WeakSet<Event>()

interface Draft {
  touch(event: ChangeEvent<HTMLFormElement>): void
  /** Forgets what changed and was not kept yet: it was signed. */
  stop(): void
}

/** Keeps a form a moment after it changed, and when the page is left; `identity` is undefined until it is known what was kept before. */
export function useDraft(identity: FormIdentity | undefined, onKept: (at: number) => void): Draft {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const changed = useRef<{ readonly form: HTMLFormElement; readonly files: boolean }>(undefined)
  const stop = () => {
    clearTimeout(timer.current)
    changed.current = undefined
  }
  const keep = () => {
    if (changed.current === undefined || identity === undefined) return
    const { form, files } = changed.current
    stop()
    const data = new FormData(form)
    const kept = draftOf(identity, data, Date.now())
    const keeping = outboxOf(identity.personId).keep(kept, files ? filesOf(data) : undefined)
    // A device without room keeps nothing; the page still has it all.
    keeping.then(
      () => onKept(kept.at),
      () => undefined,
    )
  }
  // The timer must not keep what the render knew in which it was set.
  const latest = useRef(keep)
  useEffect(() => {
    latest.current = keep
  })
  useEffect(() => onLeaving(() => latest.current()), [])
  return {
    stop,
    touch: ({ target, currentTarget, nativeEvent }) => {
      if (restored.has(nativeEvent)) return
      const element: unknown = target
      const files = element instanceof HTMLInputElement && element.type === 'file'
      changed.current = { form: currentTarget, files: files || changed.current?.files === true }
      clearTimeout(timer.current)
      timer.current = setTimeout(() => latest.current(), PAUSE)
    },
  }
}

function onLeaving(work: () => void): () => void {
  document.addEventListener('visibilitychange', work)
  window.addEventListener('pagehide', work)
  return () => {
    work()
    document.removeEventListener('visibilitychange', work)
    window.removeEventListener('pagehide', work)
  }
}

/** Puts kept files back into the form's control, as if they were chosen again. */
export function useKeptFiles(form: RefObject<HTMLFormElement | null>, kept: KeptForm | undefined): void {
  useEffect(() => {
    if (kept === undefined || kept.files === 0) return
    const putBack = (files: readonly File[]) => {
      const control = form.current?.querySelector<HTMLInputElement>('input[type=file]')
      if (control == null) return
      const chosen = new DataTransfer()
      for (const file of files) chosen.items.add(file)
      control.files = chosen.files
      const event = new Event('change', { bubbles: true })
      restored.add(event)
      control.dispatchEvent(event)
    }
    outboxOf(kept.personId)
      .filesOf(kept.id)
      .then(putBack, () => undefined)
  }, [form, kept])
}
