import { type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { credentialsV2Url } from '../contexts.ts'
import { modelVersion, versionWarning } from './check-data-model.ts'
import { checkContext, checkTypeNames, type Rule } from './credential-rules.ts'
import { checkEntries } from './entry-rules.ts'
import { holdsObject, isUrl, itemsAt, memberAt, stringsAt } from './place.ts'
import { type Place, type Problem, problem } from './problem.ts'

/** Whether the document says that it is a presentation. */
export function isPresentation(document: JsonObject): boolean {
  const type = memberOf(document, 'type')
  return (Array.isArray(type) ? type : [type]).includes('VerifiablePresentation')
}

const rules: readonly Rule[] = [
  checkContext,
  (root) => checkTypeNames(root, 'VerifiablePresentation'),
  checkPresentationIds,
  checkEntries,
]

/** What {@link checkPresentationModel} may be told. */
export interface PresentationModelOptions {
  /** Whether credentials may be texts: those of version 1.1 in a token (VCDM 1.1, 6.3.1). Default: no. */
  readonly tokens?: boolean
}

/**
 * Every structural problem of a presentation (VCDM 2.0, 4.13; STANDARDS VM1-VM3, VM6, VM10), as strictly as of a credential, and
 * version 1.1 with a warning (VM15). What is inside the credentials is not looked at. Empty when there is no problem.
 */
export function checkPresentationModel(
  document: JsonObject,
  options: PresentationModelOptions = {},
): readonly Problem[] {
  const root = { value: document, pointer: '' }
  const version = modelVersion(document)
  const problems = [
    ...rules.flatMap((rule) => rule(root, version)),
    ...checkPresented(memberAt(root, 'verifiableCredential'), version === '1.1' && options.tokens === true),
  ]
  return [...versionWarning(version), ...problems]
}

/** VM3: `id` is one URL; the holder is one, or an object that has one. */
function checkPresentationIds(root: { readonly value: JsonObject; readonly pointer: string }): Problem[] {
  const id = memberAt(root, 'id')
  const holder = memberAt(root, 'holder')
  const problems: Problem[] = []
  if (id.value !== undefined && !isUrl(id.value))
    problems.push(problem('id', id.pointer, 'The id must be one URL.'))
  if (holder.value === undefined) return problems
  const holderId = holdsObject(holder) ? memberAt(holder, 'id') : holder
  if (!isUrl(holderId.value)) {
    const message = 'The holder must be a URL or an object whose id is a URL.'
    problems.push(problem('holder', holderId.pointer, message))
  }
  return problems
}

/** VM10: objects, each a credential or an envelope around one. */
function checkPresented(place: Place, tokens: boolean): readonly Problem[] {
  if (place.value === undefined) return []
  const entries = itemsAt(place)
  if (entries.length === 0) {
    return [problem('presented', place.pointer, 'The verifiableCredential must not be empty.')]
  }
  return entries.flatMap((entry) => {
    if (tokens && typeof entry.value === 'string') return []
    if (!holdsObject(entry)) {
      return [problem('presented', entry.pointer, 'A credential in a presentation must be an object.')]
    }
    const types = stringsAt(memberAt(entry, 'type'))
    if (types.includes('EnvelopedVerifiableCredential')) {
      const fault = envelopeFault(entry.value)
      return fault === undefined ? [] : [problem('presented', entry.pointer, `Of the envelope, ${fault}.`)]
    }
    if (types.includes('VerifiableCredential')) return []
    const message = 'An entry must be a credential or an envelope around one.'
    return [problem('presented', entry.pointer, message)]
  })
}

const envelopeTypes: readonly JsonValue[] = [
  'EnvelopedVerifiableCredential',
  'EnvelopedVerifiablePresentation',
]

/**
 * What is wrong with an envelope (VCDM 2.0, 4.13 "Enveloped Verifiable Credentials", "Enveloped Verifiable Presentations"): it names
 * a context that defines its words, has the one type and a `data:` URL as id. Undefined when nothing is.
 */
export function envelopeFault(envelope: JsonObject): string | undefined {
  const contexts = memberOf(envelope, '@context')
  if (!(Array.isArray(contexts) ? contexts : [contexts]).includes(credentialsV2Url)) {
    return `the @context does not name ${credentialsV2Url}`
  }
  const type = memberOf(envelope, 'type')
  const types: readonly JsonValue[] = Array.isArray(type) ? type : [type ?? null]
  if (types.length !== 1 || !types.some((name) => envelopeTypes.includes(name))) {
    return 'the type is not that of an envelope alone'
  }
  const id = memberOf(envelope, 'id')
  return typeof id === 'string' && /^data:[^,\s]*,[^\s]+$/i.test(id) ? undefined : 'the id is not a data: URL'
}
