import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'

/** The context of Open Badges 2.0. Documents of this version are read by the names of their members, so it is never processed. */
export const openBadges2Url = 'https://w3id.org/openbadges/v2'
/** Contexts of 1.x, which are read with a warning (STANDARDS B29). */
export const openBadges1Urls: readonly string[] = [
  'https://w3id.org/openbadges/v1',
  'https://openbadges.org/standard/1.1/context.json',
]

/** Versions of Open Badges before 3.0 and how they are taken (STANDARDS G10). */
export const earlierVersions: readonly {
  readonly version: string
  readonly issue: boolean
  readonly verify: 'ok' | 'warning' | 'no'
}[] = [
  { version: '2.0', issue: false, verify: 'ok' },
  { version: '1.1', issue: false, verify: 'warning' },
  { version: '1.0', issue: false, verify: 'warning' },
  { version: '0.5', issue: false, verify: 'no' },
]

/** Every property of the classes of Open Badges 2.0. */
const properties: ReadonlySet<string> = new Set(
  `id type @context recipient badge verification issuedOn image evidence narrative expires revoked revocationReason
  name description criteria issuer alignment tags url telephone email publicKey revocationList identity hashed salt
  verificationProperty startsWith allowedOrigins creator genre audience caption author targetName targetUrl
  targetDescription targetFramework targetCode validatesType validationSchema validationFrame owner publicKeyPem
  revokedAssertions uid claim endorsement endorsementComment related version verify hosted created`
    .split(/\s+/)
    .filter((name) => name !== ''),
)

/** An extension inside a document (STANDARDS B27): its member's name, its types and its content. */
export interface Extension {
  readonly name: string
  readonly types: readonly string[]
  readonly value: JsonObject
}

/** What the words of a document are. */
export interface Words {
  /** The version that the context names; undefined without one that is known. */
  readonly version: '2.0' | '1.x' | undefined
  /** Why the words have no fixed meaning; absent when they have. */
  readonly fault?: string
  readonly extensions: readonly Extension[]
  /** Members that the standard does not know; they are ignored, as JSON-LD ignores them. */
  readonly unknown: readonly string[]
}

/**
 * Looks at the context and the members of a document. Refused is what could give the standard's words another meaning: contexts other
 * than the standard's at the top, and inline ones that define one of its words (STANDARDS G7, THREATS J3, J4). An extension keeps its
 * own context, which is neither fetched nor used.
 */
export function readWords(document: JsonObject): Words {
  const contexts = listOf(memberOf(document, '@context'))
  const named = contexts.filter((entry) => typeof entry === 'string')
  const version = named.includes(openBadges2Url)
    ? '2.0'
    : named.some((url) => openBadges1Urls.includes(url))
      ? '1.x'
      : undefined
  const strange = named.find((url) => url !== openBadges2Url && !openBadges1Urls.includes(url))
  const extensions: Extension[] = []
  const unknown: string[] = []
  for (const [name, value] of Object.entries(document)) {
    if (properties.has(name)) continue
    // One, or several of one kind: an issuer may have more than one accreditor.
    const found = listOf(value)
      .filter(isJsonObject)
      .filter((one) => isExtension(name, one))
    if (found.length > 0 && found.length === listOf(value).length)
      extensions.push(...found.map((one) => ({ name, value: one, types: extensionTypes(one) })))
    else unknown.push(name)
  }
  const redefined = contexts
    .filter(isJsonObject)
    .flatMap((context) => Object.keys(context))
    .find((name) => name.startsWith('@') || properties.has(name))
  const fault =
    strange !== undefined
      ? `the context ${strange.slice(0, 120)} is not one Assay carries`
      : redefined !== undefined
        ? `an inline context defines ${redefined.slice(0, 40)}`
        : undefined
  return { version, extensions, unknown, ...(fault === undefined ? {} : { fault }) }
}

function isExtension(name: string, value: JsonObject): boolean {
  return /^(?:extensions?|ext):/.test(name) || extensionTypes(value).some((type) => /^extension$/i.test(type))
}

/** Examples of 1.1 write `@type`. */
function extensionTypes(value: JsonObject): readonly string[] {
  const types = typesOf(value)
  return types.length > 0
    ? types
    : listOf(memberOf(value, '@type')).filter((type) => typeof type === 'string')
}

/** Values of `type`, whether one or many. */
export function typesOf(document: JsonObject): readonly string[] {
  return listOf(memberOf(document, 'type')).filter((type) => typeof type === 'string')
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined) return []
  return isJsonArray(value) ? value : [value]
}
