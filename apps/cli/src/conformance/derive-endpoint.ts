import { type JsonObject, memberOf } from '@assay/core'
import { CredentialError, deriveProof } from '@assay/credentials'
import { type Answer, refuseFor, succeed } from './answer.ts'
import { isTextList, type OptionRules, readOptions, readSubject } from './read-options.ts'
import type { Engine } from './verify-endpoint.ts'

const deriveOptions: OptionRules = { selectivePointers: isTextList }

/** `POST /{id}/credentials/derive`: what a holder shows of a credential with a base proof. */
export async function derive(body: JsonObject, engine: Engine): Promise<Answer> {
  const options = readOptions(body, deriveOptions)
  const document = readSubject(body, 'verifiableCredential')
  const selectivePointers = (memberOf(options, 'selectivePointers') ?? []) as readonly string[]
  try {
    const shown = await deriveProof({ document, selectivePointers, ...enginesOf(engine) })
    return succeed(201, { verifiableCredential: shown })
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return refuseFor([
      {
        type: 'https://w3id.org/security#PROOF_GENERATION_ERROR',
        title: 'Proof generation error',
        detail: `Nothing can be derived: ${error.message}.`,
      },
    ])
  }
}

/** Everything of a credential with a base proof, as it would be shown. */
export function deriveAll(document: JsonObject, engine: Engine): Promise<JsonObject> {
  return deriveProof({ document, selectivePointers: [''], ...enginesOf(engine) })
}

const enginesOf = ({ canonicalize, crypto }: Engine) => ({ canonicalize, crypto })
