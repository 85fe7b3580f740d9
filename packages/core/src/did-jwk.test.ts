import { generateKeyPairSync } from 'node:crypto'
import { testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeBase64Url } from './base64.ts'
import { encodeUtf8 } from './bytes.ts'
import { didJwk, didJwkMethod, parseDidJwk, parseDidJwkMethod } from './did-jwk.ts'
import { CoreError } from './errors.ts'
import type { JsonObject, JsonValue } from './json.ts'
import { encodeJwk, parseJwk } from './jwk.ts'

const refused = (code: string) => expect.objectContaining({ code })
const named = (value: JsonValue) => `did:jwk:${encodeBase64Url(encodeUtf8(JSON.stringify(value)))}`
const jwk = encodeJwk(testSigner('did-jwk', 'p256').publicKey)

describe('did:jwk', () => {
  it('is the name that the method prints as its example', () => {
    const did =
      'did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9'
    const key = parseDidJwk(did)
    expect(encodeJwk(key)).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: 'acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0',
      y: '_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE',
    })
    expect(didJwk(key)).toBe(did)
  })

  it('gives back a key of every kind, with the method #0', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
      format: 'jwk',
    }) as JsonObject
    const keys = [
      ...(['ed25519', 'p256', 'p384'] as const).map((type) => testSigner('did-jwk', type).publicKey),
      parseJwk(rsa),
    ]
    for (const key of keys)
      expect(parseDidJwkMethod(didJwkMethod(key))).toEqual({ key, controller: didJwk(key) })
  })

  it('KY9 refuses a name that shows a private key', () => {
    for (const member of ['d', 'k', 'p'])
      expect(() => parseDidJwk(named({ ...jwk, [member]: 'AQ' }))).toThrow(refused('jwk-private'))
  })

  it('refuses keys for another use, and names that hold no key', () => {
    expect(() => parseDidJwk(named({ ...jwk, use: 'enc' }))).toThrow(refused('jwk'))
    for (const did of [
      'did:jwk:',
      'did:jwk:AAAA',
      named([]),
      named('x'),
      'did:jwk:e30=',
      `did:jwk:${'A'.repeat(5_000)}`,
      'did:key:z6Mk',
    ])
      expect(() => parseDidJwk(did)).toThrow(refused('did-jwk'))
  })

  it('refuses a method without the fragment #0', () => {
    const did = named(jwk)
    for (const method of [did, `${did}#`, `${did}#1`, `${did}#0#0`, `${did}#00`])
      expect(() => parseDidJwkMethod(method)).toThrow(refused('did-jwk'))
  })

  it('throws nothing but its own errors, whatever the name holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.jsonValue().map((value) => encodeBase64Url(encodeUtf8(JSON.stringify(value) ?? ''))),
        ),
        (text) => {
          try {
            parseDidJwkMethod(`did:jwk:${text}#0`)
          } catch (error) {
            expect(error).toBeInstanceOf(CoreError)
          }
        },
      ),
    )
  })
})
