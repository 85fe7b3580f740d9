import { type Crypto, decodeHex, encodeHex, encodeUtf8, portableCrypto } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  commitCredential,
  decodeEntry,
  type EntryKind,
  encodeEntry,
  entryKinds,
  saltOfChange,
} from './entry.ts'
import { leafHash } from './merkle/hashes.ts'

const crypto: Crypto = portableCrypto
const kinds = Object.keys(entryKinds) as EntryKind[]
const statement = {
  id: 'urn:uuid:5f0f8a6c-0000-4000-8000-000000000001',
  issuer: 'https://issuer.example/organizations/1',
  formDigests: { json: new Uint8Array(32).fill(1) },
  salt: new Uint8Array(32).fill(7),
}

describe('a log entry', () => {
  it('is version, kind and commitment', () => {
    const commitment = new Uint8Array(32).fill(0xab)
    expect(encodeHex(encodeEntry({ kind: 'revoked', commitment }))).toBe(`0103${'ab'.repeat(32)}`)
  })

  it('keeps the numbers of the kinds that are in logs already', () => {
    expect(entryKinds).toEqual({
      issued: 1,
      'form-added': 2,
      revoked: 3,
      suspended: 4,
      reinstated: 5,
      superseded: 6,
      erased: 7,
    })
  })

  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (kind, commitment) => {
          expect(decodeEntry(encodeEntry({ kind, commitment }))).toEqual({ kind, commitment })
        },
      ),
    )
  })

  it.each([
    ['too short', new Uint8Array(33).fill(1)],
    ['too long', new Uint8Array(35).fill(1)],
    ['empty', new Uint8Array()],
    ['another version', Uint8Array.of(2, 1, ...new Uint8Array(32))],
    ['kind 0', Uint8Array.of(1, 0, ...new Uint8Array(32))],
    ['kind 8', Uint8Array.of(1, 8, ...new Uint8Array(32))],
  ])('is refused when malformed: %s', (_, bytes) => {
    expect(() => decodeEntry(bytes)).toThrow(expect.objectContaining({ code: 'entry-malformed' }))
  })

  it('is not written with a commitment of another length', () => {
    expect(() => encodeEntry({ kind: 'issued', commitment: new Uint8Array(31) })).toThrow(TypeError)
  })
})

describe('leafHash', () => {
  it('TL1: is that of RFC 6962 for the empty leaf', () => {
    const expected = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
    expect(leafHash(new Uint8Array(), crypto)).toEqual(decodeHex(expected))
  })
})

describe('commitCredential', () => {
  it('commits to the canonical statement under the salt', () => {
    const text = `{"forms":{"json":"${'01'.repeat(32)}"},"id":"${statement.id}","issuer":"${statement.issuer}"}`
    const bytes = [...encodeUtf8('assay/log-commitment/v1\n'), ...statement.salt, ...encodeUtf8(text)]
    expect(commitCredential(statement, crypto)).toEqual(crypto.sha256(Uint8Array.from(bytes)))
  })

  it('P1: changes with the salt, so that the credential alone matches nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (salt) => {
        fc.pre(encodeHex(salt) !== encodeHex(statement.salt))
        expect(commitCredential({ ...statement, salt }, crypto)).not.toEqual(
          commitCredential(statement, crypto),
        )
      }),
    )
  })

  it.each([
    ['id', { ...statement, id: `${statement.id}0` }],
    ['issuer', { ...statement, issuer: 'https://other.example' }],
    ['a digest', { ...statement, formDigests: { json: new Uint8Array(32).fill(2) } }],
    ['the name of a form', { ...statement, formDigests: { jwt: new Uint8Array(32).fill(1) } }],
    ['a second form', { ...statement, formDigests: { ...statement.formDigests, jwt: new Uint8Array(32) } }],
  ])('changes with %s', (_, changed) => {
    expect(commitCredential(changed, crypto)).not.toEqual(commitCredential(statement, crypto))
  })

  it('does not depend on the order of the forms', () => {
    const [json, jwt] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
    const one = commitCredential({ ...statement, formDigests: { json, jwt } }, crypto)
    expect(commitCredential({ ...statement, formDigests: { jwt, json } }, crypto)).toEqual(one)
  })

  it('refuses short salts, foreign digests and statements without a form', () => {
    expect(() => commitCredential({ ...statement, salt: new Uint8Array(16) }, crypto)).toThrow(TypeError)
    expect(() =>
      commitCredential({ ...statement, formDigests: { json: new Uint8Array(48) } }, crypto),
    ).toThrow(TypeError)
    expect(() => commitCredential({ ...statement, formDigests: {} }, crypto)).toThrow(TypeError)
  })
})

describe('saltOfChange', () => {
  const id = '00000000-0000-4000-8000-000000000002'

  it('hashes the salt of the credential with the id of the change', () => {
    const bytes = [...encodeUtf8('assay/log-change-salt/v1\n'), ...statement.salt, ...encodeUtf8(id)]
    expect(saltOfChange(statement.salt, id, crypto)).toEqual(crypto.sha256(Uint8Array.from(bytes)))
  })

  it('P1: gives each change of one credential a commitment of its own', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 5 }), (ids) => {
        const salts = [statement.salt, ...ids.map((change) => saltOfChange(statement.salt, change, crypto))]
        const commitments = salts.map((salt) => encodeHex(commitCredential({ ...statement, salt }, crypto)))
        expect(new Set(commitments).size).toBe(ids.length + 1)
      }),
    )
  })

  it('refuses a short salt and a change without an id', () => {
    expect(() => saltOfChange(new Uint8Array(16), id, crypto)).toThrow(TypeError)
    expect(() => saltOfChange(statement.salt, '', crypto)).toThrow(TypeError)
  })
})
