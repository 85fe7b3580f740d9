import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { keepSending, outboxOf } from './device/browser-outbox.ts'
import { forgetPages, forgetPagesOfOthers } from './device/kept-pages.ts'
import type { OutboxView } from './device/outbox.ts'
import { useOutbox } from './device/use-outbox.ts'
import { Button } from './ui/index.ts'

/** Milliseconds for which signing out waits for the device; one that does not answer keeps nobody signed in. */
const PATIENCE = 1000

/** Sends what waits on this device for whoever is signed in, from whichever page they are on; how many that are. */
export function useWaiting(personId: string | undefined): number {
  const { forms } = useOutbox(personId)
  useEffect(() => {
    if (personId === undefined || typeof indexedDB === 'undefined') return
    forgetPagesOfOthers(personId).catch(() => undefined)
    const stop = keepSending(outboxOf(personId))
    const leave = (event: SubmitEvent) => leaveNothing(event, personId)
    document.addEventListener('submit', leave)
    return () => {
      stop()
      document.removeEventListener('submit', leave)
    }
  }, [personId])
  return forms.filter(({ state }) => state !== 'draft').length
}

/** Whichever form signs out, it first takes away what was not signed, and the pages. */
function leaveNothing(event: SubmitEvent, personId: string): void {
  const form = event.target
  // As it stands in the page: `form.action` is a field where one has that name.
  if (!(form instanceof HTMLFormElement) || form.getAttribute('action') !== '/sign-out') return
  event.preventDefault()
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE))
  const gone = Promise.allSettled([outboxOf(personId).discardDrafts(), forgetPages()])
  void Promise.race([gone, patience]).then(() => form.submit())
}

/** The button that signs out, and what happens to that which is on this device. */
export function SignOut({ personId }: { readonly personId: string }) {
  const { t } = useTranslation()
  const { signed, drafts } = counted(useOutbox(personId).forms)
  return (
    <form method="post" action="/sign-out">
      {(signed > 0 || drafts > 0) && (
        <p className="leaving">
          {signed > 0 && t('kept.sign_out', { count: signed })}{' '}
          {drafts > 0 && t('kept.sign_out_drafts', { count: drafts })}
        </p>
      )}
      <Button small>{t('sign_out')}</Button>
    </form>
  )
}

function counted(forms: OutboxView['forms']) {
  const drafts = forms.filter(({ state }) => state === 'draft').length
  return { drafts, signed: forms.length - drafts }
}
