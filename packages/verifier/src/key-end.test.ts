import type { JsonObject, JsonValue } from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { jwkOf, tokenMethod, vcJwt } from '../test/tokens.ts'
import {
  deviations,
  issuerDocument,
  issuerId,
  issuerKey,
  listUrl,
  method,
  multikeyMethod,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  statusList,
  unsignedBadge,
  verifyOptions,
} from './test/badge.ts'
import { presentationOf } from './test/presentation.ts'
import { type VerifyOptions, verify } from './verify.ts'

async function read(input: JsonValue, network: Network, options: Partial<VerifyOptions> = {}) {
  const text = typeof input === 'string' ? input : JSON.stringify(input)
  const report = await verify(text, { ...verifyOptions(network, nodeEngines), ...options })
  return { report, codes: deviations(report) }
}

/** The keys of badges and tokens were revoked on the first of May; that of the lists was not. */
async function networkAfterwards(): Promise<Network> {
  const ended = { revoked: '2026-05-01T00:00:00Z' }
  const ofTokens = {
    id: tokenMethod,
    type: 'JsonWebKey',
    controller: issuerId,
    publicKeyJwk: jwkOf(issuerKey),
  }
  const ofLists = `${issuerId}#lists`
  const verificationMethod = [
    ...[multikeyMethod(issuerKey, method, ended), { ...ofTokens, ...ended }],
    multikeyMethod(otherKey, ofLists),
  ]
  return {
    [issuerId]: issuerDocument({ verificationMethod, assertionMethod: [method, tokenMethod, ofLists] }),
    [listUrl]: await statusList({ signer: otherKey, verificationMethod: ofLists }),
  }
}
const before = { loggedAt: Date.parse('2026-04-30T23:59:59Z') }
const refused = 'proof failed key-revoked'

let network: Network
let badge: JsonObject
beforeAll(async () => {
  network = await networkAfterwards()
  badge = await sign(unsignedBadge())
})

describe('a key that was revoked', () => {
  it('KY8 counts for what a log saw before, in a proof and in a token', async () => {
    for (const input of [badge, await vcJwt(unsignedBadge(), issuerKey)]) {
      expect((await read(input, network, before)).codes).toEqual([])
      expect((await read(input, network)).codes).toContain(refused)
      // At that instant, and after now, a log says nothing that helps.
      for (const loggedAt of ['2026-05-01T00:00:00Z', '2027-01-01T00:00:00Z'])
        expect((await read(input, network, { loggedAt: Date.parse(loggedAt) })).codes).toContain(refused)
    }
  })

  it('KY8 does not count for other documents: a list, what stands inside, a presentation', async () => {
    const stale = { ...network, [listUrl]: await statusList() }
    expect((await read(badge, stale, before)).codes).toEqual(['status unknown status-list-proof'])
    const inside = await sign(unsignedBadge({ endorsement: [await sign(endorsement())] }))
    expect((await read(inside, network, before)).codes).toEqual(['endorsements failed endorsements-failed'])
    expect((await read(presentationOf([badge]), network, before)).report.verdict).toBe('invalid')
  })
})

/** Of the badge, by its own issuer. */
function endorsement(): JsonObject {
  return {
    '@context': unsignedBadge()['@context'] ?? null,
    id: 'https://harbor.example.org/endorsements/1',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Praise',
    issuer: { id: issuerId, type: ['Profile'], name: 'Harbor Logistics' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: String(unsignedBadge().id), type: ['EndorsementSubject'] },
  }
}
