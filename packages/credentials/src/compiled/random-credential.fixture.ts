// Credentials of every shape that the bundled contexts allow: classes and their members are read off the contexts themselves, so
// that no property is forgotten. Most are what issuers write (contexts 3.0.0 to 3.0.3, VCDM 1.1 and 2.0, endorsements with proofs,
// records of several credentials); some are strange on purpose, since those are what a fast path gets wrong: numbers at the edges, texts
// of all scripts, languages, the same node said twice, repeated values, nodes alike, own contexts, terms without meaning, odd addresses.
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { clrUrls } from '../clr/clr-context.ts'
import { bundledContexts, credentialsV1Url, credentialsV2Url, openBadgesUrls } from '../contexts.ts'

/** Defines the types of 1EdTech for schemas, revocation lists and refreshing. */
const extensionsUrl = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Members = ReadonlyMap<string, JsonValue>

/** Members that the class has in the context: its own and, where it has none, those at the top. */
function membersOf(context: JsonObject, name: string): Members {
  const definition = memberOf(context, name)
  const scoped = isJsonObject(definition ?? null) ? memberOf(definition as JsonObject, '@context') : undefined
  const own = isJsonObject(scoped ?? null) ? (scoped as JsonObject) : {}
  const isMember = ([key, value]: [string, JsonValue]) =>
    !key.startsWith('@') && key !== 'id' && key !== 'type' && value !== '@id' && value !== '@type'
  return new Map(Object.entries(own).filter(isMember))
}

function contextOf(url: string): JsonObject {
  const context = memberOf(bundledContexts.get(url)?.document ?? {}, '@context')
  const parts = isJsonArray(context) ? context : [context]
  return Object.assign({}, ...parts.filter((part) => isJsonObject(part ?? null)))
}

const scripts = [
  'plain',
  'with "quotes" and \\',
  'línea\nnueva\t',
  'Prüfung',
  '資格',
  '\ufb33 or \u{1f600}',
  '\u007f\u0001',
  '',
]
const classes = [
  ...[
    'Profile',
    'Achievement',
    'AchievementSubject',
    'Evidence',
    'Image',
    'Criteria',
    'Alignment',
    'Address',
    'Related',
  ],
  ...[
    'IdentityObject',
    'IdentifierEntry',
    'Result',
    'ResultDescription',
    'RubricCriterionLevel',
    'GeoCoordinates',
  ],
]
/** What usually stands in a member. */
const usual: Readonly<Record<string, string>> = {
  ...{ issuer: 'Profile', creator: 'Profile', source: 'Profile', parentOrg: 'Profile', image: 'Image' },
  ...{
    achievement: 'Achievement',
    criteria: 'Criteria',
    evidence: 'Evidence',
    alignment: 'Alignment',
    related: 'Related',
  },
  ...{
    address: 'Address',
    geo: 'GeoCoordinates',
    identifier: 'IdentityObject',
    otherIdentifier: 'IdentifierEntry',
  },
  ...{
    result: 'Result',
    resultDescription: 'ResultDescription',
    rubricCriterionLevel: 'RubricCriterionLevel',
  },
}

/** One random credential, the same for the same seed. */
export function randomCredential(seed: number): JsonObject {
  return new RandomCredential(randomNumbers(seed)).credential()
}

class RandomCredential {
  readonly #random: () => number
  readonly #badges: string
  readonly #base: string
  readonly #context: JsonObject
  /** How often something strange is said; most documents are ordinary. */
  readonly #strangeness: number
  #left = 60

  constructor(random: () => number) {
    this.#random = random
    this.#base = this.#chance(0.15) ? credentialsV1Url : credentialsV2Url
    // 3.0.0 and 3.0.1 were written for version 1.1 and contradict the terms of 2.0.
    const [newest = '', second = '', ...older] = openBadgesUrls
    this.#badges = this.#pick(this.#base === credentialsV1Url ? [second, ...older] : [newest, newest, second])
    this.#context = contextOf(this.#badges)
    this.#strangeness = this.#chance(0.12) ? 0.02 : 0
  }

