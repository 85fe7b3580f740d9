import { createHash } from 'node:crypto'
import type { JsonObject } from '@assay/core'
import { portableCrypto } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fullBadge } from './open-badge.fixture.ts'
import { hashIdentity, matchesRecipient } from './recipient.ts'

const salt = '0123456789abcdef0123456789abcdef'
const subject = (identifier: JsonObject | readonly JsonObject[]): JsonObject => ({ identifier })
const hashed = (value: string, more: JsonObject = {}): JsonObject => ({
  type: 'IdentityObject',
  hashed: true,
  identityType: 'emailAddress',
  identityHash: hashIdentity(value, salt, portableCrypto),
  salt,
  ...more,
})
const match = (of: JsonObject, value: string, identityType?: string) =>
  matchesRecipient(of, identityType === undefined ? { value } : { value, identityType }, portableCrypto)

describe('hashIdentity', () => {
  it('OI11: is SHA-256 of identity followed by salt', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (identity) => {
        const expected = `sha256$${createHash('sha256')
          .update(identity + salt)
          .digest('hex')}`
        expect(hashIdentity(identity, salt, portableCrypto)).toBe(expected)
      }),
    )
  })

  it('OI11: refuses salts below 128 bits', () => {
    expect(() => hashIdentity('a@b.example', 'short', portableCrypto)).toThrow(
      expect.objectContaining({ code: 'identity-salt' }),
    )
  })
})

describe('matchesRecipient', () => {
  it('finds who was hashed and nobody else', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.emailAddress(), (one, other) => {
        fc.pre(one.toLowerCase() !== other.toLowerCase())
        expect(match(subject([hashed(one)]), one)).toBe('match')
        expect(match(subject([hashed(one)]), other)).toBe('mismatch')
      }),
    )
  })

  it('OD7: looks at every identifier of the type, alone or in an array', () => {
    expect(match(subject([hashed('a@x.example'), hashed('b@x.example')]), 'b@x.example')).toBe('match')
    expect(match(subject(hashed('a@x.example')), 'a@x.example')).toBe('match')
    expect(match(subject([hashed('a@x.example', { identityType: 'userName' })]), 'a@x.example')).toBe('none')
    expect(
      match(subject([hashed('a@x.example', { identityType: 'userName' })]), 'a@x.example', 'userName'),
    ).toBe('match')
  })

  it('compares e-mail also in lower case, and upper-case hashes', () => {
    expect(match(subject([hashed('a@x.example')]), 'A@X.example')).toBe('match')
    const shouted = hashIdentity('a@x.example', salt, portableCrypto).toUpperCase()
    expect(match(subject([hashed('a@x.example', { identityHash: shouted })]), 'a@x.example')).toBe('match')
  })

  it('compares identifiers in plain as text', () => {
    expect(match(subject([hashed('', { hashed: false, identityHash: 'a@x.example' })]), 'a@x.example')).toBe(
      'match',
    )
    expect(match(subject([hashed('', { hashed: false, identityHash: 'a@x.example' })]), 'b@x.example')).toBe(
      'mismatch',
    )
  })

  it('does not take salt before identity', () => {
    const wrong = `sha256$${createHash('sha256').update(`${salt}a@x.example`).digest('hex')}`
    expect(match(subject([hashed('', { identityHash: wrong })]), 'a@x.example')).toBe('mismatch')
  })

  it('does not match what it cannot read', () => {
    expect(match(subject([hashed('a@x.example', { salt: 5 })]), 'a@x.example')).toBe('mismatch')
    expect(match(subject([hashed('a@x.example', { identityHash: null })]), 'a@x.example')).toBe('mismatch')
    expect(match({ identifier: 'a@x.example' }, 'a@x.example')).toBe('none')
    expect(match({}, 'a@x.example')).toBe('none')
  })

  it('finds the recipient of an issued badge', () => {
    expect(match(fullBadge.credentialSubject as JsonObject, 'jordan@learner.example')).toBe('match')
    expect(match(fullBadge.credentialSubject as JsonObject, 'Jordan Ejemplo', 'name')).toBe('match')
  })
})
