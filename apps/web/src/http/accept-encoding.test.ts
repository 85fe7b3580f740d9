import { describe, expect, it } from 'vitest'
import { acceptsEncoding } from './accept-encoding.ts'

describe('acceptsEncoding', () => {
  it.each([
    ['gzip, deflate, br, zstd', true],
    ['GZIP;q=0.5', true],
    ['gzip;q=0', false],
    ['gzip; q=0.000', false],
    ['x-gzip', false],
    ['*', false],
    ['', false],
    [undefined, false],
  ])('reads %s as %s for gzip', (header, expected) => {
    expect(acceptsEncoding(header, 'gzip')).toBe(expected)
  })
})
