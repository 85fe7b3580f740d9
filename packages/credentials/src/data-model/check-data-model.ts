import { type JsonObject, memberOf } from '@assay/core'
import { credentialsV1Url } from '../contexts.ts'
import { checkClrContext, checkClrSubject, isClr } from './clr-rules.ts'
import {
  checkContext,
  checkDates,
  checkIds,
  checkSubject,
  checkType,
  type ModelVersion,
  type Rule,
} from './credential-rules.ts'
import { checkEntries } from './entry-rules.ts'
import {
  checkAchievement,
  checkOpenBadgeBasics,
  checkOpenBadgeContext,
  checkSerialization,
  isOpenBadge,
} from './open-badge-rules.ts'
import { type Problem, problem } from './problem.ts'
import { checkContextDigests, checkRelatedResources } from './related-resource-rules.ts'
import { checkStatusEntries, checkStatusList } from './status-rules.ts'
import { checkTexts } from './text-rules.ts'

const credentialRules: readonly Rule[] = [
  checkContext,
  checkType,
  checkIds,
  checkSubject,
  checkDates,
  checkEntries,
  checkTexts,
  checkRelatedResources,
  checkContextDigests,
  checkStatusEntries,
  checkStatusList,
]
const openBadgeRules: readonly Rule[] = [
  checkOpenBadgeContext,
  checkOpenBadgeBasics,
  checkSerialization,
  checkAchievement,
]
const clrRules: readonly Rule[] = [checkClrContext, checkClrSubject]

/**
 * Every structural problem of a credential: VCDM 2.0 (STANDARDS VM1-VM8), VCDM 1.1 under its own names with a warning
 * (VM15), and Open Badges 3.0 (OI1-OI3) or CLR 2.0 (CL1) where the document says it is one. Empty when there is none. A document with
 * `error`s is not conforming, whatever its signature says (VM12).
 */
export function checkDataModel(document: JsonObject): readonly Problem[] {
  const root = { value: document, pointer: '' }
  const version = modelVersion(document)
  const rules = [
    ...credentialRules,
    ...(isOpenBadge(document) ? openBadgeRules : []),
    ...(isClr(document) ? clrRules : []),
  ]
  return [...versionWarning(version), ...rules.flatMap((rule) => rule(root, version))]
}

/** Version 1.1 is read, with a warning (VM15). */
export function versionWarning(version: ModelVersion): readonly Problem[] {
  if (version === '2.0') return []
  const message = 'The document uses version 1.1 of the data model, which is superseded.'
  return [problem('version-1.1', '/@context/0', message, { severity: 'warning' })]
}

/** Version of the data model that the first context names; anything else is measured as 2.0. */
export function modelVersion(document: JsonObject): ModelVersion {
  const context = memberOf(document, '@context')
  const first = Array.isArray(context) ? context[0] : context
  return first === credentialsV1Url ? '1.1' : '2.0'
}
