import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import {
  buildEnvelope,
  CredentialError,
  createVcJose,
  findRefusals,
  type IssueResult,
  issueCredential,
  modelVersion,
  type Problem,
  problemTypeUrl,
} from '@assay/credentials'
import { generateSelectiveKeys } from '@assay/node'
import { toVerificationResult, verify } from '@assay/verifier'
import { type Answer, type DetailedProblem, refuseFor, succeed } from './answer.ts'
import { deriveAll } from './derive-endpoint.ts'
import type { Instance } from './instances.ts'
import {
  instantOf,
  isInstant,
  isOnly,
  isText,
  isTextList,
  isTexts,
  type OptionRules,
  readOptions,
  readSubject,
} from './read-options.ts'
import type { StatusList } from './status-lists.ts'
import type { Engine } from './verify-endpoint.ts'

/** What issuing needs. */
export interface IssueContext {
  readonly instance: Instance
  readonly engine: Engine
  readonly statusList: StatusList
}

/**
 * `POST /{id}/credentials/issue`. The instance sets the id of the issuer to its own (STANDARDS VA2), after the credential was found to be
 * in order with the one it came with. What is issued is verified before it is answered, so that nothing is issued which this server
 * would not verify (VA8); whether it is in force at this moment is not asked.
 */
export async function issue(body: JsonObject, context: IssueContext): Promise<Answer> {
  const { instance, engine } = context
  const options = readOptions(body, optionsOf(instance))
  const credential = readSubject(body, 'credential')
  const refusals = await findRefusals(credential, engine.canonicalize)
  if (refusals.length > 0) return refuseFor(refusals.map(describe))
  const result = await secure(prepare(credential, context), options, context)
  if (result.outcome === 'refused') return refuseFor(result.problems.map(describe))
  const errors = await verifyOwn(result.credential, context)
  return errors.length > 0 ? refuseFor(errors) : succeed(201, { verifiableCredential: result.credential })
}

/** Options of issuing; those that would change the proof into another than the instance makes are refused. */
function optionsOf({ securing, verificationMethod }: Instance): OptionRules {
  const common: OptionRules = {
    credentialId: isText,
    verificationMethod: isOnly(verificationMethod),
    proofPurpose: isOnly('assertionMethod'),
  }
  if (securing.by === 'token') return common
  return {
    ...common,
    created: isInstant,
    expires: isInstant,
    challenge: isText,
    domain: isTexts,
    type: isOnly('DataIntegrityProof'),
    cryptosuite: isOnly(securing.cryptosuite),
    ...(securing.cryptosuite === 'ecdsa-sd-2023' ? { mandatoryPointers: isTextList } : {}),
  }
}

function prepare(credential: JsonObject, { instance, statusList }: IssueContext): JsonObject {
  const issuer = memberOf(credential, 'issuer')
  const own = isJsonObject(issuer) ? { ...issuer, id: instance.issuer } : instance.issuer
  const issued = { ...credential, issuer: own }
  return instance.addsStatus ? statusList.add(issued) : issued
}

async function secure(
  credential: JsonObject,
  options: JsonObject,
  context: IssueContext,
): Promise<IssueResult> {
  const { instance, engine } = context
  const { securing, signer, verificationMethod } = instance
  if (securing.by === 'token') return envelop(credential, context)
  const created = instantOf(memberOf(options, 'created')) ?? engine.now()
  const expires = instantOf(memberOf(options, 'expires'))
  const { challenge, domain } = options
  const mandatoryPointers = (memberOf(options, 'mandatoryPointers') ?? []) as readonly string[]
  return issueCredential({
    credential,
    verificationMethod,
    created,
    signer,
    cryptosuite: securing.cryptosuite,
    ...(expires === undefined ? {} : { expires }),
    ...(typeof challenge === 'string' ? { challenge } : {}),
    ...(domain === undefined ? {} : { domain: domain as string | readonly string[] }),
    ...(securing.cryptosuite === 'ecdsa-sd-2023'
      ? { selective: { mandatoryPointers, ...generateSelectiveKeys() } }
      : {}),
    canonicalize: engine.canonicalize,
    crypto: engine.crypto,
  })
}

/** VC-JOSE-COSE 3.1 with VCDM 2.0, 4.13: the token stands in the id of an envelope. */
async function envelop(credential: JsonObject, { instance, engine }: IssueContext): Promise<IssueResult> {
  const problems = [...(await findRefusals(credential, engine.canonicalize))]
  if (modelVersion(credential) !== '2.0') {
    const message = 'A token of this kind holds credentials of version 2.0 only.'
    const type = 'MALFORMED_VALUE_ERROR'
    problems.push({ code: 'context', type, severity: 'error', pointer: '/@context/0', message })
  }
  if (problems.length > 0) return { outcome: 'refused', problems }
  try {
    const token = await createVcJose({
      document: credential,
      algorithm: 'ES256',
      kid: instance.verificationMethod,
      sign: (batch) => instance.signer.sign(batch),
    })
    return { outcome: 'issued', credential: buildEnvelope(token) }
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    const message = `It has no form as a token: ${error.message}.`
    const type = 'MALFORMED_VALUE_ERROR'
    return {
      outcome: 'refused',
      problems: [{ code: 'meaning', type, severity: 'error', pointer: '', message }],
    }
  }
}

/** What a verifier says against it; of a base proof it is what everything derived from it would show. */
async function verifyOwn(
  issued: JsonObject,
  { instance, engine }: IssueContext,
): Promise<readonly DetailedProblem[]> {
  const { securing } = instance
  const selective = securing.by === 'proof' && securing.cryptosuite === 'ecdsa-sd-2023'
  const shown = selective ? await deriveAll(issued, engine) : issued
  const checks = ['proof', 'issuer-binding', 'schema', 'endorsements'] as const
  const report = await verify(JSON.stringify(shown), { ...engine, policy: 'w3c', checks })
  const result = toVerificationResult(report)
  return result.verified ? [] : result.errors
}

function describe({ type, pointer, message }: Problem): DetailedProblem {
  return { type: problemTypeUrl(type), title: type, detail: message, ...(pointer === '' ? {} : { pointer }) }
}
