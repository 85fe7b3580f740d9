import type { JsonObject } from '@assay/core'

/** Prefixes of the vocabularies that Open Badges 2.0 takes its words from. */
const prefixes: Readonly<Record<string, string>> = {
  extensions: 'https://w3id.org/openbadges/extensions#',
  obi: 'https://w3id.org/openbadges#',
  cred: 'https://w3id.org/credentials#',
  dc: 'http://purl.org/dc/terms/',
  schema: 'http://schema.org/',
  sec: 'https://w3id.org/security#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

/** How the values of a property are read: as text, as addresses of other objects, or as a type of XML Schema. */
type Kind = 'text' | '@id' | 'xsd:dateTime' | 'xsd:boolean'

/** Properties by vocabulary and kind; `name=word` where the vocabulary has another word (OB 2.0, annex "Context"). */
const properties: readonly (readonly [prefix: string, kind: Kind, names: string])[] = [
  [
    'obi',
    'text',
    'allowedOrigins audience endorsementComment identity=identityHash narrative revocationReason',
  ],
  ['obi', 'text', 'revokedAssertions=revoked salt targetCode uid verificationProperty'],
  ['obi', '@id', 'alignment badge criteria evidence issuer recipient revocationList verification=verify'],
  ['obi', 'xsd:boolean', 'hashed revoked'],
  ['obi', 'xsd:dateTime', 'issuedOn=issueDate'],
  ['schema', 'text', 'caption description email genre name tags=keywords telephone version'],
  ['schema', 'text', 'targetDescription targetFramework targetName targetUrl'],
  ['schema', '@id', 'author image url'],
  ['dc', '@id', 'creator related=relation'],
  ['dc', 'xsd:dateTime', 'created'],
  ['sec', 'text', 'publicKeyPem'],
  ['sec', '@id', 'owner publicKey'],
  ['sec', 'xsd:dateTime', 'expires=expiration'],
  ['cred', '@id', 'claim endorsement=credential'],
]

/** Classes, and words that stand for something without a kind of value, by vocabulary. */
const words: readonly (readonly [prefix: string, names: string])[] = [
  [
    'obi',
    'Assertion BadgeClass Criteria Evidence Extension FrameValidation IdentityObject Image HostedBadge',
  ],
  ['obi', 'hosted=HostedBadge Issuer Profile RevocationList SignedBadge signed=SignedBadge TypeValidation'],
  ['obi', 'VerificationObject validation validatesType validationFrame validationSchema'],
  ['schema', 'AlignmentObject'],
  ['sec', 'CryptographicKey=Key'],
  ['cred', 'Endorsement=Credential'],
]

/**
 * The context document of Open Badges 2.0, made from its tables of properties: the publisher's own file may not be passed on with a program
 * (ADR 0019). It gives every document the same expansion.
 */
export function openBadges2Context(): JsonObject {
  const defined = properties.flatMap(([prefix, kind, names]) =>
    split(names).map(([name, word]): [string, JsonObject] => [
      name,
      { '@id': `${prefix}:${word}`, ...(kind === 'text' ? {} : { '@type': kind }) },
    ]),
  )
  const plain = words.flatMap(([prefix, names]) =>
    split(names).map(([name, word]): [string, string] => [name, `${prefix}:${word}`]),
  )
  return {
    '@context': {
      ...{ id: '@id', type: '@type', ...prefixes },
      ...Object.fromEntries([...plain, ...defined]),
      startsWith: { '@id': 'http://purl.org/dqm-vocabulary/v1/dqm#startsWith' },
      // The name that 1.x gave to `verification`.
      verify: 'verification',
    },
  }
}

function split(names: string): readonly (readonly [name: string, word: string])[] {
  return names.split(' ').map((pair) => {
    const [name = '', word = name] = pair.split('=')
    return [name, word]
  })
}
