import { describe, expect, it } from 'vitest'
import { mondayOf } from './commands/send-digests.ts'

describe('letters to managers and assigners', () => {
  it('count weeks from Monday', () => {
    expect(['2026-05-03T23:00:00Z', '2026-05-04T00:00:00Z'].map((day) => mondayOf(new Date(day)))).toEqual([
      '2026-04-27',
      '2026-05-04',
    ])
  })
})
