import { AssayError, type JsonObject } from '@assay/core'
import {
  bundledContexts,
  type Canonicalize,
  CredentialError,
  checkPresentationModel,
  checkDataModel as findProblems,
  isUncheckable,
  modelVersion,
  type Problem,
} from '@assay/credentials'
import type { CheckCode } from './check-codes.ts'
import { isEnvelope } from './is-envelope.ts'
import { listOf, objectsOf } from './json-members.ts'
import { compact, explain, type Finding } from './make-check.ts'

/** Outcome of the step, and whether the words of the document have a fixed meaning, which other steps build on. */
export interface DataModelResult {
  readonly finding: Finding
  readonly meaningful: boolean
}

/** Checks contexts and terms (THREATS J3-J5) and every rule of form, reporting all that is wrong. */
export async function checkDataModel(
  credential: JsonObject,
  canonicalize: Canonicalize,
): Promise<DataModelResult> {
  return judgeModel(credential, credential, canonicalize, () => findProblems(credential))
}

/**
 * The same for a presentation. The credentials inside have this step for themselves, so that one whose words have no meaning leaves
 * the others to be checked; a context of the presentation gives none of their words a meaning. `tokens`: whether it came in a token.
 */
export async function checkPresentationDataModel(
  presentation: JsonObject,
  canonicalize: Canonicalize,
  tokens: boolean,
): Promise<DataModelResult> {
  const envelopes = objectsOf(presentation, 'verifiableCredential').filter(isEnvelope)
  const { verifiableCredential: _, ...rest } = presentation
  const bare = envelopes.length === 0 ? rest : { ...rest, verifiableCredential: envelopes }
  return judgeModel(presentation, bare, canonicalize, () => checkPresentationModel(presentation, { tokens }))
}

async function judgeModel(
  document: JsonObject,
  meant: JsonObject,
  canonicalize: Canonicalize,
  findProblems: () => readonly Problem[],
): Promise<DataModelResult> {
  const meaning = await findMeaningProblem(meant, canonicalize)
  // Listing the faults of thousands of entries costs more than refusing them.
  const problems = meaning?.tooLarge === true ? [] : findProblems()
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (meaning === null) return { finding: judgeForm(document, problems, errors), meaningful: true }
  const { code, message } = meaning
  const limited = code === 'data-model-limit'
  const outcome = limited && errors.length === 0 ? 'unknown' : 'failed'
  const finding: Finding = { code, message, outcome, details: { problems: describe(problems) } }
  return { finding, meaningful: limited }
}

interface MeaningProblem {
  readonly code: CheckCode
  readonly message: string
  readonly tooLarge: boolean
}

/** Null when every term has a meaning that no context of the document's own can change. */
async function findMeaningProblem(
  credential: JsonObject,
  canonicalize: Canonicalize,
): Promise<MeaningProblem | null> {
  const unsigned = Object.fromEntries(Object.entries(credential).filter(([name]) => name !== 'proof'))
  try {
    await canonicalize(unsigned, 'sha256')
    return null
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    const code = codeOf(error)
    const tooLarge = error.code === 'canonicalization-too-large'
    return { code, message: explain(code, `(${error.message})`), tooLarge }
  }
}

function codeOf(error: AssayError<string>): CheckCode {
  if (error instanceof CredentialError && isUncheckable(error)) return 'data-model-limit'
  return error.code === 'data-loss' ? 'data-model-undefined-term' : 'data-model-context'
}

function judgeForm(
  credential: JsonObject,
  problems: readonly Problem[],
  errors: readonly Problem[],
): Finding {
  const version = modelVersion(credential)
  if (errors.length > 0) {
    const sentences = errors.map(({ pointer, message }) => `${message} (${pointer})`).join(' ')
    const digestsOnly = errors.every(({ code }) => code === 'related-resource-digest')
    const code = digestsOnly ? 'data-model-related-resource' : 'data-model-malformed'
    const details = { version, problems: describe(problems) }
    return { outcome: 'failed', code, message: explain(code, sentences), details }
  }
  const old = listOf(credential, '@context').filter(isSuperseded)
  const superseded = old.length > 0 || version === '1.1'
  if (!superseded && problems.length === 0) {
    return { outcome: 'passed', code: 'data-model-ok', details: { version } }
  }
  return {
    outcome: 'warning',
    code: superseded ? 'data-model-superseded' : 'data-model-imprecise',
    details: {
      version,
      contexts: old.length === 0 ? undefined : old,
      problems: problems.length === 0 ? undefined : describe(problems),
    },
  }
}

/** STANDARDS OD6: older versions verify, with a warning. */
function isSuperseded(context: unknown): boolean {
  return typeof context === 'string' && bundledContexts.get(context)?.verify === 'warning'
}

function describe(problems: readonly Problem[]): readonly JsonObject[] {
  return problems.map(({ code, type, severity, pointer, message }) =>
    compact({ code, type, severity, pointer, message }),
  )
}
