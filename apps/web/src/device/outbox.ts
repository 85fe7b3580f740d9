import {
  type KeptForm,
  type KeptForms,
  keptUntil,
  type Outcome,
  type Pause,
  type Sender,
} from './kept-form.ts'

/** What an outbox holds, for showing it. */
export interface OutboxView {
  /** The person's own, the oldest first. */
  readonly forms: readonly KeptForm[]
  /** What is on the way. */
  readonly sendingId: string | undefined
  /** What arrived since this page was opened. */
  readonly sent: readonly KeptForm[]
  readonly pause: Pause | undefined
  /** False before the device was asked, and where it keeps nothing. */
  readonly ready: boolean
}

export const EMPTY_OUTBOX: OutboxView = {
  ...{ forms: [], sendingId: undefined, sent: [], pause: undefined, ready: false },
}

export interface OutboxOptions {
  readonly personId: string
  readonly store: KeptForms
  readonly sender: Sender
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Runs one piece of work at a time, also among the pages of this browser. */
  readonly oneAtATime: <T>(work: () => Promise<T>) => Promise<T>
}

/** What one person's forms wait in on a device. */
export interface Outbox {
  view(): OutboxView
  subscribe(changed: () => void): () => void
  /** Looks again at what the device has; what is too old goes, whoever's it is. */
  load(): Promise<void>
  /** Keeps a form that is being filled in. */
  keep(form: KeptForm, files?: readonly File[]): Promise<void>
  /** Keeps a form that was signed, and sends it when its turn comes; tells how it stands then. */
  sign(form: KeptForm, files?: readonly File[]): Promise<KeptForm | 'sent'>
  /** Sends what waits, the oldest first, until all was answered or there is no way to the server. */
  run(): Promise<void>
  /** Takes a form out of the line to mend it. Undefined when it has gone meanwhile, or may have arrived already. */
  reopen(id: string): Promise<KeptForm | undefined>
  filesOf(id: string): Promise<readonly File[]>
  discard(id: string): Promise<void>
  /** What signing out takes away: what was not signed. */
  discardDrafts(): Promise<void>
}

/** The outbox of one person. Several pages of one browser may have one each. */
export function createOutbox({ personId, store, sender, now, oneAtATime }: OutboxOptions): Outbox {
  const { view, show, subscribe } = observable()

  const own = async () =>
    (await store.all())
      .filter((form) => form.personId === personId && keptUntil(form) >= now())
      .sort((a, b) => a.at - b.at)
  const refresh = inOrder(own, (forms) => show({ forms, ready: true }))

  async function load() {
    const old = (await store.all()).filter((form) => keptUntil(form) < now())
    if (old.length > 0) await store.remove(old.map(({ id }) => id))
    await refresh()
  }

  async function put(form: KeptForm, files?: readonly File[]) {
    await store.put(form, files)
    await refresh()
  }

  async function remove(ids: readonly string[]) {
    await store.remove(ids)
    await refresh()
  }

  /** One form; tells whether to go on. */
  async function sendNext(): Promise<boolean> {
    const form = (await own()).find(({ state }) => state === 'waiting')
    if (form === undefined) return false
    show({ sendingId: form.id })
    try {
      return await settle(form, await goes(form))
    } finally {
      show({ sendingId: undefined })
    }
  }

  async function goes(form: KeptForm): Promise<Outcome> {
    const asked = await sender.ask(form)
    if (asked.kind !== 'ready') return asked
    await store.put({ ...form, tried: true })
    return sender.send(form, await store.filesOf(form.id))
  }

  async function settle(form: KeptForm, outcome: Outcome): Promise<boolean> {
    const answered = outcome.kind === 'recorded' || outcome.kind === 'refused'
    show({ pause: answered ? undefined : outcome.kind })
    if (outcome.kind === 'recorded') {
      await remove([form.id])
      show({ sent: [...view().sent, form] })
    } else if (outcome.kind === 'refused') await put({ ...form, ...afterRefusal(form, outcome.problem) })
    else await refresh()
    return answered
  }

  /** Puts a form in its place, unless it waits there: a page may still show what was signed in another. */
  async function replace(form: KeptForm, files?: readonly File[]) {
    // Nothing is read first where that is known: a page that is being left has time for one call.
    const forms = view().ready ? view().forms : await own()
    const there = forms.find(({ id }) => id === form.id)
    if (there?.state !== 'waiting') await put({ ...form, tried: there?.tried ?? form.tried }, files)
  }

  async function run() {
    while (await oneAtATime(sendNext)) {
      // The next one.
    }
  }

  return {
    ...{ view, subscribe, load, run, filesOf: store.filesOf },
    keep: replace,
    sign: async (form, files) => {
      await replace({ ...signed(form), at: now() }, files)
      await run()
      return (await own()).find(({ id }) => id === form.id) ?? 'sent'
    },
    reopen: (id) =>
      oneAtATime(async () => {
        const form = (await own()).find((one) => one.id === id)
        if (form === undefined || form.tried) return undefined
        if (form.state === 'waiting') await put({ ...form, state: 'draft' })
        return form
      }),
    discard: (id) => oneAtATime(() => remove([id])),
    discardDrafts: async () =>
      remove((await own()).filter(({ state }) => state === 'draft').map(({ id }) => id)),
  }
}

/** Reads and shows; what an earlier reading found is not shown after what a later one did. */
function inOrder<T>(read: () => Promise<T>, show: (found: T) => void): () => Promise<void> {
  let begun = 0
  let shown = 0
  return async () => {
    begun += 1
    const turn = begun
    const found = await read()
    if (turn < shown) return
    shown = turn
    show(found)
  }
}

/** A view that tells when it changes. */
function observable() {
  let current = EMPTY_OUTBOX
  const listeners = new Set<() => void>()
  return {
    view: () => current,
    show: (change: Partial<OutboxView>) => {
      current = { ...current, ...change }
      for (const listener of listeners) listener()
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

function signed({ refusal: _, ...form }: KeptForm): KeptForm {
  return { ...form, state: 'waiting' }
}

/** What was refused for what stands in it cannot have arrived before: the same was refused then. Of anything else that is not known. */
function afterRefusal(
  { tried }: KeptForm,
  refusal: NonNullable<KeptForm['refusal']>,
): Pick<KeptForm, 'state' | 'tried' | 'refusal'> {
  return { state: 'refused', tried: tried && refusal.fields.length === 0, refusal }
}
