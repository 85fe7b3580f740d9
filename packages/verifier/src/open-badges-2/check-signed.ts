import {
  type AnyPublicKey,
  AssayError,
  type Crypto,
  isJsonObject,
  type JsonObject,
  parseDidKeyMethod,
} from '@assay/core'
import { fitsAlgorithm, type Jws, readPublicKeyPem, verifyJws } from '@assay/credentials'
import type { CheckCode } from '../check-codes.ts'
import type { DocumentSource } from '../document-source.ts'
import { isWebAddress, listOf, objectOf, sameAddress, textOf } from '../json-members.ts'
import { explain, type Finding } from '../make-check.ts'
import { sameOrigin } from './nodes.ts'

/** A key with what it says of its owner. */
interface OwnedKey {
  readonly id: string
  readonly owner: string
  readonly key: AnyPublicKey
}

type KeyReading =
  | OwnedKey
  | { readonly outcome: 'failed' | 'unknown'; readonly code: CheckCode; readonly reason: string }

/** What the two steps need. */
export interface SignedContext {
  readonly documents: DocumentSource
  readonly crypto: Crypto
}

/** Outcome of the signature, and of whose key it was. */
export interface SignedStep {
  readonly proof: Finding
  readonly binding: Finding
}

/**
 * Checks the signature of a signed badge, and that its key is the issuer's: the key says that the issuer owns it **and** the
 * issuer's profile lists it (STANDARDS B22). `issuer` is the profile read at the issuer's own address; undefined when it could not be
 * had. An issuer that is a did:key is its own list.
 */
export async function checkSigned(
  jws: Jws,
  assertion: JsonObject,
  issuer: { readonly id: string; readonly profile: JsonObject | undefined },
  context: SignedContext,
): Promise<SignedStep> {
  const creator = creatorOf(assertion, issuer.profile)
  if (creator === undefined) {
    const proof: Finding = {
      outcome: 'failed',
      code: 'proof-malformed',
      message: explain('proof-malformed', '(It names no key.)'),
    }
    return { proof, binding: { outcome: 'skipped', code: 'needs-key' } }
  }
  const key = await findKey(creator, issuer.profile, context.documents)
  if ('outcome' in key) {
    const { outcome, code, reason } = key
    const proof: Finding = {
      outcome,
      code,
      message: explain(code, `(${reason})`),
      details: { creator, reason },
    }
    return { proof, binding: { outcome: 'skipped', code: 'needs-key' } }
  }
  return { proof: await checkSignature(jws, key, context.crypto), binding: bind(key, issuer) }
}

/** The key that the assertion names, or the issuer's only one. */
function creatorOf(assertion: JsonObject, profile: JsonObject | undefined): string | undefined {
  const named = textOf(objectOf(assertion, 'verification'), 'creator')
  if (named !== undefined || profile === undefined) return named
  const [only, ...more] = listOf(profile, 'publicKey').flatMap(keyId)
  return more.length === 0 ? only : undefined
}

const keyId = (entry: unknown): string[] => {
  const id = isJsonObject(entry) ? textOf(entry, 'id') : entry
  return typeof id === 'string' ? [id] : []
}

async function checkSignature(jws: Jws, { id, key }: OwnedKey, crypto: Crypto): Promise<Finding> {
  const details = { algorithm: jws.algorithm, verificationMethod: id }
  if (!fitsAlgorithm(jws, key)) return { outcome: 'failed', code: 'proof-key-type', details }
  return (await verifyJws(jws, key, crypto))
    ? { outcome: 'passed', code: 'proof-ok', details }
    : { outcome: 'failed', code: 'proof-signature', details }
}

/** The profile may hold the key itself; else it lies at its own address. */
async function findKey(
  creator: string,
  profile: JsonObject | undefined,
  documents: DocumentSource,
): Promise<KeyReading> {
  if (creator.startsWith('did:key:')) return readDidKey(creator)
  const embedded = profile === undefined ? [] : listOf(profile, 'publicKey').filter(isJsonObject)
  const held = embedded.find(
    (entry) => textOf(entry, 'id') === creator && textOf(entry, 'publicKeyPem') !== undefined,
  )
  if (held !== undefined) return readKey(creator, held)
  if (!isWebAddress(creator)) {
    return {
      outcome: 'failed',
      code: 'key-method',
      reason: `${creator.slice(0, 120)} is neither did:key nor a web address`,
    }
  }
  const answer = await documents.fetchJson(creator)
  if (!answer.found) return { outcome: 'unknown', code: 'key-unreachable', reason: answer.reason }
  if (!sameOrigin(answer.finalUrl, creator)) {
    return { outcome: 'unknown', code: 'key-unreachable', reason: `it leads to ${answer.finalUrl}` }
  }
  // The address of a key may be a part of its owner's profile.
  const inside = listOf(answer.document, 'publicKey').filter(isJsonObject)
  const document = [answer.document, ...inside].find((entry) => textOf(entry, 'id') === creator)
  return document === undefined
    ? { outcome: 'failed', code: 'key-document', reason: `its id is not ${creator}` }
    : readKey(creator, document)
}

function readDidKey(creator: string): KeyReading {
  try {
    const { key, controller } = parseDidKeyMethod(creator)
    return { id: creator, owner: controller, key }
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return { outcome: 'failed', code: 'key-malformed', reason: error.message }
  }
}

function readKey(id: string, document: JsonObject): KeyReading {
  try {
    const key = readPublicKeyPem(textOf(document, 'publicKeyPem') ?? '')
    return { id, owner: textOf(document, 'owner') ?? '', key }
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return { outcome: 'failed', code: 'key-malformed', reason: error.message }
  }
}

function bind(
  { id, owner }: OwnedKey,
  issuer: { readonly id: string; readonly profile: JsonObject | undefined },
): Finding {
  const details = { issuer: issuer.id, controller: owner, verificationMethod: id }
  if (!sameAddress(owner, issuer.id)) {
    const message = explain('issuer-not-bound', `(${owner || 'nobody'} owns it, ${issuer.id} is named)`)
    return { outcome: 'failed', code: 'issuer-not-bound', message, details }
  }
  if (id.startsWith('did:key:')) return { outcome: 'passed', code: 'issuer-bound', details }
  if (issuer.profile === undefined) return { outcome: 'unknown', code: 'issuer-unreachable', details }
  const listed = listOf(issuer.profile, 'publicKey').flatMap(keyId).includes(id)
  if (listed) return { outcome: 'passed', code: 'issuer-listed', details }
  const message = explain('issuer-not-bound', '(the issuer does not list it)')
  return { outcome: 'failed', code: 'issuer-not-bound', message, details }
}
