import type { Crypto, JsonObject, JsonValue } from '@assay/core'
import {
  type Canonicalize,
  listProofs,
  type ProofResult,
  previousProofs,
  verifyProof,
} from '@assay/credentials'
import type { Audience } from './check-audience.ts'
import type { CheckCode } from './check-codes.ts'
import type { TokenFinding } from './check-token.ts'
import { textWithin } from './json-members.ts'
import { compact, explain, type Finding } from './make-check.ts'
import type { Policy } from './policy.ts'
import type { ProofFinding } from './proof-finding.ts'
import type { Token } from './read-token.ts'
import {
  type KeyContext,
  type KeyResolution,
  type ResolvedKey,
  resolveVerificationMethod,
} from './verification-method.ts'

/** What the step needs. */
export interface ProofContext extends KeyContext {
  readonly crypto: Crypto
  readonly canonicalize: Canonicalize
  /** What every proof has to be made for. Default: anything. */
  readonly audience?: Audience | undefined
  /** What the key binding of an SD-JWT has to be made for. Default: anything, and there need be none. */
  readonly bindingAudience?: Audience | undefined
  /** Says what a proof that cannot be checked means beside one that passed (STANDARDS DI9). Default `open-badges`. */
  readonly policy?: Policy | undefined
}

/** Outcome of the step. */
export interface ProofStep {
  readonly finding: Finding
  readonly proofs: readonly ProofFinding[]
  /** The signature of the token that the credential came in; also the first of `proofs`. */
  readonly token?: ProofFinding
}

/** More proofs than this are an attack on the verifier's time; real documents have one or two. */
const MAX_PROOFS = 10

/**
 * Checks every proof of a document by itself and joins the results (STANDARDS DI8, DI9): one that was checked and failed
 * makes the step fail, whatever the others say; one that cannot be checked beside a passing one is a warning, or leaves the step
 * open where the context says so. The signature of a token that the document came in is one of them.
 */
export async function checkProofs(
  document: JsonObject,
  context: ProofContext,
  token?: Token,
): Promise<ProofStep> {
  const list = listProofs(document)
  if (list.length === 0 && token === undefined)
    return { finding: { outcome: 'failed', code: 'proof-missing' }, proofs: [] }
  if (list.length > MAX_PROOFS) {
    const message = explain('proof-malformed', `It has more than ${MAX_PROOFS} signatures.`)
    return { finding: { outcome: 'failed', code: 'proof-malformed', message }, proofs: [] }
  }
  const proofs: ProofFinding[] = []
  for (const proof of list) proofs.push(await checkOne(document, proof, context))
  const settled = settleChains(proofs, list)
  const described = settled.map((finding, index) => describe(finding, list[index]))
  if (token === undefined) return { finding: join(settled, described, context), proofs: settled }
  const { checkKeyBinding, checkToken } = await import('./token-steps.ts')
  const outer = await checkToken(token, context)
  const all = [outer, ...settled]
  const finding = join(all, [describeToken(outer), ...described], context)
  const binding = await checkKeyBinding(token, context)
  return { finding: withKeyBinding(finding, binding), proofs: all, token: outer }
}

/** That the holder presents the credential adds nothing to what its issuer signed; that somebody else does takes it away. */
function withKeyBinding(finding: Finding, binding: Finding | undefined): Finding {
  if (binding === undefined) return finding
  const { outcome, code } = binding
  const details = { ...finding.details, keyBinding: { outcome, code } }
  const decides = outcome === 'failed' || finding.outcome !== 'unknown'
  if (outcome === 'passed' || finding.outcome === 'failed' || !decides) return { ...finding, details }
  return { ...binding, details: { ...details, ...binding.details } }
}

/** A proof counts only as far as those it builds on (STANDARDS DI8). A chain has as many links as there are proofs at most. */
function settleChains(proofs: readonly ProofFinding[], list: readonly JsonValue[]): readonly ProofFinding[] {
  return list.reduce<readonly ProofFinding[]>((settled) => settleOnce(settled, list), proofs)
}

function settleOnce(proofs: readonly ProofFinding[], list: readonly JsonValue[]): readonly ProofFinding[] {
  return proofs.map((own, index) => {
    const previous = previousProofs(list[index] ?? null, list) ?? []
    const outcomes = previous.map((proof) => proofs[list.indexOf(proof)]?.outcome)
    if (!isAccepted(own.outcome) || outcomes.every(isAccepted)) return own
    const outcome = outcomes.includes('failed') ? 'failed' : 'unknown'
    return { outcome, code: 'proof-chain', key: own.key }
  })
}

