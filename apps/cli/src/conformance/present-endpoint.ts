import { AssayError, type JsonObject, memberOf } from '@assay/core'
import { checkPresentationModel, createProof, problemTypeUrl } from '@assay/credentials'
import { toVerificationResult, verify } from '@assay/verifier'
import { type Answer, refuseFor, succeed } from './answer.ts'
import type { Instance } from './instances.ts'
import {
  badRequest,
  instantOf,
  isInstant,
  isOnly,
  isText,
  isTexts,
  type OptionRules,
  readOptions,
  readSubject,
} from './read-options.ts'
import type { Engine } from './verify-endpoint.ts'

/**
 * `POST /{id}/presentations/issue`: signs a presentation for authentication, with the instance as its holder. It is verified before it
 * is answered, with every credential inside.
 */
export async function present(body: JsonObject, instance: Instance, engine: Engine): Promise<Answer> {
  const { securing, verificationMethod, signer } = instance
  if (securing.by === 'token' || securing.cryptosuite === 'ecdsa-sd-2023') {
    throw badRequest('This instance signs no presentations; /eddsa and others do.')
  }
  const options = readOptions(body, optionsOf(securing.cryptosuite, verificationMethod))
  const presentation = readSubject(body, 'presentation')
  const problems = checkPresentationModel(presentation).filter(({ severity }) => severity === 'error')
  if (memberOf(presentation, 'proof') !== undefined) throw badRequest('The presentation has a proof already.')
  if (problems.length > 0) {
    return refuseFor(
      problems.map(({ type, message, pointer }) => ({
        ...{ type: problemTypeUrl(type), title: type },
        detail: message,
        pointer,
      })),
    )
  }
  const challenge = memberOf(options, 'challenge')
  const domain = memberOf(options, 'domain') as string | readonly string[] | undefined
  const expected = {
    ...(typeof challenge === 'string' ? { challenge } : {}),
    ...(domain === undefined ? {} : { domain }),
  }
  const signed = await sign({
    document: { ...presentation, holder: instance.issuer },
    verificationMethod,
    created: instantOf(memberOf(options, 'created')) ?? engine.now(),
    proofPurpose: 'authentication',
    signer,
    cryptosuite: securing.cryptosuite,
    ...expected,
    canonicalize: engine.canonicalize,
    crypto: engine.crypto,
  })
  const checks = ['proof', 'issuer-binding'] as const
  const report = await verify(JSON.stringify(signed), { ...engine, policy: 'w3c', checks, ...expected })
  const result = toVerificationResult(report)
  return result.verified ? succeed(201, { verifiablePresentation: signed }) : refuseFor(result.errors)
}

function optionsOf(cryptosuite: string, verificationMethod: string): OptionRules {
  return {
    challenge: isText,
    domain: isTexts,
    created: isInstant,
    verificationMethod: isOnly(verificationMethod),
    proofPurpose: isOnly('authentication'),
    type: isOnly('DataIntegrityProof'),
    cryptosuite: isOnly(cryptosuite),
  }
}

async function sign(options: Parameters<typeof createProof>[0]): Promise<JsonObject> {
  try {
    return await createProof(options)
  } catch (error) {
    if (error instanceof AssayError) throw badRequest(`The presentation is not acceptable: ${error.message}.`)
    throw error
  }
}
