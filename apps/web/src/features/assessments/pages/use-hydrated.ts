import { useSyncExternalStore } from 'react'

const never = () => () => {}

/** Whether scripts run on this page: false on the server and for the first drawing, which must be equal. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