/** A signature of a superseded kind is good, with a warning. */
function isAccepted(outcome: Finding['outcome'] | undefined): boolean {
  return outcome === 'passed' || outcome === 'warning'
}

async function checkOne(
  document: JsonObject,
  proof: JsonValue,
  context: ProofContext,
): Promise<ProofFinding> {
  let resolution: KeyResolution | undefined
  const { crypto, canonicalize, at } = context
  const result = await verifyProof({
    document,
    proof,
    ...expectationsOf(context),
    now: at,
    crypto,
    canonicalize,
    resolveKey: async (method) => {
      resolution = await resolveVerificationMethod(method, context)
      return resolution.outcome === 'found' ? resolution.key : undefined
    },
  })
  const key = resolution?.outcome === 'found' ? resolution : undefined
  if (resolution !== undefined && resolution.outcome !== 'found') return { ...keyFinding(resolution), key }
  return { ...resultFinding(result), key }
}

function expectationsOf({ purpose = 'assertionMethod', audience = {} }: ProofContext) {
  const { challenge, domain } = audience
  return {
    expectedPurpose: purpose,
    ...(challenge === undefined ? {} : { expectedChallenge: challenge }),
    ...(domain === undefined ? {} : { expectedDomain: domain }),
  }
}

function keyFinding(resolution: Exclude<KeyResolution, ResolvedKey>): Finding {
  const { code, reason } = resolution
  const outcome = resolution.outcome === 'refused' ? 'failed' : 'unknown'
  return { outcome, code, message: explain(code, `(${reason})`), details: { reason } }
}

const resultCodes: Readonly<Record<Exclude<ProofResult, { outcome: 'valid' }>['code'], CheckCode>> = {
  'proof-malformed': 'proof-malformed',
  'proof-purpose': 'proof-purpose',
  'proof-date': 'proof-date',
  'proof-expired': 'proof-expired',
  'proof-domain': 'proof-domain',
  'proof-challenge': 'proof-challenge',
  'proof-base': 'proof-base',
  'proof-value': 'proof-value',
  'proof-key-type': 'proof-key-type',
  'proof-context': 'proof-context',
  'proof-signature': 'proof-signature',
  'document-not-acceptable': 'proof-document',
  'key-unavailable': 'key-unreachable',
  'canonicalization-limit': 'proof-limit',
  'proof-type': 'proof-type',
  'proof-cryptosuite': 'proof-cryptosuite',
  'proof-chain': 'proof-chain',
}

function resultFinding(result: ProofResult): Finding {
  if (result.outcome === 'valid') {
    const { cryptosuite, verificationMethod, created } = result
    const details = compact({
      cryptosuite,
      verificationMethod,
      created,
      selective: result.selective || undefined,
    })
    if (result.superseded) return { outcome: 'warning', code: 'proof-superseded', details }
    return { outcome: 'passed', code: 'proof-ok', details }
  }
  const code = resultCodes[result.code]
  const outcome = result.outcome === 'invalid' ? 'failed' : 'unknown'
  return { outcome, code, details: { reason: 'detail' in result ? result.detail : undefined } }
}

function join(
  proofs: readonly ProofFinding[],
  described: readonly JsonObject[],
  { policy }: ProofContext,
): Finding {
  const details = { proofs: described }
  const failed = proofs.find((proof) => proof.outcome === 'failed')
  const unknown = proofs.find((proof) => proof.outcome === 'unknown')
  const passed =
    proofs.find((proof) => proof.outcome === 'passed') ?? proofs.find((proof) => proof.outcome === 'warning')
  const decisive = failed ?? (passed === undefined ? unknown : passed)
  if (decisive === undefined) throw new TypeError('a document without proofs is answered before')
  if (decisive === passed && unknown !== undefined) {
    return { outcome: policy === 'w3c' ? 'unknown' : 'warning', code: 'proof-partly-unsupported', details }
  }
  const { outcome, code, message } = decisive
  return { outcome, code, ...(message === undefined ? {} : { message }), details }
}

function describe(finding: ProofFinding, proof: JsonValue | undefined): JsonObject {
  const { outcome, code, key } = finding
  const stated = textWithin(proof, 'verificationMethod')
  return compact({ outcome, code, verificationMethod: stated, controller: key?.controller })
}

function describeToken({ outcome, code, key, algorithm, kid }: TokenFinding): JsonObject {
  return compact({
    outcome,
    code,
    algorithm,
    verificationMethod: kid ?? key?.method,
    controller: key?.controller,
  })
}
