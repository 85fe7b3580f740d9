import { useEffect, useRef } from 'react'
import { useLocation } from 'react-router'

/**
 * After a navigation without a page load, gives the focus a place when what had it is gone: else a screen reader says nothing, and the
 * next Tab begins nowhere. The place is the part that the address names, else the title.
 */
export function useKeptFocus(): void {
  const { key, hash } = useLocation()
  const known = useRef(key)
  useEffect(() => {
    if (known.current === key) return
    known.current = key
    if (document.activeElement !== null && document.activeElement !== document.body) return
    const place = document.getElementById(hash.slice(1)) ?? document.querySelector<HTMLElement>('main h1')
    if (place === null) return
    if (!place.hasAttribute('tabindex')) place.tabIndex = -1
    place.focus({ preventScroll: true })
  }, [key, hash])
}
