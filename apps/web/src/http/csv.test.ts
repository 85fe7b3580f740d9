import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, csvFile } from './csv.ts'

describe('a CSV cell', () => {
  it.each(['=1+1', '+1', '-cmd', '@SUM(A1)', '\t=1', '\r=1'])('F5 never begins as a formula: %j', (text) => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/)
  })

  it('leaves plain numbers and words alone', () => {
    expect(['-12.5', '7', 'Ada', 'a-b', ''].map(csvCell)).toEqual(['-12.5', '7', 'Ada', 'a-b', ''])
  })

  it('quotes what would break the row', () => {
    expect(csvCell('a,"b"\nc')).toBe('"a,""b""\nc"')
  })

  it('comes back whole from a reader of CSV, apart from the apostrophe', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text)
        const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
        return read === text || read === `'${text}`
      }),
    )
  })
})

describe('a CSV file', () => {
  it('begins with a byte-order mark and ends each row with CRLF', () => {
    expect(csvFile([['a', 'b'], ['é']])).toBe('\uFEFFa,b\r\né\r\n')
  })
})
