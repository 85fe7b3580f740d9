import { describe, expect, it } from 'vitest'
import { namedType, wantsPage } from './accept.ts'

const TYPES = ['application/vc+ld+json', 'application/json'] as const
const asking = (accept?: string) =>
  new Request('http://a.example/', accept === undefined ? {} : { headers: { accept } })
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'

describe('namedType', () => {
  it.each([
    ['application/json', 'application/json'],
    ['application/json;q=0.5, application/vc+ld+json', 'application/vc+ld+json'],
    ['APPLICATION/JSON; charset=utf-8', 'application/json'],
    ['text/html;q=0.5, application/json', 'application/json'],
    ['text/html, application/json;q=0.5', undefined],
    ['application/json;q=0', undefined],
    ['application/json;q=zero', undefined],
    ['*/*', undefined],
    [BROWSER, undefined],
    [undefined, undefined],
  ])('reads %s as %s', (accept, expected) => {
    expect(namedType(asking(accept), TYPES)).toBe(expected)
  })
})

describe('wantsPage', () => {
  it('is true for browsers and false for programs', () => {
    expect([BROWSER, '*/*', 'application/json', undefined].map((a) => wantsPage(asking(a)))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})
