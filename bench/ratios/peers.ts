import { encodeMultikey, type JsonObject } from '@assay/core'
import { bundledContexts, createProof } from '@assay/credentials'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { issueAll } from './issue.ts'
import { canonicalize, crypto, signer } from './keys.ts'
import type { Scenario, Work } from './measure.ts'
import { badgesOfAllKinds, created, readAgain } from './reference-credential.ts'
import { verifyAll } from './verify.ts'

const peer = '@digitalbazaar/vc'
const issuer = 'https://badges-0.example.org/organizations/harbor'
const method = `${issuer}#key-1`
const now = new Date(created)

/** Documents that the peer asks for, all at hand. */
function loaderFor(publicKeyMultibase: string) {
  const key = { type: 'Multikey', id: method, controller: issuer, publicKeyMultibase }
  const own: Readonly<Record<string, object>> = {
    [method]: { '@context': 'https://w3id.org/security/multikey/v1', ...key },
    [issuer]: { '@context': 'https://www.w3.org/ns/did/v1', id: issuer, assertionMethod: [method] },
  }
  return async (url: string) => {
    const document = own[url] ?? bundledContexts.get(url)?.document
    if (document === undefined) throw new Error(`not at hand: ${url}`)
    return { contextUrl: null, documentUrl: url, document }
  }
}

/** Badges of one issuer, since the peer looks up whom the key belongs to. */
const badges = (count: number): readonly JsonObject[] =>
  badgesOfAllKinds(count).map((badge) => ({
    ...badge,
    issuer: { ...(badge.issuer as JsonObject), id: issuer },
  }))

function inTurn(documents: readonly JsonObject[], work: (document: JsonObject) => Promise<unknown>): Work {
  let place = 0
  return async () => {
    await work(documents[place % documents.length] as JsonObject)
    place += 1
    return 1
  }
}

/** For information: the same as `issue.any` and `verify.any`, beside the library that most of the field uses, as it is shipped. */
export const peerScenarios: readonly Scenario[] = [
  {
    ...{ name: 'issue.any.peer', against: peer, unit: 'credentials/s' },
    async prepare() {
      const pair = await Ed25519Multikey.generate({ id: method, controller: issuer })
      const documentLoader = loaderFor(pair.publicKeyMultibase)
      const suite = () => new DataIntegrityProof({ cryptosuite, signer: pair.signer(), date: now })
      const documents = badges(2_000)
      const theirs = (credential: JsonObject) =>
        vc.issue({ credential: structuredClone(credential), suite: suite(), documentLoader, now })
      return { ours: issueAll(documents), theirs: inTurn(documents, theirs) }
    },
  },
  {
    ...{ name: 'verify.any.peer', against: peer, unit: 'credentials/s' },
    async prepare() {
      const documents = badges(500)
      const signed: JsonObject[] = []
      for (const document of documents) {
        const verificationMethod = method
        signed.push(
          readAgain(
            await createProof({ document, signer, verificationMethod, created, canonicalize, crypto }),
          ),
        )
      }
      const documentLoader = loaderFor(encodeMultikey(signer.publicKey))
      const checkStatus = async () => ({ verified: true })
      const theirs = async (credential: JsonObject) => {
        const suite = new DataIntegrityProof({ cryptosuite })
        const result = await vc.verifyCredential({ credential, suite, documentLoader, now, checkStatus })
        if (!result.verified) throw new Error('a good badge was refused')
      }
      return { ours: verifyAll(signed), theirs: inTurn(signed, theirs) }
    },
  },
]
