import { useEffect, useState } from 'react'

/** A calendar day in a time zone, `2026-05-03`. */
export const dayIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)

/** Today for the reader: `known` by the server at first; by the device's clock on a page that has been open, or kept, for longer. */
export function useToday(known: string, timeZone: string): string {
  const [today, setToday] = useState(known)
  useEffect(() => {
    // A device whose clock is behind does not take a day back that the server knows of.
    const look = () => setToday((day) => [day, dayIn(timeZone, new Date())].sort().at(-1) ?? day)
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [timeZone])
  return today
}
