import type { JsonObject } from '@assay/core'

/** CLR 2.0, the version that is issued. */
export const clrUrl = 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json'
/** The first text of CLR 2.0, which knew neither `partial` nor identifiers of the learner. */
export const clrFirstUrl = 'https://purl.imsglobal.org/spec/clr/v2p0/context.json'

/** Contexts of CLR 2.0, newest first. */
export const clrUrls: readonly string[] = [clrUrl, clrFirstUrl]

const clr = 'https://purl.imsglobal.org/spec/vc/clr/vocab.html#'

/** One row of the class tables of CLR 2.0, annex "Data Models": a property and what its values are. */
interface Property {
  readonly name: string
  /** The word of the vocabulary, where it is another than the name. */
  readonly word?: string
  /** Type of the values as the vocabulary names it. Default: text. */
  readonly type?: string
  /** Whether the property holds any number of values. */
  readonly many?: true
}

/** A class of CLR 2.0 with the properties that have their meaning inside it only. */
interface Class {
  readonly name: string
  readonly prefixes?: Readonly<Record<string, string>>
  readonly properties: readonly Property[]
}

/** What differs between the two texts of the specification. */
interface Edition {
  readonly openBadges: string
  readonly withPartialAndIdentifier: boolean
}

const editions: Readonly<Record<string, Edition>> = {
  [clrUrl]: {
    openBadges: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#',
    withPartialAndIdentifier: true,
  },
  [clrFirstUrl]: {
    openBadges: 'https://purl.imsglobal.org/spec/ob/v3p0/vocab.html#',
    withPartialAndIdentifier: false,
  },
}

/**
 * The context document of CLR 2.0 at one of {@link clrUrls}, made from the class tables of the specification: the publisher's own
 * file may not be passed on with a program (ADR 0019). It gives every document the same expansion.
 */
export function clrContext(url: string): JsonObject {
  const edition = editions[url]
  if (edition === undefined) throw new TypeError(`${url} is no context of CLR 2.0`)
  const classes = classesOf(edition).map((one) => [one.name, writeClass(one)] as const)
  return { '@context': { ...aliases, ...Object.fromEntries(classes) } }
}

const aliases: JsonObject = { id: '@id', type: '@type' }

function classesOf({ openBadges, withPartialAndIdentifier }: Edition): readonly Class[] {
  const partial: Property = { name: 'partial', type: 'xsd:boolean' }
  const identifier: Property = {
    name: 'identifier',
    word: 'identifier-1',
    type: 'obi:Identifier',
    many: true,
  }
  return [
    { name: 'ClrCredential', properties: withPartialAndIdentifier ? [partial] : [] },
    {
      name: 'ClrSubject',
      prefixes: { cred: 'https://www.w3.org/2018/credentials#', obi: openBadges },
      properties: [
        { name: 'achievement', type: 'obi:Achievement', many: true },
        { name: 'association', type: `${clr}Association`, many: true },
        { name: 'verifiableCredential', type: 'cred:verifiableCredential', many: true },
        ...(withPartialAndIdentifier ? [identifier] : []),
      ],
    },
    {
      name: 'Association',
      properties: [
        { name: 'associationType', word: 'AssociationType' },
        { name: 'sourceId', type: 'xsd:anyURI' },
        { name: 'targetId', type: 'xsd:anyURI' },
      ],
    },
  ]
}

function writeClass({ name, prefixes = {}, properties }: Class): JsonObject {
  const terms = properties.map((property) => [property.name, writeProperty(property)] as const)
  return { '@id': `${clr}${name}`, '@context': { ...aliases, ...prefixes, ...Object.fromEntries(terms) } }
}

function writeProperty({ name, word = name, type, many }: Property): JsonObject {
  return {
    '@id': `${clr}${word}`,
    ...(type === undefined ? {} : { '@type': type }),
    ...(many === undefined ? {} : { '@container': '@set' }),
  }
}
