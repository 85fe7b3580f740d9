import { AssayError, type JsonObject, memberOf, parseJson } from '@assay/core'
import type { Canonicalize } from './canonicalize.ts'
import { type CreateProofOptions, createProof } from './create-proof.ts'
import { checkDataModel, modelVersion } from './data-model/check-data-model.ts'
import { type Problem, problem } from './data-model/problem.ts'
import { CredentialError, isUncheckable } from './errors.ts'

/** What {@link issueCredential} needs. */
export interface IssueCredentialOptions
  extends Omit<CreateProofOptions, 'document' | 'proofPurpose' | 'previousProof'> {
  /** Without a proof. */
  readonly credential: JsonObject
}

/** The signed credential, or everything for which it was refused. */
export type IssueResult =
  | { readonly outcome: 'issued'; readonly credential: JsonObject }
  | { readonly outcome: 'refused'; readonly problems: readonly Problem[] }

/** The context that gives the words of a proof their meaning; version 2.0 of the data model has it inside. */
const dataIntegrityUrl = 'https://w3id.org/security/data-integrity/v2'

/**
 * Signs a credential of any shape by whoever holds a key, unless a verifier would refuse it for what it is (STANDARDS VA8): its form,
 * words without meaning, its size. A credential of version 1.1 that does not name the context of its proof gets it. Whether it is in
 * force, and whether the key is its issuer's, is the caller's to say. Throws what the signer throws, and `TypeError` for options that do not
 * belong together.
 */
export async function issueCredential(options: IssueCredentialOptions): Promise<IssueResult> {
  const { credential, ...rest } = options
  const problems = await findRefusals(credential, options.canonicalize)
  if (problems.length > 0) return { outcome: 'refused', problems }
  try {
    const issued = await createProof({ ...rest, document: withProofContext(credential) })
    // A proof takes room too: what is issued has to be readable within the limits of a reader.
    parseJson(JSON.stringify(issued))
    return { outcome: 'issued', credential: issued }
  } catch (error) {
    return { outcome: 'refused', problems: [explainRefusal(error)] }
  }
}

/** Everything for which a verifier would refuse the credential, whoever signed it and in whatever form; empty when there is nothing. */
export async function findRefusals(
  credential: JsonObject,
  canonicalize: Canonicalize,
): Promise<readonly Problem[]> {
  const problems = checkDataModel(credential).filter(({ severity }) => severity === 'error')
  if (memberOf(credential, 'proof') !== undefined) {
    return [...problems, problem('proof', '/proof', 'The credential has a proof already.')]
  }
  try {
    parseJson(JSON.stringify(credential))
    await canonicalize(credential, 'sha256')
    return problems
  } catch (error) {
    return [...problems, explainRefusal(error)]
  }
}

function withProofContext(credential: JsonObject): JsonObject {
  const contexts = memberOf(credential, '@context')
  if (modelVersion(credential) === '2.0' || !Array.isArray(contexts)) return credential
  const named = contexts.some(
    (url) => typeof url === 'string' && /\/security\/data-integrity\/v[12]$/.test(url),
  )
  return named ? credential : { ...credential, '@context': [...contexts, dataIntegrityUrl] }
}

function explainRefusal(error: unknown): Problem {
  if (!(error instanceof AssayError)) throw error
  const sentence = `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`
  const limited = error instanceof CredentialError && isUncheckable(error)
  return problem(limited ? 'limit' : 'meaning', '', sentence)
}
