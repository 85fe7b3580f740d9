import { canonicalJson, encodeHex, encodeUtf8, portableCrypto } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { bundledContexts, openBadgesUrls } from './contexts.ts'

describe('bundled contexts', () => {
  it.each([...bundledContexts.values()])(
    'J3, DI6: the package still holds the pinned text of $url',
    ({ document, sha256 }) => {
      expect(encodeHex(portableCrypto.sha256(encodeUtf8(canonicalJson(document))))).toBe(sha256)
    },
  )

  it.each([...bundledContexts.values()])(
    'J4: $url neither catches every term nor imports',
    ({ document }) => {
      expect(canonicalJson(document)).not.toMatch(/"@vocab":|"@base"|"@import"/)
    },
  )

  it('G10: issues with the newest Open Badges context only and warns of the others', () => {
    const marks = openBadgesUrls
      .map((url) => bundledContexts.get(url))
      .map((entry) => [entry?.issue, entry?.verify])
    expect(marks).toEqual([
      [true, 'ok'],
      [false, 'warning'],
      [false, 'warning'],
      [false, 'warning'],
    ])
  })
})
