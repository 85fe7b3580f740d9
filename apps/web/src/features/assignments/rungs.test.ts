import { describe, expect, it } from 'vitest'
import { mondayOf } from './commands/send-digests.ts'
import { rungOf } from './commands/tell-of-duties.ts'

describe('reminders', () => {
  it('come 14 and 3 days before, on the day, and every week after it', () => {
    expect([-15, -14, -4, -3, -1, 0, 6, 7, 13, 14].map(rungOf)).toEqual([
      undefined,
      -14,
      -14,
      -3,
      -3,
      0,
      0,
      7,
      7,
      14,
    ])
  })

  it('count weeks from Monday', () => {
    expect(['2026-05-03T23:00:00Z', '2026-05-04T00:00:00Z'].map((day) => mondayOf(new Date(day)))).toEqual([
      '2026-04-27',
      '2026-05-04',
    ])
  })
})
