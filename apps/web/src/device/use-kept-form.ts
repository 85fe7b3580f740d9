import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { TypedValues } from '../http/form-action.ts'
import type { FormProblem } from '../http/form-problem.ts'
import { outboxOf } from './browser-outbox.ts'
import { draftOf, filesOf, newId, valuesOf } from './form-content.ts'
import { type KeptForm, openedId } from './kept-form.ts'
import { useDraft, useKeptFiles } from './use-draft.ts'

export interface KeptFormOptions extends Pick<KeptForm, 'personId' | 'address' | 'about'> {
  /** What is missing, before it is signed: who has no connection would learn it from the server too late. */
  check(form: FormData): FormProblem | undefined
  /** The server has it. */
  onSent(): void
}

/** How a form on this device stands. A `waiting` one is signed, and goes by itself when it can. */
export type KeptPhase =
  | { readonly kind: 'filling' | 'sending' }
  | { readonly kind: 'waiting'; readonly form: KeptForm }

/** The code of the problem that a device without room makes. */
const NO_ROOM = 'no_room'

export interface KeptFormUse {
  readonly form: RefObject<HTMLFormElement | null>
  readonly phase: KeptPhase
  /** Of what the form makes: chosen here, because a page may be older than what was signed on it. */
  readonly id: string | undefined
  /** What was kept before this page was opened; with it the form is drawn anew, under `key`. */
  readonly values: TypedValues | undefined
  readonly key: string
  readonly problem: FormProblem | undefined
  /** When it was kept last, in milliseconds since 1970. */
  readonly keptAt: number | undefined
  readonly onChange: ReturnType<typeof useDraft>['touch']
  onSubmit(event: FormEvent<HTMLFormElement>): void
  /** Takes what waits out of the line again. */
  reopen(): void
}

/**
 * Keeps a form on this device while it is filled in, and sends it from there: at once, or when there is a connection. Where the browser
 * keeps nothing, the form is sent as forms are.
 */
export function useKeptForm(options: KeptFormOptions): KeptFormUse {
  const { personId, address, about } = options
  const form = useRef<HTMLFormElement>(null)
  const [opened, setOpened] = useState<{ readonly id: string; readonly kept?: KeptForm }>()
  const [phase, setPhase] = useState<KeptPhase>({ kind: 'filling' })
  const [problem, setProblem] = useState<FormProblem>()
  const [keptAt, setKeptAt] = useState<number>()
  const identity = opened === undefined ? undefined : { id: opened.id, personId, address, about }
  const draft = useDraft(identity, setKeptAt)
  useKeptFiles(form, opened?.kept)

  const open = (kept: KeptForm | undefined) => {
    setOpened(kept === undefined ? { id: newId() } : { id: kept.id, kept })
    setProblem(kept?.refusal)
    setKeptAt(kept?.at)
    setPhase({ kind: 'filling' })
  }
  useOpened(personId, address, open)

  const stand = (stands: KeptForm | 'sent') => {
    if (stands === 'sent') options.onSent()
    else if (stands.state === 'waiting') setPhase({ kind: 'waiting', form: stands })
    else open(stands)
  }
  const sign = useSigning(options, { setPhase, setProblem, stand, stop: draft.stop })

  return {
    ...{ form, phase, problem, keptAt, id: opened?.id, key: opened?.kept?.id ?? 'new' },
    values: opened?.kept === undefined ? undefined : valuesOf(opened.kept),
    onChange: draft.touch,
    onSubmit: (event) => sign(event, identity?.id, phase),
    reopen: () => {
      if (phase.kind === 'waiting') void takeBack(phase.form).then(stand)
    },
  }
}

/** Looks once for what is kept for this address: what the address names, else what was left unfinished last. */
function useOpened(personId: string, address: string, open: (kept: KeptForm | undefined) => void): void {
  const latest = useRef(open)
  useEffect(() => {
    let left = false
    findKept(personId, address).then(
      (kept) => !left && latest.current(kept),
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [personId, address])
}

async function findKept(personId: string, address: string): Promise<KeptForm | undefined> {
  const outbox = outboxOf(personId)
  await outbox.load()
  const wanted = openedId(location.hash)
  const found = wanted === undefined ? undefined : await outbox.reopen(wanted)
  if (found?.address === address) return found
  return outbox.view().forms.findLast((form) => form.address === address && form.state === 'draft')
}

/** A form that waits, to be mended; as it stands where it went meanwhile, or must go as it is. */
async function takeBack({ id, personId }: KeptForm): Promise<KeptForm | 'sent'> {
  const outbox = outboxOf(personId)
  return (await outbox.reopen(id)) ?? outbox.view().forms.find((form) => form.id === id) ?? 'sent'
}

interface Signing {
  setPhase(phase: KeptPhase): void
  setProblem(problem: FormProblem | undefined): void
  stand(stands: KeptForm | 'sent'): void
  stop(): void
}

/** The form's submit. Until it is known what is kept, and where nothing can be, it goes its usual way. */
function useSigning(options: KeptFormOptions, { setPhase, setProblem, stand, stop }: Signing) {
  const usual = useRef(false)
  return (event: FormEvent<HTMLFormElement>, id: string | undefined, phase: KeptPhase): void => {
    if (id === undefined || usual.current) return
    event.preventDefault()
    if (phase.kind !== 'filling') return
    const element = event.currentTarget
    const data = new FormData(element)
    const missing = options.check(data)
    setProblem(missing)
    if (missing !== undefined) return
    stop()
    setPhase({ kind: 'sending' })
    outboxOf(options.personId)
      .sign(draftOf({ ...options, id }, data, Date.now()), filesOf(data))
      .then(stand, () => {
        setPhase({ kind: 'filling' })
        usual.current = navigator.onLine
        if (navigator.onLine) element.requestSubmit()
        else setProblem({ code: NO_ROOM, message: '', fields: [] })
      })
  }
}
