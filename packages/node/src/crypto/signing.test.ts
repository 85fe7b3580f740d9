import { createPublicKey, verify } from 'node:crypto'
import { encodeUtf8 } from '@assay/core'
import { describe, expect, it } from 'vitest'
import { nodeCrypto } from './node-crypto.ts'
import { createLocalSigner, createRs256Signer, generateRsaSigningKey, generateSigningKey } from './signing.ts'

describe('createLocalSigner', () => {
  it('answers one signature a message, in order', async () => {
    const pair = generateSigningKey('ed25519')
    const signer = createLocalSigner(pair.privateKeyPkcs8)
    const messages = Array.from({ length: 40 }, (_, index) => encodeUtf8(`badge ${index}`))
    const signatures = await signer.sign(messages)
    expect(signer.publicKey).toEqual(pair.publicKey)
    expect(signatures).toHaveLength(40)
    for (const [index, message] of messages.entries()) {
      expect(nodeCrypto.verify(pair.publicKey, message, signatures[index] ?? new Uint8Array())).toBe(true)
    }
  })

  it('refuses bytes that are no key, and keys of another kind, without telling their inside', () => {
    expect(() => createLocalSigner(encodeUtf8('secret'))).toThrow(
      expect.objectContaining({ code: 'crypto.key', message: 'The private key is not PKCS #8.' }),
    )
    const rsa = generateRsaSigningKey()
    expect(() => createLocalSigner(rsa.privateKeyPkcs8)).toThrow(
      expect.objectContaining({ code: 'crypto.key' }),
    )
  })
})

describe('createRs256Signer', () => {
  it('signs so that the published JWK verifies, and the JWK holds no private member', async () => {
    const rsa = generateRsaSigningKey()
    const signer = createRs256Signer(rsa.privateKeyPkcs8)
    const message = encodeUtf8('header.payload')
    const [signature = new Uint8Array()] = await signer.sign([message])
    const key = createPublicKey({ key: { ...signer.publicJwk }, format: 'jwk' })
    expect(verify('sha256', message, key, signature)).toBe(true)
    expect(Object.keys(signer.publicJwk).sort()).toEqual(['e', 'kty', 'n'])
    expect(signer.publicJwk).toEqual(rsa.publicJwk)
  })

  it('refuses a key that is not RSA', () => {
    const { privateKeyPkcs8 } = generateSigningKey('p256')
    expect(() => createRs256Signer(privateKeyPkcs8)).toThrow(expect.objectContaining({ code: 'crypto.key' }))
  })
})
