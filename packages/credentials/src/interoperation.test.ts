import { gzipSync } from 'node:zlib'
import { encodeMultikey, type JsonObject, memberOf, parseMultikey, portableCrypto } from '@assay/core'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { describe, expect, it } from 'vitest'
import { bundledContexts } from './contexts.ts'
import { createProof } from './create-proof.ts'
import { listProofs } from './list-proofs.ts'
import { canonicalize, clock, fullBadge, fullInput, signer, smallBadge } from './open-badge.fixture.ts'
import { buildStatusListCredential, emptyStatusList, encodeStatusList } from './status-list.ts'
import { verifyProof } from './verify-proof.ts'

const issuer = fullInput.issuer.id
const verificationMethod = `${issuer}#key-1`

const directed: JsonObject = {
  ...smallBadge,
  name: { '@value': 'شهادة', '@language': 'ar', '@direction': 'rtl' },
  description: [
    { '@value': 'Small.', '@language': 'en-GB', '@direction': 'ltr' },
    { '@value': 'x', '@direction': 'rtl' },
    { '@value': 'y', '@language': 'de' },
  ],
}

/** What the issuer publishes: its key and who it belongs to. */
function loaderFor(publicKeyMultibase: string) {
  const key = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: verificationMethod,
    type: 'Multikey',
    controller: issuer,
    publicKeyMultibase,
  }
  const controller = {
    '@context': 'https://w3id.org/security/multikey/v1',
    id: issuer,
    assertionMethod: [verificationMethod],
  }
  return async (url: string) => {
    // The library frames controllers with a context it brings itself; giving it the DID one keeps it from that.
    const own =
      url === verificationMethod
        ? key
        : url === issuer
          ? { ...controller, '@context': 'https://www.w3.org/ns/did/v1' }
          : undefined
    const document = own ?? bundledContexts.get(url)?.document
    if (document === undefined) throw new Error(`not at hand: ${url}`)
    return { contextUrl: null, documentUrl: url, document: structuredClone(document) }
  }
}

describe('interoperation with @digitalbazaar/vc', () => {
  const documentLoader = loaderFor(encodeMultikey(signer.publicKey))
  const list = buildStatusListCredential({
    id: 'https://issuer.example/status/revocation',
    issuer,
    purpose: 'revocation',
    encodedList: encodeStatusList(emptyStatusList(), (bytes) => gzipSync(bytes)),
    validFrom: '2026-05-03T16:38:00Z',
    ttl: 300_000,
  })

  it.each<[string, JsonObject]>([
    ['a full badge', fullBadge],
    ['the smallest badge', smallBadge],
    ['a badge with texts that have a direction', directed],
    ['a status list', list],
  ])('%s made here verifies there', async (_, document) => {
    const signed = await createProof({
      document,
      verificationMethod,
      created: clock.now(),
      signer,
      canonicalize,
      crypto: portableCrypto,
    })
    const suite = new DataIntegrityProof({ cryptosuite: eddsaRdfc2022 })
    const options = {
      suite,
      documentLoader,
      now: new Date(clock.now()),
      checkStatus: async () => ({ verified: true }),
    }
    const result = await vc.verifyCredential({ credential: structuredClone(signed), ...options })
    expect(result.error?.errors ?? result.error).toBeUndefined()
    expect(result.verified).toBe(true)
    const forged = { ...structuredClone(signed), validUntil: '2099-01-01T00:00:00Z' }
    expect((await vc.verifyCredential({ credential: forged, ...options })).verified).toBe(false)
  })

  it.each<[string, JsonObject]>([
    ['a full badge', fullBadge],
    ['the smallest badge', smallBadge],
    ['a badge with texts that have a direction', directed],
  ])('%s made there verifies here', async (_, document) => {
    const pair = await Ed25519Multikey.generate({ id: verificationMethod, controller: issuer })
    const suite = new DataIntegrityProof({
      cryptosuite: eddsaRdfc2022,
      signer: pair.signer(),
      date: new Date(clock.now()),
    })
    const loader = loaderFor(pair.publicKeyMultibase)
    const signed: JsonObject = await vc.issue({
      credential: structuredClone(document),
      suite,
      documentLoader: loader,
      now: new Date(clock.now()),
    })
    const check = (secured: JsonObject) =>
      verifyProof({
        document: secured,
        proof: listProofs(secured)[0] ?? null,
        resolveKey: async (url) =>
          url === verificationMethod ? parseMultikey(pair.publicKeyMultibase) : undefined,
        now: clock.now(),
        canonicalize,
        crypto: portableCrypto,
      })
    expect(await check(signed)).toMatchObject({ outcome: 'valid', cryptosuite: 'eddsa-rdfc-2022' })
    expect(await check({ ...signed, name: 'Forged' })).toMatchObject({
      outcome: 'invalid',
      code: 'proof-signature',
    })
    expect(memberOf(signed, 'id')).toBe(document.id)
  })
})
