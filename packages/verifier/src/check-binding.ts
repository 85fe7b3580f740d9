import { type AnyPublicKey, type JsonObject, samePublicKey } from '@assay/core'
import type { CheckCode } from './check-codes.ts'
import { documentAddressOf, fetchControllerDocument, readControllerDocument } from './controller-document.ts'
import { isWebAddress, sameAddress, textOf } from './json-members.ts'
import { readKeyObject } from './key-object.ts'
import { explain, type Finding } from './make-check.ts'
import type { TrustRegistry } from './trust.ts'
import { instantOfKeys, type KeyContext, type ResolvedKey } from './verification-method.ts'

/** What the step needs. */
export interface BindingContext extends KeyContext {
  readonly trust?: TrustRegistry | undefined
}

/** Outcome of the step, and of which key it holds. */
export interface Binding {
  readonly finding: Finding
  /** The key that belongs to the party; set when the step passed. */
  readonly key?: ResolvedKey
  /** The party's own document, where it has one and it was read. */
  readonly document?: JsonObject | undefined
}

/** The words of the step, which depend on who should have signed. */
export interface BindingCodes {
  /** Name of the party in `details`. */
  readonly party: 'issuer' | 'holder'
  readonly same: CheckCode
  readonly listed: CheckCode
  readonly registered: CheckCode
  readonly notBound: CheckCode
  readonly unreachable: CheckCode
}

/**
 * Is the controller of a key the party? (STANDARDS G5, KY6.) The same address; or the party's document lists this key under the
 * purpose; or a registry maps one to the other. One key that is bound suffices: whether every signature is good is another step.
 */
export async function bindKeys(
  party: string,
  keys: readonly ResolvedKey[],
  codes: BindingCodes,
  context: BindingContext,
): Promise<Binding> {
  if (keys.length === 0) return { finding: { outcome: 'skipped', code: 'needs-key' } }
  let open: Binding | undefined
  for (const key of keys) {
    const binding = await bindOne(party, key, codes, context)
    if (binding.finding.outcome === 'passed') return { ...binding, key }
    if (binding.finding.outcome === 'unknown') open = binding
  }
  const controllers = keys.map((key) => key.controller)
  const finding: Finding = {
    outcome: 'failed',
    code: codes.notBound,
    message: explain(codes.notBound, `(${controllers.join(', ')} signed, ${party} is named)`),
    details: { [codes.party]: party, controllers },
  }
  return open ?? { finding }
}

async function bindOne(
  party: string,
  key: ResolvedKey,
  codes: BindingCodes,
  context: BindingContext,
): Promise<Binding> {
  const details = { [codes.party]: party, controller: key.controller, verificationMethod: key.method }
  if (sameAddress(party, key.controller)) {
    return { finding: { outcome: 'passed', code: codes.same, details }, document: key.document?.json }
  }
  if (key.origin !== undefined && isWebAddress(party) && new URL(party).origin === key.origin) {
    return { finding: { outcome: 'passed', code: codes.listed, details } }
  }
  if ((await context.trust?.namesKey?.(party, key.key)) === true) {
    return { finding: { outcome: 'passed', code: codes.registered, details } }
  }
  const notBound: Finding = { outcome: 'failed', code: codes.notBound, details }
  if (documentAddressOf(party) === undefined) return { finding: notBound }
  const answer = await fetchControllerDocument(party, context.documents)
  if (!answer.found) {
    const { reason } = answer
    const message = explain(codes.unreachable, `(${reason})`)
    const more = { message, details: { ...details, reason } }
    return { finding: { outcome: 'unknown', code: codes.unreachable, ...more } }
  }
  const { document } = answer
  const listed = sameAddress(textOf(document, 'id') ?? '', party) && listsKey(document, key, context)
  return listed
    ? { finding: { outcome: 'passed', code: codes.listed, details }, document }
    : { finding: notBound }
}

/**
 * The party names the method under the purpose, by its id or as the same key. A key that the party's own document calls revoked or
 * expired does not count, whatever another document says of it.
 */
function listsKey(document: JsonObject, key: ResolvedKey, context: BindingContext): boolean {
  const { methods, authorised } = readControllerDocument(document, context.purpose)
  const at = instantOfKeys(context)
  const named = methods.find((method) => method.id === key.method)
  if (named !== undefined) return named.authorised && holdsKey(named.object, key.key, at)
  if (authorised.has(key.method)) return true
  return methods.some((method) => method.authorised && holdsKey(method.object, key.key, at))
}

function holdsKey(method: JsonObject, key: AnyPublicKey, at: number): boolean {
  const read = readKeyObject(method, at)
  return 'key' in read && samePublicKey(read.key, key)
}
