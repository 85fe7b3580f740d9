import { type AnyPublicKey, type JsonObject, samePublicKey } from '@assay/core'
import { documentAddressOf, fetchControllerDocument, readControllerDocument } from './controller-document.ts'
import { issuerIdOf, isWebAddress, sameAddress, textOf } from './json-members.ts'
import { readKeyObject } from './key-object.ts'
import { explain, type Finding } from './make-check.ts'
import type { TrustRegistry } from './trust.ts'
import type { KeyContext, ResolvedKey } from './verification-method.ts'

/** What the step needs. */
export interface BindingContext extends KeyContext {
  readonly trust?: TrustRegistry | undefined
}

/** Outcome of the step, and of which key it holds. */
export interface IssuerBinding {
  readonly finding: Finding
  /** The key that belongs to the issuer; set when the step passed. */
  readonly key?: ResolvedKey
  /** The issuer's own document, where it has one and it was read. */
  readonly document?: JsonObject | undefined
}

/**
 * Is the controller of the key the issuer? (STANDARDS G5, KY6.) The same address; or the issuer's document lists this key
 * under `assertionMethod`; or a registry maps one to the other. One key that is bound suffices: whether every signature is
 * good is another step.
 */
export async function checkIssuerBinding(
  credential: JsonObject,
  keys: readonly ResolvedKey[],
  context: BindingContext,
): Promise<IssuerBinding> {
  const issuer = issuerIdOf(credential)
  if (issuer === undefined) return { finding: { outcome: 'failed', code: 'issuer-missing' } }
  if (keys.length === 0) return { finding: { outcome: 'skipped', code: 'needs-key' } }
  let open: IssuerBinding | undefined
  for (const key of keys) {
    const binding = await bindOne(issuer, key, context)
    if (binding.finding.outcome === 'passed') return { ...binding, key }
    if (binding.finding.outcome === 'unknown') open = binding
  }
  const controllers = keys.map((key) => key.controller)
  const finding: Finding = {
    outcome: 'failed',
    code: 'issuer-not-bound',
    message: explain('issuer-not-bound', `(${controllers.join(', ')} signed, ${issuer} is named)`),
    details: { issuer, controllers },
  }
  return open ?? { finding }
}

async function bindOne(issuer: string, key: ResolvedKey, context: BindingContext): Promise<IssuerBinding> {
  const details = { issuer, controller: key.controller, verificationMethod: key.method }
  if (sameAddress(issuer, key.controller)) {
    return { finding: { outcome: 'passed', code: 'issuer-bound', details }, document: key.document?.json }
  }
  if (key.origin !== undefined && isWebAddress(issuer) && new URL(issuer).origin === key.origin) {
    return { finding: { outcome: 'passed', code: 'issuer-listed', details } }
  }
  if ((await context.trust?.namesKey?.(issuer, key.key)) === true) {
    return { finding: { outcome: 'passed', code: 'issuer-registered', details } }
  }
  const notBound: Finding = { outcome: 'failed', code: 'issuer-not-bound', details }
  if (documentAddressOf(issuer) === undefined) return { finding: notBound }
  const answer = await fetchControllerDocument(issuer, context.documents)
  if (!answer.found) {
    const { reason } = answer
    const message = explain('issuer-unreachable', `(${reason})`)
    const more = { message, details: { ...details, reason } }
    return { finding: { outcome: 'unknown', code: 'issuer-unreachable', ...more } }
  }
  const { document } = answer
  const listed = sameAddress(textOf(document, 'id') ?? '', issuer) && listsKey(document, key, context.at)
  return listed
    ? { finding: { outcome: 'passed', code: 'issuer-listed', details }, document }
    : { finding: notBound }
}

/**
 * The issuer names the method under `assertionMethod`, by its id or as the same key. A key that the issuer's own document
 * calls revoked or expired does not count, whatever another document says of it.
 */
function listsKey(issuerDocument: JsonObject, key: ResolvedKey, at: number): boolean {
  const { methods, assertionMethods } = readControllerDocument(issuerDocument)
  const named = methods.find((method) => method.id === key.method)
  if (named !== undefined) return named.assertion && holdsKey(named.object, key.key, at)
  if (assertionMethods.has(key.method)) return true
  return methods.some((method) => method.assertion && holdsKey(method.object, key.key, at))
}

function holdsKey(method: JsonObject, key: AnyPublicKey, at: number): boolean {
  const read = readKeyObject(method, at)
  return 'key' in read && samePublicKey(read.key, key)
}