  credential(): JsonObject {
    const record = this.#chance(0.05)
    const inside = record ? { verifiableCredential: this.#some(3, () => this.#oneCredential()) } : {}
    const contexts = record ? [this.#base, this.#pick(clrUrls), this.#badges] : undefined
    return this.#oneCredential(contexts, record ? 'ClrCredential' : undefined, inside)
  }

  #oneCredential(contexts = [this.#base, this.#badges], kind?: string, inside: JsonObject = {}): JsonObject {
    const old = this.#base === credentialsV1Url
    const [from, until] = old ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil']
    const subject = this.#node(kind === undefined ? 'AchievementSubject' : 'ClrSubject', 4)
    const extended = old || this.#chance(0.2)
    const named = extended ? [...contexts, extensionsUrl] : contexts
    return {
      '@context': this.#strange() ? [...named, this.#strangeContext()] : named,
      ...(this.#chance(0.9) ? { id: this.#iri() } : {}),
      type: ['VerifiableCredential', kind ?? this.#known(['OpenBadgeCredential', 'AchievementCredential'])],
      ...(this.#chance(0.8) ? { name: this.#name(old) } : {}),
      ...(this.#chance(0.3) ? { description: this.#name(old) } : {}),
      issuer: this.#chance(0.2) ? this.#iri() : this.#node('Profile', 2),
      [from]: '2026-05-03T16:38:00Z',
      ...(this.#chance(0.4) ? { [until]: '2028-05-03T16:38:00+02:00' } : {}),
      ...(this.#chance(0.3) && this.#context.awardedDate !== undefined
        ? { awardedDate: '2026-05-03T16:00:00Z' }
        : {}),
      credentialSubject: { ...subject, ...inside },
      ...(this.#chance(0.3) ? { evidence: this.#some(3, () => this.#node('Evidence', 2)) } : {}),
      ...(this.#chance(0.5) ? { credentialStatus: this.#status(old) } : {}),
      ...(extended && this.#chance(0.5)
        ? { credentialSchema: { id: this.#iri(), type: '1EdTechJsonSchemaValidator2019' } }
        : {}),
      ...(this.#chance(0.15) && !old ? { endorsement: this.#some(2, () => this.#endorsement()) } : {}),
      ...(this.#context.endorsementJwt !== undefined && this.#chance(0.1)
        ? { endorsementJwt: this.#some(2, () => this.#text()) }
        : {}),
      ...this.#strangeMember(),
    }
  }

  #endorsement(): JsonObject {
    return {
      '@context': [this.#base, this.#badges],
      id: this.#iri(),
      type: ['VerifiableCredential', 'EndorsementCredential'],
      issuer: this.#node('Profile', 1),
      validFrom: '2026-05-03T16:38:00Z',
      name: 'Endorsed',
      credentialSubject: { id: this.#iri(), type: ['EndorsementSubject'], endorsementComment: this.#text() },
      proof: {
        ...{ type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', created: '2026-05-03T16:38:00Z' },
        ...{ verificationMethod: this.#iri(), proofPurpose: 'assertionMethod', proofValue: 'z5abc' },
      },
    }
  }

  #status(old: boolean): JsonValue {
    const entry = (purpose: string) => ({
      ...{ id: this.#iri(), type: 'BitstringStatusListEntry', statusPurpose: purpose },
      ...{ statusListIndex: '94567', statusListCredential: 'https://issuer.example/status/1' },
    })
    if (old) return { id: this.#iri(), type: '1EdTechRevocationList' }
    return this.#chance(0.5) ? entry('revocation') : [entry('revocation'), entry('suspension')]
  }

  /** A node of a class with a random choice of its members. */
  #node(name: string, levels: number): JsonObject {
    this.#left -= 1
    const members = [...membersOf(this.#context, name)].filter(() => this.#chance(0.45))
    const said = levels <= 0 || this.#left < 0 ? [] : members
    const needsId = said.length === 0 || this.#chance(0.6)
    return {
      ...(needsId ? { id: this.#iri() } : {}),
      type: this.#chance(0.8) ? [name] : name,
      ...Object.fromEntries(said.map(([key, definition]) => [key, this.#member(key, definition, levels)])),
      ...this.#strangeMember(),
    }
  }

  #member(key: string, definition: JsonValue, levels: number): JsonValue {
    const container = isJsonObject(definition) ? memberOf(definition, '@container') : undefined
    const one = () => this.#value(key, definition, levels)
    if (container === '@list') return this.#some(3, () => this.#text())
    return container === '@set' && this.#chance(0.9) ? this.#some(3, one) : one()
  }

  #value(key: string, definition: JsonValue, levels: number): JsonValue {
    const inside = usual[key]
    if (inside !== undefined && memberOf(this.#context, inside) !== undefined)
      return this.#node(inside, levels - 1)
    const type = isJsonObject(definition) ? memberOf(definition, '@type') : undefined
    if (this.#strange()) return this.#strangeValue(levels)
    if (type === '@id') return this.#chance(0.7) ? this.#iri() : this.#node(this.#known(classes), levels - 1)
    if (typeof type !== 'string') return this.#text()
    if (/float|decimal|double|integer/i.test(type)) return this.#pick([1, 12.5, 0.1, 3_000_000, '7.25', -4])
    if (/boolean/.test(type)) return this.#chance(0.5)
    if (/date/i.test(type)) return this.#pick(['2026-05-03T16:38:00Z', '2026-05-03'])
    return /anyURI/.test(type) ? this.#iri() : this.#text()
  }

  #strangeValue(levels: number): JsonValue {
    return this.#pick<JsonValue>([
      ...[true, 0, -0, 1e21, 1e-7, 123_456_789_012.25, 9_007_199_254_740_992, null, [], {}, [['nested']]],
      ...['relative', '_:b0', 'urn:x:ü', 'id:colon', 'https://x.example/a b', '@type', 'http://x.example/<>'],
      { '@value': 'text', '@language': 'en-GB' },
      { '@value': 'text', '@language': 'ar', '@direction': 'rtl' },
      { '@value': 'text' },
      { '@value': 7 },
      { '@value': '7', '@type': 'http://www.w3.org/2001/XMLSchema#integer' },
      { id: this.#iri() },
      { type: 'Nonsense' },
      ['a', 'a', 'b'],
      this.#node(this.#known(classes), levels - 1),
    ])
  }

  #strangeMember(): JsonObject {
    if (!this.#strange()) return {}
    const names = [
      'undefinedTerm',
      'https://x.example/p',
      'schema:name',
      '__proto__x',
      'constructor',
      '@index',
      'jwk',
      'proof',
      'sub',
      'jsonSchema',
    ]
    return {
      [this.#pick(names)]: this.#pick<JsonValue>(['x', { type: 'JsonWebKey', kty: 'OKP', n: [1.5, 'é'] }]),
    }
  }

  #strangeContext(): JsonValue {
    return this.#pick<JsonValue>([
      ...[
        { own: 'https://x.example/own' },
        { '@vocab': 'https://x.example/' },
        'https://x.example/unknown',
        null,
      ],
      ...[credentialsV2Url, this.#badges, 'https://w3id.org/security/data-integrity/v2'],
    ])
  }

  #name(old: boolean): JsonValue {
    if (old || this.#chance(0.9)) return this.#text()
    return this.#pick<JsonValue>([
      { '@value': this.#text(), '@language': 'en' },
      [{ '@value': 'Hallo', '@language': 'de-CH' }],
    ])
  }

  #text(): string {
    return this.#chance(0.7) ? `text ${Math.floor(this.#random() * 1000)}` : this.#pick(scripts)
  }

  /** Few different ones, so that now and then the same node is spoken of twice. */
  #iri(): string {
    const number = Math.floor(this.#random() * (this.#chance(0.1) ? 8 : 100_000))
    const kind = [
      'https://issuer.example/things/',
      'urn:uuid:00000000-0000-4000-8000-',
      'did:key:z6Mk',
      'did:web:x.example:u:',
      'mailto:a+',
    ]
    return `${this.#pick(kind)}${number}`
  }

  #some<T>(most: number, make: () => T): readonly T[] {
    return Array.from({ length: 1 + Math.floor(this.#random() * most) }, make)
  }

  #pick<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)] as T
  }

  /** One of the classes that the context knows. */
  #known(names: readonly string[]): string {
    return this.#pick(names.filter((name) => memberOf(this.#context, name) !== undefined))
  }

  #chance(probability: number): boolean {
    return this.#random() < probability
  }

  #strange(): boolean {
    return this.#random() < this.#strangeness
  }
}
