import type { JsonObject } from '@assay/core'
import {
  checkAssertionForm,
  checkBadgeClassForm,
  checkExtension,
  checkProfileForm,
  type Extension,
  isKnownExtension,
  type Problem,
  readWords,
} from '@assay/credentials'
import { compact, explain, type Finding } from '../make-check.ts'

/** The parts of a badge as far as they are known. */
export interface Parts {
  readonly assertion: JsonObject
  readonly badge: JsonObject | undefined
  readonly issuer: JsonObject | undefined
}

/** Why the words of a part have no fixed meaning; undefined when they have. */
export function findWordFault(parts: Parts): string | undefined {
  return documentsOf(parts)
    .map((document) => readWords(document).fault)
    .find((fault) => fault !== undefined)
}

/** Judges the form of every part that is known (STANDARDS B23, B26, B29). */
export function checkForm(parts: Parts): Finding {
  const { assertion, badge, issuer } = parts
  const problems: readonly Problem[] = [
    ...checkAssertionForm(assertion),
    ...(badge === undefined ? [] : checkBadgeClassForm(badge)),
    ...(issuer === undefined ? [] : checkProfileForm(issuer)),
  ]
  const version = isUpgraded(parts) ? '1.x' : '2.0'
  if (problems.length > 0) {
    const sentences = problems.map(({ pointer, message }) => `${message} (${pointer})`).join(' ')
    const listed = problems.map(({ code, pointer, message }) => compact({ code, pointer, message }))
    return {
      outcome: 'failed',
      code: 'data-model-malformed',
      message: explain('data-model-malformed', sentences),
      details: { standard: 'Open Badges', version, problems: listed },
    }
  }
  const unknown = documentsOf(parts).flatMap((document) => readWords(document).unknown)
  const details = {
    standard: 'Open Badges',
    version,
    ignored: unknown.length === 0 ? undefined : unknown.slice(0, 20),
  }
  if (version === '1.x') return { outcome: 'warning', code: 'data-model-superseded', details }
  return unknown.length > 0
    ? { outcome: 'warning', code: 'data-model-imprecise', details }
    : { outcome: 'passed', code: 'data-model-ok', details }
}

/**
 * Extensions take the place of the schema step (STANDARDS B27): an invalid one fails, one of an unknown kind is kept and shown as not
 * checked. Contexts and schemas of strangers are never fetched, so only the published kinds are known.
 */
export function checkExtensions(parts: Parts): Finding {
  const extensions = documentsOf(parts).flatMap((document) => readWords(document).extensions)
  if (extensions.length === 0) return { outcome: 'skipped', code: 'schema-absent' }
  for (const extension of extensions) {
    const reason = checkExtension(extension)
    if (reason === undefined) continue
    const message = explain('schema-extension-invalid', `(${extension.name}: ${reason})`)
    return {
      outcome: 'failed',
      code: 'schema-extension-invalid',
      message,
      details: { reason, ...listing(extensions) },
    }
  }
  return extensions.every(isKnownExtension)
    ? { outcome: 'passed', code: 'schema-ok', details: listing(extensions) }
    : { outcome: 'unknown', code: 'schema-extension-unknown', details: listing(extensions) }
}

const listing = (extensions: readonly Extension[]) => ({
  extensions: extensions.map(({ name }) => name.slice(0, 120)),
})

function documentsOf({ assertion, badge, issuer }: Parts): readonly JsonObject[] {
  return [assertion, badge, issuer].filter((document) => document !== undefined)
}

/** Whether a part names no context of 2.0; embedded parts take that of the assertion. */
function isUpgraded({ assertion }: Parts): boolean {
  return readWords(assertion).version !== '2.0'
}
