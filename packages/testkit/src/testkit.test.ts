import { verify } from 'node:crypto'
import { portableCrypto } from '@assay/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fixedClock } from './fixed-clock.ts'
import { memoryDocuments } from './memory-documents.ts'
import { testRsaSigner } from './test-rsa-signer.ts'
import { testSigner } from './test-signer.ts'

afterEach(() => vi.unstubAllEnvs())

describe('testSigner', () => {
  it.each(['ed25519', 'p256', 'p384'] as const)(
    'makes the same %s key in every run and signs with it',
    async (type) => {
      const signer = testSigner('a', type)
      expect(testSigner('a', type).publicKey).toEqual(signer.publicKey)
      expect(testSigner('b', type).publicKey).not.toEqual(signer.publicKey)
      const messages = [Uint8Array.of(1), Uint8Array.of(2)]
      const signatures = await signer.sign(messages)
      for (const [index, message] of messages.entries()) {
        const signature = signatures[index] ?? expect.fail('a signature is missing')
        expect(portableCrypto.verify(signer.publicKey, message, signature)).toBe(true)
      }
    },
  )

  it('refuses to work in production', () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => testSigner('a')).toThrow(TypeError)
  })
})

describe('fixedClock', () => {
  it('moves only when told to', () => {
    const clock = fixedClock('2026-01-01T00:00:00Z')
    clock.advance(1_500)
    expect(new Date(clock.now()).toISOString()).toBe('2026-01-01T00:00:01.500Z')
  })
})

describe('memoryDocuments', () => {
  it('answers texts, documents and answers, nothing else, and remembers what was asked', async () => {
    const { resolve, asked } = memoryDocuments({ a: 'text', b: { x: 1 }, c: { status: 404, body: '' } })
    expect(await resolve('a')).toEqual({ status: 200, body: 'text' })
    expect(await resolve('b')).toEqual({ status: 200, body: '{"x":1}' })
    expect(await resolve('c')).toEqual({ status: 404, body: '' })
    expect(await resolve('constructor')).toBeUndefined()
    expect(asked).toEqual(['a', 'b', 'c', 'constructor'])
  })
})

describe('testRsaSigner', () => {
  it.each(['issuer', 'other'] as const)('signs with the same RSA key in every run (%s)', async (label) => {
    const { jwk, pem, sign } = testRsaSigner(label)
    const message = new TextEncoder().encode('a badge')
    const [signature = new Uint8Array()] = await sign([message])
    expect(verify('sha256', message, pem, signature)).toBe(true)
    expect(jwk).toEqual(testRsaSigner(label).jwk)
    expect(Object.keys(jwk)).toEqual(['kty', 'n', 'e'])
  })
})
