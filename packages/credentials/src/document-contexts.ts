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
 * Returns how large the document and its graph will be.
 */
export function checkDocumentContexts(document: JsonObject, table: ContextTable): GraphSize {
  if (memberOf(document, '@context') === undefined) {
    throw new CredentialError('context-missing', 'the document has no @context')
  }
  const found: Found = {
    urls: new Set(),
    inline: [],
    labels: new Set(),
    statements: 0,
    blankNodes: 0,
    contexts: 0,
  }
  walk(document, found)
  for (const url of found.urls) {
    if (!table.has(url))
      throw new CredentialError('context-unknown', `the context ${url} is not one Assay carries`)
  }
  const terms = termsOf(found.urls, table)
  for (const context of found.inline) checkInlineContext(context, terms)
  const { statements, blankNodes, contexts } = found
  return { statements, blankNodes: blankNodes + found.labels.size, contexts }
}

/**
 * Size of a document's graph, read off its JSON: one statement a value, one blank node an object without `id` or with a label. It is
 * exact but for repetitions, nulls and JSON literals, which make it too high, and ordered lists, which make it too low
 * by half. It costs next to nothing.
 */
export interface GraphSize {
  readonly statements: number
  readonly blankNodes: number
  /** Contexts named at any depth; an inline one counts as often as it has members. */
  readonly contexts: number
}

/** Every term that the contexts with these URLs define, at any depth. URLs that are not in the table are left out. */
export function termsOf(urls: Iterable<string>, table: ContextTable): ReadonlySet<string> {
  const terms = new Set<string>()
  for (const url of new Set(urls)) {
    const context = table.get(url)
    if (context !== undefined) for (const term of termsOfContext(context)) terms.add(term)
  }
  return terms
}

interface Found {
  readonly urls: Set<string>
  readonly inline: JsonObject[]
  /** Names of blank nodes that have one (`_:b0`). */
  readonly labels: Set<string>
  statements: number
  blankNodes: number
  contexts: number
}

function walk(value: JsonValue, found: Found): void {
  if (isJsonArray(value)) for (const item of value) walkItem(item, found)
  if (!isJsonObject(value)) return
  const id = memberOf(value, 'id')
  if (id === undefined && !Object.hasOwn(value, '@value')) found.blankNodes += 1
  else if (typeof id === 'string' && id.startsWith('_:')) found.labels.add(id)
  for (const [name, member] of Object.entries(value)) {
    if (name === '@context') collectContexts(member, found)
    else {
      checkKeyword(name, value)
      if (isJsonArray(member)) walk(member, found)
      else if (name !== 'id') walkItem(member, found)
    }
  }
}

function walkItem(item: JsonValue, found: Found): void {
  found.statements += 1
  walk(item, found)
}

function checkKeyword(name: string, object: JsonObject): void {
  // JSON-LD processing copies by assignment, which would lose this member without a word.
  if (name === '__proto__') throw new CredentialError('data-loss', 'a member is called __proto__')
  if (!name.startsWith('@')) return
  if (!allowedKeywords.has(name) || !Object.hasOwn(object, '@value')) {
    throw new CredentialError('json-ld-keyword', `the keyword ${name.slice(0, 40)} is not accepted here`)
  }
}

function collectContexts(value: JsonValue, found: Found): void {
  for (const entry of isJsonArray(value) ? value : [value]) {
    found.contexts += isJsonObject(entry) ? Math.max(1, countTerms(entry)) : 1
    if (typeof entry === 'string') found.urls.add(entry)
    else if (isJsonObject(entry)) found.inline.push(entry)
    else throw new CredentialError('context-inline', 'a context is neither an address nor an object')
  }
}

/** Terms of an inline context with those of the contexts inside its definitions. */
function countTerms(context: JsonObject): number {
  return Object.values(context).reduce<number>((count, definition) => {
    const scoped = isJsonObject(definition) ? memberOf(definition, '@context') : undefined
    return count + 1 + (isJsonObject(scoped) ? countTerms(scoped) : 0)
  }, 0)
}

const harmlessKeywords: ReadonlySet<string> = new Set(['@version', '@protected', '@language', '@direction'])
const definitionKeywords: ReadonlySet<string> = new Set([
  '@id',
  '@type',
  '@container',
  '@protected',
  '@language',
  '@direction',
  '@context',
])
/** The names that the base contexts give keywords; a scoped context may repeat them, and give no others. */
const aliases: Readonly<Record<string, string>> = { id: '@id', type: '@type' }

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

/**
 * A context inside the definition of an inline term holds for objects of that type, or below that property. What readers look for stands under
 * names of the bundled contexts, all of which are protected: JSON-LD processing lets no type take such a name over where it means something,
 * and nobody reads below a property that only this document knows. So a name may have another meaning there (of a driving licence,
 * `expirationDate`), and an address of its own like any inline term.
 */
function checkScopedContext(term: string, context: JsonValue): void {
  if (!isJsonObject(context)) {
    throw new CredentialError('context-inline', `the context inside ${term.slice(0, 40)} is not an object`)
  }
  for (const [name, definition] of Object.entries(context)) {
    if (Object.hasOwn(aliases, name) && aliases[name] === definition) continue
    if (harmlessKeywords.has(name)) continue
    if (name.startsWith('@') || name === '__proto__') {
      throw new CredentialError('context-inline', `an inline context uses ${name.slice(0, 40)}`)
    }
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
  const scoped = memberOf(definition, '@context')
  if (scoped !== undefined) checkScopedContext(name, scoped)
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
