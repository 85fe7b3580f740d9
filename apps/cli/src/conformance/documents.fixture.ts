import type { JsonObject } from '@assay/core'

export const v2 = 'https://www.w3.org/ns/credentials/v2'
export const v1 = 'https://www.w3.org/2018/credentials/v1'

/** The least that is a credential. */
export const plain: JsonObject = {
  '@context': [v2],
  type: ['VerifiableCredential'],
  issuer: 'https://issuer.example',
  credentialSubject: { id: 'did:example:subject' },
}

/** Of version 1.1, with words of its own: some of them mean something else in the document around. */
export const licence: JsonObject = {
  '@context': [
    v1,
    {
      '@protected': true,
      BoatLicenceCredential: 'urn:example:BoatLicenceCredential',
      BoatLicence: {
        '@id': 'urn:example:BoatLicence',
        '@context': {
          '@protected': true,
          id: '@id',
          type: '@type',
          number: 'urn:example:number',
          expirationDate: 'urn:example:expiration',
        },
      },
      boatLicence: { '@id': 'urn:example:boatLicence', '@type': '@id' },
    },
  ],
  id: 'urn:uuid:36245ee9-9074-4b05-a777-febff2e69757',
  type: ['VerifiableCredential', 'BoatLicenceCredential'],
  issuer: { id: 'https://issuer.example' },
  issuanceDate: '2024-01-01T00:00:00Z',
  credentialSubject: {
    id: 'urn:uuid:1a0e4ef5-091f-4060-842e-18e519ab9440',
    boatLicence: { type: 'BoatLicence', number: '4711', expirationDate: 'never' },
  },
}

/** A presentation of these. */
export function presentationOf(...credentials: readonly unknown[]): JsonObject {
  return {
    '@context': [v2],
    type: ['VerifiablePresentation'],
    verifiableCredential: credentials as readonly JsonObject[],
  }
}
