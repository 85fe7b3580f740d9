import {
  type AnyPublicKey,
  AssayError,
  parseDidJwk,
  parseDidJwkMethod,
  parseDidKey,
  parseDidKeyMethod,
  samePublicKey,
} from '@assay/core'
import type { ProofPurpose } from '@assay/credentials'
import type { CheckCode } from './check-codes.ts'
import {
  type ControllerDocument,
  didWebAddress,
  fetchControllerDocument,
  readControllerDocument,
} from './controller-document.ts'
import type { DocumentSource } from './document-source.ts'
import { isWebAddress, sameAddress, textOf } from './json-members.ts'
import { readKeyObject } from './key-object.ts'

/** A key that its controller allows to sign for the purpose. */
export interface ResolvedKey {
  readonly outcome: 'found'
  readonly method: string
  readonly key: AnyPublicKey
  /** Who controls the key: to be compared with the issuer in a step of its own (STANDARDS G5). */
  readonly controller: string
  /** Set when the key stands in the set that this origin keeps for all that it publishes. */
  readonly origin?: string
  /** Where the controller is a document: that document. */
  readonly document?: ControllerDocument
}

/** `refused`: the key must not be used. `unreachable`: nobody knows. */
export type KeyResolution =
  | ResolvedKey
  | { readonly outcome: 'refused' | 'unreachable'; readonly code: CheckCode; readonly reason: string }

/** What is needed to look up a key. */
export interface KeyContext {
  readonly documents: DocumentSource
  /** Instant of judgement, for `revoked` and `expires`. */
  readonly at: number
  /**
   * When the content is known to have been signed at the latest, whoever says so not being the signer (KY8): keys that ended after it
   * count. Default: not known, so that a key counts for nothing once it has ended.
   */
  readonly signedBefore?: number | undefined
  /** What the key is used for (STANDARDS KY7). Default `assertionMethod`. */
  readonly purpose?: ProofPurpose | undefined
}

/**
 * Looks up a verification method (CID "Retrieve Verification Method", STANDARDS KY1-KY4, KY7, KY8): did:key and did:jwk from the
 * name itself, did:web and web addresses from the document they name, which must list the key under the purpose. The spelling of the address proves nothing: `https://issuer.example#z6Mk…` is looked up like any other.
 */
export async function resolveVerificationMethod(method: string, context: KeyContext): Promise<KeyResolution> {
  if (namesOwnKey(method)) return resolveOwnKey(method)
  if (!method.startsWith('did:web:') && !isWebAddress(method)) {
    return refused(
      'key-method',
      `${method.slice(0, 120)} is neither did:key, did:jwk, did:web nor a web address`,
    )
  }
  if (method.startsWith('did:web:') && didWebAddress(withoutFragment(method)) === undefined) {
    return refused('key-method', `${method.slice(0, 120)} is not formed as a did:web`)
  }
  const answer = isWebAddress(method)
    ? await context.documents.fetchJson(method)
    : await fetchControllerDocument(withoutFragment(method), context.documents)
  if (!answer.found) return { outcome: 'unreachable', code: 'key-unreachable', reason: answer.reason }
  const { document } = answer
  // The address may hold the key by itself; its controller's document then has to list it.
  if (method === textOf(document, 'id') && textOf(document, 'controller') !== undefined) {
    return keyOfController(method, textOf(document, 'controller') ?? '', document, context)
  }
  if (!sameAddress(textOf(document, 'id') ?? '', withoutFragment(method))) {
    return refused('key-document', `its id is not ${withoutFragment(method)}`)
  }
  return keyOfDocument(method, readControllerDocument(document, context.purpose), context)
}

/** Names that hold their one key themselves, which may be used for every purpose. */
function namesOwnKey(name: string): boolean {
  return name.startsWith('did:key:') || name.startsWith('did:jwk:')
}

function resolveOwnKey(method: string): KeyResolution {
  try {
    const read = method.startsWith('did:jwk:') ? parseDidJwkMethod(method) : parseDidKeyMethod(method)
    return { outcome: 'found', method, key: read.key, controller: read.controller }
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return refused(error.code === 'jwk-private' ? 'key-private' : 'key-malformed', error.message)
  }
}

/** A key listed in a document. Its `controller` may be another party, which then has to list it too. */
async function keyOfDocument(
  method: string,
  document: ControllerDocument,
  context: KeyContext,
): Promise<KeyResolution> {
  const listed = document.methods.find((entry) => entry.id === method)
  if (listed === undefined) return refused('key-not-listed', `${document.id} does not list ${method}`)
  const controller = textOf(listed.object, 'controller')
  if (controller === undefined) return refused('key-malformed', 'it names no controller')
  if (!sameAddress(controller, document.id)) {
    return keyOfController(method, controller, listed.object, context)
  }
  if (!listed.authorised) return notAuthorised(document.id, method, context)
  return usable(method, listed.object, document, context)
}

async function keyOfController(
  method: string,
  controller: string,
  object: Parameters<typeof readKeyObject>[0],
  context: KeyContext,
): Promise<KeyResolution> {
  if (namesOwnKey(controller)) return keyOfOwnKeyController(method, controller, object, context)
  const answer = await fetchControllerDocument(controller, context.documents)
  if (!answer.found) return { outcome: 'unreachable', code: 'key-unreachable', reason: answer.reason }
  if (!sameAddress(textOf(answer.document, 'id') ?? '', controller)) {
    return refused('key-document', `its id is not ${controller}`)
  }
  const document = readControllerDocument(answer.document, context.purpose)
  if (!document.authorised.has(method)) return notAuthorised(controller, method, context)
  return usable(method, object, document, context)
}

/** At which `revoked` and `expires` of a key are judged; never later than everything else is. */
export function instantOfKeys({ at, signedBefore = at }: Pick<KeyContext, 'at' | 'signedBefore'>): number {
  return Math.min(at, signedBefore)
}

/** A did:key or did:jwk controls one key only: its own. */
function keyOfOwnKeyController(
  method: string,
  controller: string,
  object: Parameters<typeof readKeyObject>[0],
  context: KeyContext,
): KeyResolution {
  const read = readKeyObject(object, instantOfKeys(context))
  if ('code' in read) return refused(read.code, read.reason)
  try {
    const own = controller.startsWith('did:jwk:') ? parseDidJwk(controller) : parseDidKey(controller)
    if (samePublicKey(own, read.key)) return { outcome: 'found', method, key: own, controller }
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
  }
  return refused('key-not-authorised', `${controller} is not the name of this key`)
}

function usable(
  method: string,
  object: Parameters<typeof readKeyObject>[0],
  document: ControllerDocument,
  context: KeyContext,
): KeyResolution {
  const read = readKeyObject(object, instantOfKeys(context))
  if ('code' in read) return refused(read.code, read.reason)
  return { outcome: 'found', method, key: read.key, controller: document.id, document }
}

function notAuthorised(
  controller: string,
  method: string,
  { purpose = 'assertionMethod' }: KeyContext,
): KeyResolution {
  return refused('key-not-authorised', `${controller} does not list ${method} under ${purpose}`)
}

function withoutFragment(url: string): string {
  return url.split('#')[0] ?? ''
}

function refused(code: CheckCode, reason: string): KeyResolution {
  return { outcome: 'refused', code, reason }
}
