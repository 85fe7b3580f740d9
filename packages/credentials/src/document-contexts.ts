import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import type { BundledContext } from './contexts.ts'
import { CredentialError } from './errors.ts'

/** Contexts by URL, as {@link bundledContexts}. */
export type ContextTable = ReadonlyMap<string, BundledContext>

/** Keywords of value objects (VCDM 2.0, 11.1) and the context itself; the base contexts alias the others. */
const allowedKeywords: ReadonlySet<string> = new Set([
  '@context',
  '@value',
  '@language',
  '@direction',
  '@type',
])

/**
 * Refuses documents whose JSON could be read otherwise than its canonical form says (THREATS J3, J4): contexts that are
 * not in the table, inline contexts that redefine terms or catch everything, JSON-LD keywords that move data about.
 * Returns the number of JSON values, contexts left out.
 */
export function checkDocumentContexts(document: JsonObject, table: ContextTable): number {
  if (memberOf(document, '@context') === undefined) {
    throw new CredentialError('context-missing', 'the document has no @context')
  }
  const found: FoundContexts = { urls: new Set(), inline: [] }
  const nodes = walk(document, found)
  for (const url of found.urls) {
    if (!table.has(url))
      throw new CredentialError('context-unknown', `the context ${url} is not one Assay carries`)
  }
  const terms = termsOf(found.urls, table)
  for (const context of found.inline) checkInlineContext(context, terms)
  return nodes
}

/** Every term that the contexts with these URLs define, at any depth. URLs that are not in the table are left out. */
export function termsOf(urls: Iterable<string>, table: ContextTable): ReadonlySet<string> {
  const terms = new Set<string>()
  for (const url of urls) {
    const context = table.get(url)
    if (context !== undefined) for (const term of termsOfContext(context)) terms.add(term)
  }
  return terms
}

interface FoundContexts {
  readonly urls: Set<string>
  readonly inline: JsonObject[]
}

function walk(value: JsonValue, found: FoundContexts): number {
  if (isJsonArray(value)) return value.reduce<number>((nodes, item) => nodes + walk(item, found), 1)
  if (!isJsonObject(value)) return 1
  let nodes = 1
  for (const [name, member] of Object.entries(value)) {
    if (name === '@context') collectContexts(member, found)
    else {
      checkKeyword(name, value)
      nodes += walk(member, found)
    }
  }
  return nodes
}

function checkKeyword(name: string, object: JsonObject): void {
  // JSON-LD processing copies by assignment, which would lose this member without a word.
  if (name === '__proto__') throw new CredentialError('data-loss', 'a member is called __proto__')
  if (!name.startsWith('@')) return
  if (!allowedKeywords.has(name) || !Object.hasOwn(object, '@value')) {
    throw new CredentialError('json-ld-keyword', `the keyword ${name.slice(0, 40)} is not accepted here`)
  }
}

function collectContexts(value: JsonValue, found: FoundContexts): void {
  for (const entry of isJsonArray(value) ? value : [value]) {
    if (typeof entry === 'string') found.urls.add(entry)
    else if (isJsonObject(entry)) found.inline.push(entry)
    else throw new CredentialError('context-inline', 'a context is neither an address nor an object')
  }
}

const harmlessKeywords: ReadonlySet<string> = new Set(['@version', '@protected', '@language', '@direction'])
const definitionKeywords: ReadonlySet<string> = new Set([
  '@id',
  '@type',
  '@container',
  '@protected',
  '@language',
  '@direction',
])

/** An inline context may add terms of its own; it may touch nothing that a bundled context says. */
function checkInlineContext(context: JsonObject, terms: ReadonlySet<string>): void {
  for (const [name, definition] of Object.entries(context)) {
    if (name.startsWith('@')) {
      if (harmlessKeywords.has(name)) continue
      throw new CredentialError('context-inline', `an inline context uses ${name.slice(0, 40)}`)
    }
    if (name === '__proto__') throw new CredentialError('context-inline', 'an inline context uses __proto__')
    if (terms.has(name)) throw new CredentialError('context-redefines', `an inline context redefines ${name}`)
    checkInlineDefinition(name, definition)
  }
}

function checkInlineDefinition(name: string, definition: JsonValue): void {
  const target = isJsonObject(definition) ? memberOf(definition, '@id') : definition
  if (typeof target !== 'string' || !target.includes(':')) {
    throw new CredentialError(
      'context-inline',
      `an inline context gives ${name.slice(0, 40)} no address of its own`,
    )
  }
  if (!isJsonObject(definition)) return
  for (const keyword of Object.keys(definition)) {
    if (!definitionKeywords.has(keyword)) {
      throw new CredentialError('context-inline', `an inline context uses ${keyword.slice(0, 40)}`)
    }
  }
}

const termCache = new WeakMap<BundledContext, ReadonlySet<string>>()

function termsOfContext(context: BundledContext): ReadonlySet<string> {
  const known = termCache.get(context)
  if (known !== undefined) return known
  const terms = new Set<string>()
  collectTerms(memberOf(context.document, '@context') ?? null, terms)
  termCache.set(context, terms)
  return terms
}

function collectTerms(context: JsonValue, terms: Set<string>): void {
  if (isJsonArray(context)) for (const entry of context) collectTerms(entry, terms)
  if (!isJsonObject(context)) return
  for (const [name, definition] of Object.entries(context)) {
    if (!name.startsWith('@')) terms.add(name)
    if (isJsonObject(definition)) collectTerms(memberOf(definition, '@context') ?? null, terms)
  }
}
