import { createCanonicalize, createProof, deriveProof, listProofs, verifyProof } from '@assay/credentials'
import { describe, expect, it } from 'vitest'
import { nodeCrypto as crypto } from './node-crypto.ts'
import { generateSelectiveKeys } from './selective-keys.ts'
import { createLocalSigner, generateSigningKey } from './signing.ts'

const canonicalize = createCanonicalize({ crypto })
const document = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: 'https://issuer.example/',
  name: 'Shown',
  description: 'Hidden',
  credentialSubject: { id: 'urn:x:1' },
}

describe('generateSelectiveKeys', () => {
  it('makes keys that sign what can be shown in part, and others each time', async () => {
    const signer = createLocalSigner(generateSigningKey('p256').privateKeyPkcs8)
    const values: unknown[] = []
    for (const keys of [generateSelectiveKeys(), generateSelectiveKeys()]) {
      const base = await createProof({
        ...{ document, signer, canonicalize, crypto, cryptosuite: 'ecdsa-sd-2023', created: 0 },
        verificationMethod: 'https://issuer.example/#key',
        selective: { mandatoryPointers: ['/issuer'], ...keys },
      })
      const shown = await deriveProof({ document: base, selectivePointers: ['/name'], canonicalize, crypto })
      expect(shown).toMatchObject({ name: 'Shown' })
      expect(shown).not.toHaveProperty('description')
      const result = await verifyProof({
        ...{ document: shown, proof: listProofs(shown)[0] ?? null, now: 0, canonicalize, crypto },
        resolveKey: async () => signer.publicKey,
      })
      expect(result.outcome).toBe('valid')
      values.push(String(keys.hmacKey), String(keys.proofSigner.publicKey.bytes))
    }
    expect(new Set(values).size).toBe(4)
  })
})
