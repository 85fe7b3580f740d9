import type { JsonObject, JsonValue } from '@assay/core'
import { createCanonicalize } from '@assay/credentials'
import { beforeAll, describe, expect, it } from 'vitest'
import { anyToken, documentWithJwk, jwkOf, tokenMethod, vcJwt } from '../test/tokens.ts'
import {
  deviations,
  goodNetwork,
  issuerId,
  issuerKey,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  unsignedBadge,
  verifyOptions,
} from './test/badge.ts'
import { verify } from './verify.ts'

const achievementId = 'https://harbor.example.org/achievements/1'
const older = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'

let network: Network
beforeAll(async () => {
  network = { ...(await goodNetwork()), [issuerId]: documentWithJwk(jwkOf(issuerKey)) }
})

/** Praise of the badge, its issuer or what was achieved, as a token. */
function praise(about: string, signer = issuerKey): Promise<string> {
  const endorsement = {
    '@context': unsignedBadge()['@context'] ?? null,
    id: 'https://harbor.example.org/endorsements/1',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Praise',
    issuer: { id: issuerId, type: ['Profile'], name: 'Harbor Logistics' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: about, type: ['EndorsementSubject'], endorsementComment: 'Good.' },
  }
  return anyToken({ kid: tokenMethod, typ: 'vc+jwt' }, endorsement, signer)
}

const badgeId = String(unsignedBadge().id)
const objectIn = (parent: JsonObject, name: string) => parent[name] as JsonObject

/** Puts the tokens where the standard has them: on the credential, on its issuer, on the achievement. */
const places: readonly (readonly [name: string, about: string, put: (tokens: JsonValue) => JsonObject])[] = [
  ['the credential', badgeId, (endorsementJwt) => unsignedBadge({ endorsementJwt })],
  [
    'its issuer',
    issuerId,
    (endorsementJwt) => unsignedBadge({ issuer: { ...objectIn(unsignedBadge(), 'issuer'), endorsementJwt } }),
  ],
  [
    'the achievement',
    achievementId,
    (endorsementJwt) => {
      const subject = objectIn(unsignedBadge(), 'credentialSubject')
      const achievement = { ...objectIn(subject, 'achievement'), endorsementJwt }
      return unsignedBadge({ credentialSubject: { ...subject, achievement } })
    },
  ],
]

async function read(input: JsonValue): Promise<readonly string[]> {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  return deviations(await verify(text, verifyOptions(network, nodeEngines)))
}

describe.each(places)('endorsementJwt of %s', (_, about, put) => {
  it.each([
    ['with a proof', (badge: JsonObject) => sign(badge)],
    ['as a token', (badge: JsonObject) => vcJwt(badge, issuerKey)],
  ])('EN1 is verified in a badge %s under the standard’s contexts', async (_form, secure) => {
    const codes = async (...tokens: readonly string[]) => read(await secure(put(tokens)))
    expect(await codes(await praise(about))).toEqual(['endorsements passed endorsements-ok'])
    expect(await codes(await praise(about), await praise(about, otherKey))).toEqual([
      'endorsements failed endorsements-failed',
    ])
    expect(await codes(await praise('urn:x:another'))).toEqual(['endorsements failed endorsements-failed'])
    expect(await codes('praise')).toEqual(['endorsements failed endorsements-failed'])
  })

  it('EN1 is signed with the badge: it can neither be added nor removed', async () => {
    const signed = await sign(put([await praise(about)]))
    const bare = await sign(unsignedBadge())
    for (const [document, proof] of [
      [put([await praise(about), await praise('urn:x:another')]), signed.proof],
      [put([await praise(about)]), bare.proof],
      [unsignedBadge(), signed.proof],
    ] as const)
      expect(await read({ ...document, proof: proof ?? null })).toContain('proof failed proof-signature')
  })
})

describe('endorsementJwt', () => {
  it('EN1 G7 has no meaning under the contexts before 3.0.3, in a token too', async () => {
    const [base = '', ..._] = unsignedBadge()['@context'] as readonly string[]
    const old = unsignedBadge({ '@context': [base, older], endorsementJwt: [await praise(badgeId)] })
    expect(await read(await vcJwt(old, issuerKey))).toContain('data-model failed data-model-undefined-term')
  })

  it('leaves every badge without it as it was: one statement more, none otherwise', async () => {
    const canonicalize = createCanonicalize({
      ...nodeEngines,
      canonicalizeHard: neverHard,
      engine: 'generic',
    })
    const lines = async (document: JsonObject) => (await canonicalize(document, 'sha256')).nquads.split('\n')
    const plain = await lines(unsignedBadge())
    const more = (await lines(unsignedBadge({ endorsementJwt: ['x'] }))).filter(
      (line) => !plain.includes(line),
    )
    expect(more).toEqual([
      `<${badgeId}> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt> "x" .`,
    ])
  })
})

function neverHard(): never {
  throw new TypeError('a badge is never hard')
}
