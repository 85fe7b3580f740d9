import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, localOf } from './local-time.ts'

describe('a time on the wall', () => {
  it.each([
    ['2026-05-03T14:30', 'UTC', '2026-05-03T14:30:00.000Z'],
    ['2026-05-03T14:30', 'Europe/Madrid', '2026-05-03T12:30:00.000Z'],
    ['2026-01-03T14:30', 'America/New_York', '2026-01-03T19:30:00.000Z'],
    // Clocks go from 02:00 to 03:00.
    ['2026-03-29T02:30', 'Europe/Madrid', '2026-03-29T01:30:00.000Z'],
  ])('%s in %s is %s', (local, zone, instant) => {
    expect(instantOf(local, zone)).toBe(instant)
  })

  it('comes back as it was written, in every zone, but for the hour that is left out or repeated', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Madrid', 'America/New_York', 'Asia/Kolkata')
    const minute = fc.integer({ min: 0, max: 60 * 24 * 60 }).map((n) => Date.UTC(2026, 4, 1) + n * 60_000)
    fc.assert(
      fc.property(minute, zone, (instant, timeZone) => {
        expect(instantOf(localOf(new Date(instant), timeZone), timeZone)).toBe(
          new Date(instant).toISOString(),
        )
      }),
    )
  })

  it.each([undefined, 3, 'soon', '2026-05-03', '2026-13-03T99:99'])(
    'that is none stays as it is: %s',
    (odd) => {
      expect(instantOf(odd, 'UTC')).toBe(odd)
    },
  )
})
