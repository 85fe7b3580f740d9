import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import {
  type CheckId,
  checkIds,
  type Report,
  toVerificationResult,
  type VerifyOptions,
  verify,
} from '@assay/verifier'
import { type Answer, refuseFor, succeed } from './answer.ts'
import {
  badRequest,
  isFlag,
  isOnly,
  isText,
  isTextList,
  isTexts,
  type OptionRules,
  readOptions,
} from './read-options.ts'

/** What a verification needs from outside. */
export type Engine = Pick<
  VerifyOptions,
  'fetchDocument' | 'now' | 'crypto' | 'canonicalize' | 'gunzip' | 'inflate'
>

/** Names of checks in the VC-API and in the suites that speak it, beside our own. */
const checkNames: ReadonlyMap<string, CheckId> = new Map([
  ['credentialStatus', 'status'],
  ['statusPurpose', 'status'],
  ['credentialSchema', 'schema'],
  ['expiration', 'validity-dates'],
  ['validity', 'validity-dates'],
  ['issuer', 'issuer-binding'],
  ...checkIds.map((id): [string, CheckId] => [id, id]),
])

/** Options that say how much is answered; everything always is. */
const returns: OptionRules = {
  returnResults: isFlag,
  returnProblemDetails: isFlag,
  returnCredential: isFlag,
  returnPresentation: isFlag,
  returnController: isFlag,
}
const isChecks = (value: JsonValue): string | undefined => {
  const fault = isTextList(value)
  if (fault !== undefined || !isJsonArray(value)) return fault
  const strange = value.find((name) => !checkNames.has(String(name)))
  return strange === undefined
    ? undefined
    : `names a check that is not known: ${String(strange).slice(0, 80)}`
}
const common: OptionRules = { checks: isChecks, challenge: isText, domain: isTexts, ...returns }
const credentialOptions: OptionRules = { ...common, expectedProofPurpose: isOnly('assertionMethod') }
const presentationOptions: OptionRules = { ...common, expectedProofPurpose: isOnly('authentication') }

/** `POST /{id}/credentials/verify`. Every instance verifies every suite. */
export async function verifyCredential(body: JsonObject, engine: Engine): Promise<Answer> {
  const options = readOptions(body, credentialOptions)
  const given = readSecured(body, 'verifiableCredential')
  return answerReport(
    await verify(given, { ...engine, policy: 'w3c', ...readQuestion(options) }),
    'credential',
  )
}

/** `POST /{id}/presentations/verify`: signed or not, with every credential inside (STANDARDS VA3). */
export async function verifyPresentation(body: JsonObject, engine: Engine): Promise<Answer> {
  const options = readOptions(body, presentationOptions)
  const given = readSecured(body, 'verifiablePresentation')
  return answerReport(
    await verify(given, { ...engine, policy: 'w3c', ...readQuestion(options) }),
    'presentation',
  )
}

/** What is verified: a document, or the text of a token. */
function readSecured(body: JsonObject, name: string): string {
  const value = memberOf(body, name)
  if (isJsonObject(value)) return JSON.stringify(value)
  if (typeof value === 'string') return value
  throw badRequest(
    `The member ${name} is ${value === undefined ? 'missing' : 'neither an object nor a token'}.`,
  )
}

/** What the caller wants to know, in the terms of the verifier. */
function readQuestion(options: JsonObject): Pick<VerifyOptions, 'checks' | 'challenge' | 'domain'> {
  const { checks, challenge, domain } = options
  return {
    // Without the proof nothing else would mean anything; an empty list asks for no more than that.
    ...(checks === undefined ? {} : { checks: ['proof', ...readChecks(checks)] }),
    ...(typeof challenge === 'string' ? { challenge } : {}),
    ...(domain === undefined ? {} : { domain: domain as string | readonly string[] }),
  }
}

function readChecks(named: JsonValue): readonly CheckId[] {
  return isJsonArray(named) ? named.flatMap((name) => checkNames.get(String(name)) ?? []) : []
}

/** STANDARDS VA1: the status is the verdict. The same object either way, with problem details where it is not verified. */
function answerReport(report: Report, asked: 'credential' | 'presentation'): Answer {
  const result = toVerificationResult(report)
  const kind = report.format.startsWith('vp-') ? 'presentation' : 'credential'
  const checks = report.checks.map((check) => ({ ...check }))
  const body = { ...result, checks } as unknown as JsonObject
  if (kind !== asked && report.format !== 'unknown') {
    const detail = `This is a ${kind}, not a ${asked}.`
    return refuseFor([{ type: 'about:blank', title: 'The request cannot be answered', detail }], {
      verified: false,
    })
  }
  return result.verified ? succeed(200, body) : refuseFor(result.errors, body)
}
