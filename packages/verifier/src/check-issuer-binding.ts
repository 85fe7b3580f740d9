import { equalBytes, type JsonObject, type PublicKey } from '@assay/core'
import { documentAddressOf, fetchControllerDocument, readControllerDocument } from './controller-document.ts'
import { issuerIdOf, sameAddress, textOf } from './json-members.ts'
import { readKeyObject } from './key-object.ts'
import { explain, type Finding } from './make-check.ts'
import type { TrustRegistry } from './trust.ts'
import type { KeyContext, ResolvedKey } from './verification-method.ts'

/** What the step needs. */
export interface BindingContext extends KeyContext {
  readonly trust?: TrustRegistry | undefined
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
): Promise<Finding> {
  const issuer = issuerIdOf(credential)
  if (issuer === undefined) return { outcome: 'failed', code: 'issuer-missing' }
  if (keys.length === 0) return { outcome: 'skipped', code: 'needs-key' }
  let open: Finding | undefined
  for (const key of keys) {
    const finding = await bindOne(issuer, key, context)
    if (finding.outcome === 'passed') return finding
    if (finding.outcome === 'unknown') open = finding
  }
  const controllers = keys.map((key) => key.controller)
  return (
    open ?? {
      outcome: 'failed',
      code: 'issuer-not-bound',
      message: explain('issuer-not-bound', `(${controllers.join(', ')} signed, ${issuer} is named)`),
      details: { issuer, controllers },
    }
  )
}

async function bindOne(issuer: string, key: ResolvedKey, context: BindingContext): Promise<Finding> {
  const details = { issuer, controller: key.controller, verificationMethod: key.method }
  if (sameAddress(issuer, key.controller)) return { outcome: 'passed', code: 'issuer-bound', details }
  if ((await context.trust?.namesKey?.(issuer, key.key)) === true) {
    return { outcome: 'passed', code: 'issuer-registered', details }
  }
  if (documentAddressOf(issuer) === undefined) return { outcome: 'failed', code: 'issuer-not-bound', details }
  const answer = await fetchControllerDocument(issuer, context.documents)
  if (!answer.found) {
    const message = explain('issuer-unreachable', `(${answer.reason})`)
    return {
      outcome: 'unknown',
      code: 'issuer-unreachable',
      message,
      details: { ...details, reason: answer.reason },
    }
  }
  const listed =
    sameAddress(textOf(answer.document, 'id') ?? '', issuer) && listsKey(answer.document, key, context.at)
  return listed
    ? { outcome: 'passed', code: 'issuer-listed', details }
    : { outcome: 'failed', code: 'issuer-not-bound', details }
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

function holdsKey(method: JsonObject, key: PublicKey, at: number): boolean {
  const read = readKeyObject(method, at)
  return 'key' in read && read.key.type === key.type && equalBytes(read.key.bytes, key.bytes)
}
