import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDateTimeStamp, parseDateTimeStamp } from './date-time.ts'

const years1to9999 = {
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
}

describe('date-time stamps', () => {
  it('give back the instant they were written for', () => {
    fc.assert(
      fc.property(fc.date(years1to9999), (date) => {
        expect(parseDateTimeStamp(formatDateTimeStamp(date.getTime()))).toBe(date.getTime())
      }),
    )
  })

  it('are read as JavaScript reads them, with any zone', () => {
    fc.assert(
      fc.property(fc.date(years1to9999), fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
        const minutes = Math.abs(offset)
        const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
        const text = `${date.toISOString().slice(0, -1)}${zone}`
        expect(parseDateTimeStamp(text)).toBe(Date.parse(text))
      }),
    )
  })

  it('leave milliseconds out when they are zero', () => {
    expect(formatDateTimeStamp(Date.UTC(2026, 4, 3, 16, 38))).toBe('2026-05-03T16:38:00Z')
    expect(formatDateTimeStamp(Date.UTC(2026, 4, 3, 16, 38, 0, 50))).toBe('2026-05-03T16:38:00.050Z')
  })

  it('compare by instant, not by text', () => {
    expect(parseDateTimeStamp('2026-01-01T01:00:00+02:00')).toBe(parseDateTimeStamp('2025-12-31T23:00:00Z'))
    expect(parseDateTimeStamp('2026-01-01T24:00:00Z')).toBe(parseDateTimeStamp('2026-01-02T00:00:00Z'))
  })

  it('may lie in years of more than four digits, as far as a Date goes', () => {
    expect(parseDateTimeStamp('12026-05-03T16:38:00Z')).toBe(Date.UTC(12026, 4, 3, 16, 38))
    expect(parseDateTimeStamp('275760-09-13T00:00:00Z')).toBe(8_640_000_000_000_000)
    for (const late of ['275760-09-13T24:00:00Z', '275760-09-13T00:00:00-01:00', '999999-01-01T00:00:00Z']) {
      expect(() => parseDateTimeStamp(late)).toThrow('the date lies too far ahead')
    }
  })

  it.each([
    '012026-05-03T16:38:00Z',
    '1000000-01-01T00:00:00Z',
    '-2026-01-01T00:00:00Z',
    '2026-05-03T16:38:00',
    '2026-05-03',
    '2026-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-01T24:00:01Z',
    '2026-01-01T23:60:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01T00:00:00+14:01',
    '2026-01-01T00:00:00+00:60',
    '2026-01-01T00:00:00.Z',
    '2026-01-01t00:00:00z',
    '0000-01-01T00:00:00Z',
    '+12026-01-01T00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '',
  ])('VM5: refuses %j', (text) => {
    expect(() => parseDateTimeStamp(text)).toThrow(expect.objectContaining({ code: 'date-time' }))
  })

  it('are not written for instants without a four-digit year', () => {
    for (const instant of [Number.NaN, 8.64e15, -1e15])
      expect(() => formatDateTimeStamp(instant)).toThrow(TypeError)
  })
})
