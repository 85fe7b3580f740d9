import {
  attempt,
  decodeMultibase,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parseDateTimeStamp,
} from '@assay/core'
import { type Cryptosuite, cryptosuites } from './cryptosuites.ts'
import { invalid, type ProofFacts, type ProofPurpose, type ProofRefusal } from './proof-result.ts'
import { type DisclosureProof, isBaseProofValue, parseDisclosureProof } from './selective/proof-value.ts'

/** What a proof must say of itself to be accepted. */
export interface ProofExpectations {
  /** Purpose the proof must state. Default `assertionMethod`. */
  readonly expectedPurpose?: ProofPurpose
  /** For whom the proof must have been made: these and no others. Default: not looked at. */
  readonly expectedDomain?: string | readonly string[]
  /** What the verifier asked to see in the proof. Default: not looked at. */
  readonly expectedChallenge?: string
  /** Milliseconds since 1970; for `expires`. */
  readonly now: number
}

/** A proof whose form is accepted. */
export interface ProofForm {
  readonly suite: Cryptosuite
  readonly proof: JsonObject
  readonly facts: ProofFacts
  readonly value: ProofValue
}

/** What a proof value holds. */
export type ProofValue =
  | { readonly kind: 'signature'; readonly signature: Uint8Array }
  | { readonly kind: 'disclosure'; readonly disclosure: DisclosureProof }

/** Reads a proof without looking at its document: kind and suite first, then all it says (STANDARDS DI2, DI3; vc-di 2.1, 4.4). */
export function readProof(proof: JsonValue, expected: ProofExpectations): ProofForm | ProofRefusal {
  if (!isJsonObject(proof)) return invalid('proof-malformed', 'The proof is not an object.')
  const suite = findSuite(proof)
  if ('outcome' in suite) return suite
  const refusal = findMalformed(proof) ?? checkPurpose(proof, expected) ?? checkAudience(proof, expected)
  if (refusal !== undefined) return refusal
  const dates = readDates(proof, expected.now)
  if ('outcome' in dates) return dates
  const value = readValue(memberOf(proof, 'proofValue'), suite)
  if ('outcome' in value) return value
  const facts: ProofFacts = {
    cryptosuite: suite.name,
    verificationMethod: String(memberOf(proof, 'verificationMethod')),
    proofPurpose: expected.expectedPurpose ?? 'assertionMethod',
    created: dates.created,
    superseded: suite.use === 'verify',
    selective: suite.selective,
  }
  return { suite, proof, facts, value }
}

function findSuite(proof: JsonObject): Cryptosuite | ProofRefusal {
  const type = memberOf(proof, 'type')
  if (typeof type !== 'string') return invalid('proof-malformed', 'The proof has no type.')
  if (type !== 'DataIntegrityProof') return findLegacySuite(type)
  const name = memberOf(proof, 'cryptosuite')
  if (typeof name !== 'string') return invalid('proof-malformed', 'The proof names no cryptosuite.')
  const suite = cryptosuites.get(name)
  if (suite?.proofType === type) return suite
  const message = `The cryptosuite ${name.slice(0, 80)} is not checked here.`
  return { outcome: 'unsupported', code: 'proof-cryptosuite', message }
}

/** Before Data Integrity a proof's type was its suite. */
function findLegacySuite(type: string): Cryptosuite | ProofRefusal {
  const suite = cryptosuites.get(type)
  if (suite?.proofType === type) return suite
  const message = `Proofs of type ${type.slice(0, 80)} are not checked here.`
  return { outcome: 'unsupported', code: 'proof-type', message }
}

function checkPurpose(proof: JsonObject, { expectedPurpose = 'assertionMethod' }: ProofExpectations) {
  const stated = memberOf(proof, 'proofPurpose')
  if (typeof stated !== 'string') return invalid('proof-malformed', 'The proof states no purpose.')
  if (stated === expectedPurpose) return undefined
  return invalid('proof-purpose', `The proof was not made for ${expectedPurpose}.`)
}

/** What is wrong with the members that a proof may have (vc-di 2.1). Those of dates and of the value are read elsewhere. */
export function findMalformed(proof: JsonObject): ProofRefusal | undefined {
  const verificationMethod = memberOf(proof, 'verificationMethod')
  if (typeof verificationMethod !== 'string' || verificationMethod === '') {
    return invalid('proof-malformed', 'The proof lacks its verification method.')
  }
  const id = memberOf(proof, 'id')
  if (id !== undefined && !(typeof id === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(id))) {
    return invalid('proof-malformed', 'The id of the proof is not an address.')
  }
  for (const name of ['challenge', 'nonce']) {
    const member = memberOf(proof, name)
    if (member !== undefined && typeof member !== 'string') {
      return invalid('proof-malformed', `The ${name} of the proof is no text.`)
    }
  }
  const domains = listOf(memberOf(proof, 'domain'))
  if (domains.every((domain) => typeof domain === 'string')) return undefined
  return invalid('proof-malformed', 'The domain of the proof is neither a text nor a list of texts.')
}

/** `domain` is a set of texts (vc-di 4.4): a single one means the set of that one. */
function checkAudience(proof: JsonObject, expected: ProofExpectations): ProofRefusal | undefined {
  const { expectedDomain, expectedChallenge } = expected
  if (expectedDomain !== undefined) {
    const asked = new Set<JsonValue>(listOf(expectedDomain))
    const stated = new Set(listOf(memberOf(proof, 'domain')))
    if (asked.size !== stated.size || [...asked].some((domain) => !stated.has(domain))) {
      return invalid('proof-domain', 'The proof was made for somebody else.')
    }
  }
  if (expectedChallenge === undefined || memberOf(proof, 'challenge') === expectedChallenge) return undefined
  return invalid('proof-challenge', 'The proof does not answer what was asked.')
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return []
  return isJsonArray(value) ? value : [value]
}

function readDates(proof: JsonObject, now: number): { readonly created: number | undefined } | ProofRefusal {
  const created = readDate(memberOf(proof, 'created'))
  const expires = readDate(memberOf(proof, 'expires'))
  if (created === 'bad' || expires === 'bad') {
    return invalid('proof-date', 'A date of the proof is not a date and time with a time zone.')
  }
  if (expires !== undefined && expires <= now) return invalid('proof-expired', 'The proof has expired.')
  return { created }
}

function readDate(value: JsonValue | undefined): number | undefined | 'bad' {
  if (value === undefined) return undefined
  if (typeof value !== 'string') return 'bad'
  return attempt(() => parseDateTimeStamp(value)) ?? 'bad'
}

function readValue(value: JsonValue | undefined, suite: Cryptosuite): ProofValue | ProofRefusal {
  if (typeof value !== 'string') return invalid('proof-malformed', 'The proof lacks its value.')
  if (!suite.selective) {
    const signature = attempt(() => decodeMultibase(value, suite.multibase))
    if (signature !== undefined) return { kind: 'signature', signature }
    return invalid('proof-value', 'The value of the proof is not base58btc multibase.')
  }
  if (attempt(() => isBaseProofValue(value)) === true) {
    return invalid('proof-base', 'This proof is for its holder, who derives from it what others can verify.')
  }
  const disclosure = attempt(() => parseDisclosureProof(value))
  if (disclosure !== undefined) return { kind: 'disclosure', disclosure }
  return invalid('proof-value', 'The value of the proof is not formed as its suite says.')
}
