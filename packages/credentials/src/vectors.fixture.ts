import { type JsonObject, portableCrypto } from '@assay/core'
import { createCanonicalize } from './canonicalize.ts'
import { type BundledContext, bundledContexts } from './contexts.ts'

const sdo = 'https://schema.org/'
const citizenship = 'https://w3id.org/citizenship#'
const date = 'http://www.w3.org/2001/XMLSchema#dateTime'

/**
 * The context of citizenship credentials, as far as the vectors of vc-di-ecdsa use it. It is a context of examples and never
 * bundled; the text follows from the canonical forms that the vectors give.
 */
const context: JsonObject = {
  '@protected': true,
  ...Object.fromEntries(
    [
      'PermanentResidentCardCredential',
      'PermanentResident',
      'PermanentResidentCard',
      'EmploymentAuthorizationDocumentCredential',
      'EmployablePerson',
      'EmploymentAuthorizationDocument',
      'lprCategory',
      'lprNumber',
      'birthCountry',
      'commuterClassification',
      'permanentResidentCard',
      'employmentAuthorizationDocument',
    ].map((name) => [name, `${citizenship}${name}`]),
  ),
  ...Object.fromEntries(
    ['Person', 'givenName', 'additionalName', 'familyName', 'gender', 'identifier'].map((name) => [
      name,
      `${sdo}${name}`,
    ]),
  ),
  image: { '@id': `${sdo}image`, '@type': '@id' },
  birthDate: { '@id': `${sdo}birthDate`, '@type': date },
  residentSince: { '@id': `${citizenship}residentSince`, '@type': date },
}

const url = 'https://w3id.org/citizenship/v4rc1'
const entry: BundledContext = {
  url,
  document: { '@context': context },
  sha256: '',
  issue: false,
  verify: 'warning',
  text: 'own',
}

/** Canonicalises documents of the vectors. */
export const vectorCanonicalize = createCanonicalize({
  crypto: portableCrypto,
  contexts: new Map([...bundledContexts, [url, entry]]),
})
