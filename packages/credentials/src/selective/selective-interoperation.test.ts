import { portableCrypto as crypto, encodeMultikey, type JsonObject, parseMultikey } from '@assay/core'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import * as theirs from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { describe, expect, it } from 'vitest'
import { bundledContexts } from '../contexts.ts'
import { withoutMembers } from '../cryptosuites.ts'
import { listProofs } from '../list-proofs.ts'
import { clock, fullBadge, fullInput, smallBadge } from '../open-badge.fixture.ts'
import { verifyProof } from '../verify-proof.ts'
import { deriveProof } from './derive-proof.ts'
import { canonicalize, issuer as issuerKey, signBase } from './selective.fixture.ts'

const issuer = fullInput.issuer.id
const verificationMethod = `${issuer}#key-1`
const now = new Date(clock.now())

/** What the issuer publishes, and the contexts. */
function loaderFor(publicKeyMultibase: string) {
  const published: Readonly<Record<string, object>> = {
    [verificationMethod]: {
      '@context': 'https://w3id.org/security/multikey/v1',
      ...{ id: verificationMethod, type: 'Multikey', controller: issuer, publicKeyMultibase },
    },
    [issuer]: {
      '@context': 'https://www.w3.org/ns/did/v1',
      ...{ id: issuer, assertionMethod: [verificationMethod] },
    },
  }
  return async (url: string) => {
    const document = published[url] ?? bundledContexts.get(url)?.document
    if (document === undefined) throw new Error(`not at hand: ${url}`)
    return { contextUrl: null, documentUrl: url, document: structuredClone(document) }
  }
}

async function verifiedThere(shown: JsonObject, publicKeyMultibase: string): Promise<boolean> {
  const suite = new DataIntegrityProof({ cryptosuite: theirs.createVerifyCryptosuite() })
  const result = await vc.verifyCredential({
    ...{ credential: structuredClone(shown), suite, documentLoader: loaderFor(publicKeyMultibase), now },
    checkStatus: async () => ({ verified: true }),
  })
  return result.verified
}

async function verifiedHere(shown: JsonObject, publicKeyMultibase: string): Promise<string> {
  const result = await verifyProof({
    ...{ document: shown, proof: listProofs(shown)[0] ?? null, now: clock.now(), canonicalize, crypto },
    resolveKey: async () => parseMultikey(publicKeyMultibase),
  })
  return 'code' in result ? result.code : result.outcome
}

async function signThere(document: JsonObject, mandatoryPointers: readonly string[]) {
  const pair = await EcdsaMultikey.generate({ id: verificationMethod, controller: issuer, curve: 'P-256' })
  const { publicKeyMultibase } = pair
  const cryptosuite = theirs.createSignCryptosuite({ mandatoryPointers })
  const suite = new DataIntegrityProof({ cryptosuite, signer: pair.signer(), date: now })
  const documentLoader = loaderFor(publicKeyMultibase)
  const signed = await vc.issue({ credential: structuredClone(document), suite, documentLoader, now })
  return { signed: signed as JsonObject, publicKeyMultibase }
}

async function deriveThere(
  signed: JsonObject,
  selectivePointers: readonly string[],
  publicKeyMultibase: string,
): Promise<JsonObject> {
  const suite = new DataIntegrityProof({
    cryptosuite: theirs.createDiscloseCryptosuite({ selectivePointers }),
  })
  const documentLoader = loaderFor(publicKeyMultibase)
  return vc.derive({ verifiableCredential: structuredClone(signed), suite, documentLoader })
}

const deriveHere = (document: JsonObject, selectivePointers: readonly string[]) =>
  deriveProof({ document, selectivePointers, canonicalize, crypto })

const mandatory = ['/issuer', '/validFrom', '/credentialSubject/achievement']
/** The other library compacts the document, so that pointers into lists of one and into ordered lists miss there. */
const selections: readonly (readonly [string, JsonObject, readonly string[], readonly string[]])[] = [
  [
    'a full badge, some members',
    withoutLists(fullBadge),
    mandatory,
    ['/name', '/evidence/1', '/credentialSubject/result/0'],
  ],
  ['a full badge, nothing more', withoutLists(fullBadge), mandatory, []],
  [
    'a full badge, nothing mandatory',
    withoutLists(fullBadge),
    [],
    ['/issuer', '/credentialSubject/result/0', '/credentialStatus/0'],
  ],
  ['the smallest badge', withoutLists(smallBadge), mandatory, ['/name']],
]

describe('interoperation with @digitalbazaar/ecdsa-sd-2023-cryptosuite', () => {
  it.each(selections)(
    '%s: signed here, derived here and there, verifies there',
    async (_, document, always, chosen) => {
      const signed = await signBase(document, always, { verificationMethod })
      const key = encodeMultikey(issuerKey.publicKey)
      for (const shown of [await deriveHere(signed, chosen), await deriveThere(signed, chosen, key)]) {
        expect(await verifiedThere(shown, key)).toBe(true)
        expect(await verifiedHere(shown, key)).toBe('valid')
        expect(await verifiedThere({ ...shown, description: 'Forged' }, key)).toBe(false)
      }
    },
  )

  it.each(selections)(
    '%s: signed there, derived there and here, verifies here',
    async (_, document, always, chosen) => {
      const { signed, publicKeyMultibase: key } = await signThere(document, always)
      const here = await deriveHere(signed, chosen)
      const there = await deriveThere(signed, chosen, key)
      expect(withoutMembers(here, 'proof')).toEqual(withoutMembers(there, 'proof'))
      for (const shown of [here, there]) {
        expect(await verifiedHere(shown, key)).toBe('valid')
        expect(await verifiedThere(shown, key)).toBe(true)
        expect(await verifiedHere({ ...shown, description: 'Forged' }, key)).toBe('proof-signature')
      }
    },
  )
})

/** Without ordered lists, whose nodes the other library does not name. */
function withoutLists(badge: JsonObject): JsonObject {
  const subject = badge.credentialSubject as JsonObject
  const achievement = withoutMembers(subject.achievement as JsonObject, 'resultDescription')
  return { ...badge, credentialSubject: { ...subject, achievement } }
}
