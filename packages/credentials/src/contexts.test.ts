import { canonicalJson, encodeHex, encodeUtf8, portableCrypto } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { bundledContexts, openBadgesUrls } from './contexts.ts'
import { examplesV2Url } from './examples-context.ts'

describe('bundled contexts', () => {
  it.each([...bundledContexts.values()])(
    'J3, DI6: the package still holds the pinned text of $url',
    ({ document, sha256 }) => {
      expect(encodeHex(portableCrypto.sha256(encodeUtf8(canonicalJson(document))))).toBe(sha256)
    },
  )

  it.each([...bundledContexts.values()].filter(({ url }) => url !== examplesV2Url))(
    'J4: $url neither catches every term nor imports',
    ({ document }) => {
      expect(canonicalJson(document)).not.toMatch(/"@vocab":|"@base"|"@import"/)
    },
  )

  it('VA6: there is every context that the conformance suites name', () => {
    const urls = `https://www.w3.org/ns/credentials/v2 https://www.w3.org/2018/credentials/v1
      https://www.w3.org/ns/credentials/examples/v2 https://w3id.org/security/data-integrity/v1
      https://w3id.org/security/data-integrity/v2 https://w3id.org/security/multikey/v1 https://www.w3.org/ns/did/v1
      https://w3id.org/vc/status-list/2021/v1 https://w3id.org/security/suites/ed25519-2020/v1
      https://purl.imsglobal.org/spec/ob/v3p0/context.json https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json
      https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json
      https://purl.imsglobal.org/spec/ob/v3p0/extensions.json https://purl.imsglobal.org/spec/clr/v2p0/context.json
      https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json https://w3id.org/openbadges/v2`.split(/\s+/)
    expect([...bundledContexts.keys()].toSorted()).toEqual(urls.toSorted())
  })

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
