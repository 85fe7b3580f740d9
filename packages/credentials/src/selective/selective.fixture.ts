import { portableCrypto as crypto, didKeyMethod, type JsonObject, type Signer } from '@assay/core'
import { testSigner } from '@assay/testkit'
import { canonicalizeGraph } from '../canonical-graph.ts'
import { createCanonicalize } from '../canonicalize.ts'
import { createProof } from '../create-proof.ts'
import { clock, fullBadge } from '../open-badge.fixture.ts'

/** As programs canonicalise, but without a thread. */
export const canonicalize = createCanonicalize({
  crypto,
  canonicalizeHard: (nquads, hash) => canonicalizeGraph(nquads, { crypto, hash }),
})

export const issuer: Signer = testSigner('issuer', 'p256')
export const proofSigner: Signer = testSigner('proof key', 'p256')
export const hmacKey = Uint8Array.from({ length: 32 }, (_, index) => index)

/** A badge with whatever makes telling blank nodes apart hard: twins, graphs, ordered lists, literals in JSON, texts that look like labels. */
export const tangledBadge: JsonObject = {
  ...fullBadge,
  name: 'A text with _:c14n0 and <urn:x:y> in it',
  endorsement: ['a', 'b'].map((name) => ({
    '@context': fullBadge['@context'] ?? null,
    type: ['VerifiableCredential', 'EndorsementCredential'],
    issuer: { id: 'https://other.example/', type: ['Profile'], name },
    name: 'Endorsement',
    validFrom: '2026-05-03T16:38:00Z',
    credentialSubject: { id: 'urn:x:subject', type: ['EndorsementSubject'], endorsementComment: name },
    proof: [
      { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', proofValue: `z${name}` },
      { type: 'DataIntegrityProof', cryptosuite: 'ecdsa-rdfc-2019', proofValue: `z${name}` },
    ],
  })),
  evidence: [
    { type: ['Evidence'], name: 'Twin' },
    { type: ['Evidence'], name: 'Twin' },
    { type: ['Evidence'], name: { '@value': 'Said', '@language': 'en' } },
  ],
  credentialSchema: [
    { id: 'urn:x:schema', type: 'JsonSchemaCredential' },
    { id: 'urn:x:schema', type: 'JsonSchema', jsonSchema: { type: 'object', properties: { a: { id: 1 } } } },
  ],
}

/** The document with a base proof. */
export function signBase(
  document: JsonObject,
  mandatoryPointers: readonly string[] = ['/issuer', '/validFrom'],
  more: Partial<Parameters<typeof createProof>[0]> = {},
): Promise<JsonObject> {
  return createProof({
    ...{ document, canonicalize, crypto, signer: issuer },
    verificationMethod: didKeyMethod(issuer.publicKey),
    created: clock.now(),
    cryptosuite: 'ecdsa-sd-2023',
    selective: { mandatoryPointers, hmacKey, proofSigner },
    ...more,
  })
}
