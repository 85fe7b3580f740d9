import { useSyncExternalStore } from 'react'
import { outboxOf } from './browser-outbox.ts'
import { EMPTY_OUTBOX, type OutboxView } from './outbox.ts'

const never = () => () => undefined

/** What waits on this device for a person; nothing on the server, and before the device was asked. */
export function useOutbox(personId: string | undefined): OutboxView {
  const outbox = personId === undefined || typeof indexedDB === 'undefined' ? undefined : outboxOf(personId)
  return useSyncExternalStore(outbox?.subscribe ?? never, outbox?.view ?? empty, empty)
}

const empty = () => EMPTY_OUTBOX
