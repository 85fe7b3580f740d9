import { AssayError, type JsonObject, memberOf } from '@assay/core'
import { bundledContexts, type Canonicalize, CredentialError, isUncheckable } from '@assay/credentials'
import { checkCredentialModel, modelVersionOf } from './credential-model.ts'
import { listOf } from './json-members.ts'
import { compact, explain, type Finding } from './make-check.ts'
import { createProblemList } from './model-problems.ts'
import { checkOpenBadgeModel } from './open-badge-model.ts'
import type { Format } from './report.ts'

/** Outcome of the step, and whether the words of the document have a fixed meaning, which other steps build on. */
export interface DataModelResult {
  readonly finding: Finding
  readonly meaningful: boolean
}

/** Checks contexts and terms first (THREATS J3-J5), then every rule of form, reporting all that is wrong. */
export async function checkDataModel(
  credential: JsonObject,
  format: Format,
  canonicalize: Canonicalize,
): Promise<DataModelResult> {
  const problems = createProblemList()
  checkCredentialModel(credential, problems)
  if (format !== 'vc-json') checkOpenBadgeModel(credential, problems)
  const meaning = await checkMeaning(credential, canonicalize)
  const list = problems.found.map((problem) => compact({ ...problem }))
  const details = { problems: list.length === 0 ? undefined : list }
  if (meaning !== null) {
    const limited = meaning.code === 'data-model-limit' && list.length === 0
    const finding: Finding = { ...meaning, outcome: limited ? 'unknown' : 'failed', details }
    return { finding, meaningful: meaning.code === 'data-model-limit' }
  }
  if (list.length > 0) {
    const sentences = problems.found.map(({ path, problem }) => `${path} ${problem}`).join('; ')
    const message = explain('data-model-malformed', `${sentences}.`)
    return { finding: { outcome: 'failed', code: 'data-model-malformed', message, details }, meaningful: true }
  }
  return { finding: supersededOrOk(credential), meaningful: true }
}

/** Null when every term has a meaning that no context of the document's own can change. */
async function checkMeaning(
  credential: JsonObject,
  canonicalize: Canonicalize,
): Promise<Pick<Finding, 'code' | 'message'> & { code: Finding['code'] } | null> {
  const unsigned = Object.fromEntries(Object.entries(credential).filter(([name]) => name !== 'proof'))
  try {
    await canonicalize(unsigned, 'sha256')
    return null
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    const code = codeOf(error)
    return { code, message: explain(code, `(${error.message})`) }
  }
}

function codeOf(error: AssayError<string>): Finding['code'] {
  if (error instanceof CredentialError && isUncheckable(error)) return 'data-model-limit'
  return error.code === 'data-loss' ? 'data-model-undefined-term' : 'data-model-context'
}

/** STANDARDS OD6: older versions verify, with a warning. */
function supersededOrOk(credential: JsonObject): Finding {
  const old = listOf(credential, '@context').filter(
    (entry) => typeof entry === 'string' && bundledContexts.get(entry)?.verify === 'warning',
  )
  const version = modelVersionOf(credential)
  if (old.length === 0) return { outcome: 'passed', code: 'data-model-ok', details: { version } }
  const id = memberOf(credential, 'id')
  return {
    outcome: 'warning',
    code: 'data-model-superseded',
    details: { version, contexts: old, id: typeof id === 'string' ? id : undefined },
  }
}
