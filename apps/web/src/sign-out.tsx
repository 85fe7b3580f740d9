import { type FormEvent, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { keepSending, outboxOf } from './device/browser-outbox.ts'
import { forgetPages, forgetPagesOfOthers } from './device/kept-pages.ts'
import type { OutboxView } from './device/outbox.ts'
import { useOutbox } from './device/use-outbox.ts'
import { Button } from './ui/index.ts'

/** Sends what waits on this device for whoever is signed in, from whichever page they are on; how many that are. */
export function useWaiting(personId: string | undefined): number {
  const { forms } = useOutbox(personId)
  useEffect(() => {
    if (personId === undefined || typeof indexedDB === 'undefined') return
    forgetPagesOfOthers(personId).catch(() => undefined)
    return keepSending(outboxOf(personId))
  }, [personId])
  return forms.filter(({ state }) => state !== 'draft').length
}

/** Signs out; says what happens to that which waits on this device, and takes the rest away. */
export function SignOut({ personId }: { readonly personId: string }) {
  const { t } = useTranslation()
  const { forms, ready } = useOutbox(personId)
  const { signed, drafts } = counted(forms)
  const leave = (event: FormEvent<HTMLFormElement>) => {
    if (!ready) return
    event.preventDefault()
    const form = event.currentTarget
    // A device that does not answer keeps nobody signed in.
    const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE))
    const gone = Promise.allSettled([outboxOf(personId).discardDrafts(), forgetPages()])
    void Promise.race([gone, patience]).then(() => form.submit())
  }
  return (
    <form method="post" action="/sign-out" onSubmit={leave}>
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

/** Milliseconds. */
const PATIENCE = 1000

function counted(forms: OutboxView['forms']) {
  const drafts = forms.filter(({ state }) => state === 'draft').length
  return { drafts, signed: forms.length - drafts }
}
