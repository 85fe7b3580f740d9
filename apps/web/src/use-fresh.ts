import { useEffect } from 'react'
import { useRevalidator } from 'react-router'

/** How often a page with long work asks how far it is, in milliseconds. */
const EVERY = 2_000

/** Loads the page's data anew while something is going on. */
export function useFresh(atWork: boolean): void {
  const { revalidate } = useRevalidator()
  useEffect(() => {
    if (!atWork) return
    const timer = setInterval(() => void revalidate(), EVERY)
    return () => clearInterval(timer)
  }, [atWork, revalidate])
}
