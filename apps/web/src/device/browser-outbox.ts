import { browserStore } from './browser-store.ts'
import type { KeptForms } from './kept-form.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { sendKept } from './send-kept.ts'

const NAME = 'assay-kept'

const outboxes = new Map<string, Outbox>()

/** The outbox of a person in this page. Only for the browser. */
export function outboxOf(personId: string): Outbox {
  const known = outboxes.get(personId)
  if (known !== undefined) return known
  const pages = new BroadcastChannel(NAME)
  const outbox = createOutbox({
    personId,
    store: telling(browserStore, () => pages.postMessage('changed')),
    sender: sendKept,
    now: () => Date.now(),
    oneAtATime,
  })
  pages.onmessage = () => void outbox.load().catch(ignore)
  outboxes.set(personId, outbox)
  return outbox
}

/** Sends what waits now, and whenever there may be a way to the server again. Answers what stops that. */
export function keepSending(outbox: Outbox): () => void {
  const run = () => {
    if (document.visibilityState === 'visible') void outbox.load().then(outbox.run).catch(ignore)
  }
  // Browsers call a phone online that has a network without a way out of it.
  const again = setInterval(() => {
    if (outbox.view().pause === 'unreachable') run()
  }, RETRY_MS)
  window.addEventListener('online', run)
  document.addEventListener('visibilitychange', run)
  run()
  return () => {
    clearInterval(again)
    window.removeEventListener('online', run)
    document.removeEventListener('visibilitychange', run)
  }
}

const RETRY_MS = 30_000

/** A browser that keeps nothing has nothing that waits: forms are sent as they always were. */
const ignore = () => undefined

/** The other pages of this browser are told of every change. */
const telling = (store: KeptForms, tell: () => void): KeptForms => ({
  ...store,
  put: (form, files) => store.put(form, files).then(tell),
  remove: (ids) => store.remove(ids).then(tell),
})

let last: Promise<unknown> = Promise.resolve()

/** Across pages where the browser can (a secure context); else in this page, and the server records one id once all the same. */
function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks !== undefined) return navigator.locks.request(NAME, work) as Promise<T>
  const next = last.then(work, work)
  last = next.catch(ignore)
  return next
}
