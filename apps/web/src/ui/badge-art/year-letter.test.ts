import { describe, expect, it } from 'vitest'
import { yearLetter, yearPlate } from './year-letter.ts'

describe('year letters', () => {
  it('run through 25 letters without j, then change the plate', () => {
    const years = Array.from({ length: 25 }, (_, i) => yearLetter(2025 + i)).join('')
    expect(years).toBe('abcdefghiklmnopqrstuvwxyz')
    expect([2025, 2050, 2075, 2100, 2024].map((year) => yearLetter(year) + yearPlate(year))).toEqual([
      'around',
      'ashield',
      'alozenge',
      'around',
      'zlozenge',
    ])
  })
})
