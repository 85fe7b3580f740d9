import type { JsonObject, JsonValue } from '@assay/core'
import { buildStatusEntry } from '@assay/credentials'
import { createGuardedFetch } from '@assay/node'
import { type HostileAddress, hostileAddresses } from '@assay/testkit'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FetchDocument } from '../src/document-source.ts'
import {
  goodNetwork,
  issuerDocument,
  issuerId,
  listUrl,
  memoryNetwork,
  multikeyMethod,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  unsignedBadge,
  verifyBadge,
  verifyOptions,
} from '../src/test/badge.ts'
import {
  assertionUrl,
  badgeClass,
  badgeUrl,
  assertion as hostedAssertion,
  hostedNetwork,
  profile,
  profileUrl,
  signedAssertion,
  signToken,
} from '../src/test/open-badge-2.ts'
import { type VerifyOptions, verify } from '../src/verify.ts'
import { canary, closeServers, listen, PUBLIC } from './outbound.ts'

const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'

let network: Network
beforeAll(async () => {
  network = await goodNetwork()
})

/** Known documents come from memory, so that the verifier gets as far as the site; the rest is asked of the guard. */
function through(
  guard: FetchDocument,
  documents: Network,
): { fetchDocument: FetchDocument; asked: string[] } {
  const asked: string[] = []
  const memory = memoryNetwork(documents)
  const fetchDocument: FetchDocument = (url, request) => {
    if (Object.hasOwn(documents, url.split('#')[0] ?? '')) return memory.fetchDocument(url, request)
    asked.push(url)
    return guard(url, request)
  }
  return { fetchDocument, asked }
}

interface Attack {
  /** A document, or a token as a text. */
  readonly document: JsonObject | string
  readonly documents: Network
}

const withExtensions = (members: JsonObject) =>
  unsignedBadge({
    '@context': [...(unsignedBadge()['@context'] as readonly JsonValue[]), extensions],
    ...members,
  })
/** A suite that signs any text, so that an address need not be one for the attack to be signed. */
const jcs = 'eddsa-jcs-2022'
const KEY = 'https://keys.example.org/1'
const keyOf = (controller: string): JsonObject => multikeyMethod(otherKey, KEY, { controller })

/** `did:web` of the address's authority; undefined where the address has none that the name could hold. */
function didWebOf(address: string): string | undefined {
  const authority = /^https:\/\/([^/?#]+)/i.exec(address)?.[1]
  // The plain host is hostile by scheme or path alone, and did:web names neither.
  return authority === undefined || authority === 'badges.example.org'
    ? undefined
    : `did:web:${authority.replace(/:(\d+)$/, '%3A$1')}`
}

/** Every place where the verifier takes an address from what it was given. */
const sites: Readonly<Record<string, (address: string) => Promise<Attack | undefined>>> = {
  'verification method': async (address) => {
    // A proof without one is not made; verification refuses its form.
    if (address === '') return undefined
    const document = await sign(unsignedBadge(), { verificationMethod: address, cryptosuite: jcs })
    return { document, documents: network }
  },
  'did:web': async (address) => {
    const did = didWebOf(address)
    if (did === undefined) return undefined
    return {
      document: await sign(unsignedBadge(), { verificationMethod: `${did}#key-1`, cryptosuite: jcs }),
      documents: network,
    }
  },
  'controller document': async (address) => ({
    document: await sign(unsignedBadge(), { signer: otherKey, verificationMethod: KEY }),
    documents: { ...network, [KEY]: keyOf(address) },
  }),
  'issuer document': async (address) => {
    const own = {
      id: 'https://keys.example.org/',
      verificationMethod: [multikeyMethod(otherKey, 'https://keys.example.org/#k')],
    }
    const issuer = { id: address, type: ['Profile'] }
    return {
      document: await sign(unsignedBadge({ issuer }), {
        signer: otherKey,
        verificationMethod: 'https://keys.example.org/#k',
        cryptosuite: jcs,
      }),
      documents: {
        ...network,
        'https://keys.example.org/': { ...own, assertionMethod: ['https://keys.example.org/#k'] },
      },
    }
  },
  'status list': async (address) => ({
    document: await sign(
      unsignedBadge({
        credentialStatus: {
          ...buildStatusEntry({ purpose: 'revocation', list: listUrl, index: 7 }),
          ...{ id: 'urn:x:7', statusListCredential: address },
        },
      }),
      { cryptosuite: jcs },
    ),
    documents: network,
  }),
  'revocation list': async (address) => ({
    document: await sign(
      withExtensions({
        issuer: { id: address, type: ['Profile'] },
        credentialStatus: { id: address, type: '1EdTechRevocationList' },
      }),
      { cryptosuite: jcs },
    ),
    documents: network,
  }),
  'hosted badge of 2.0': async (address) => ({
    document: hostedAssertion({ id: address }),
    documents: hostedNetwork(),
  }),
  'badge class of 2.0': async (address) => ({
    document: hostedAssertion(),
    documents: { ...hostedNetwork(), [assertionUrl]: hostedAssertion({ badge: address }) },
  }),
  'profile of 2.0': async (address) => ({
    document: hostedAssertion(),
    documents: { ...hostedNetwork(), [badgeUrl]: badgeClass({ issuer: address }) },
  }),
  'endorsement of 2.0': async (address) => ({
    document: hostedAssertion(),
    documents: { ...hostedNetwork(), [badgeUrl]: badgeClass({ endorsement: [address] }) },
  }),
  'key of 2.0': async (address) => ({
    document: await signToken(signedAssertion({ verification: { type: 'SignedBadge', creator: address } })),
    documents: hostedNetwork(),
  }),
  'revocation list of 2.0': async (address) => ({
    document: await signToken(signedAssertion()),
    documents: { ...hostedNetwork(), [profileUrl]: profile({ revocationList: address }) },
  }),
  refresh: async (address) => ({
    document: await sign(
      withExtensions({ refreshService: { id: address, type: '1EdTechCredentialRefresh' } }),
      { cryptosuite: jcs },
    ),
    documents: network,
  }),
  schema: async (address) => ({
    document: await sign(
      withExtensions({ credentialSchema: { id: address, type: '1EdTechJsonSchemaValidator2019' } }),
      {
        cryptosuite: jcs,
      },
    ),
    documents: network,
  }),
}

/** A token is given as it is; a document as JSON. */
const check = (document: JsonObject | string, extra: Partial<VerifyOptions>) =>
  typeof document === 'string' ? verify(document, verifyOptions({}, extra)) : verifyBadge(document, {}, extra)

async function attack(site: string, address: string, edges = canary()) {
  const made = await sites[site]?.(address)
  const { fetchDocument, asked } = through(createGuardedFetch(edges.options), made?.documents ?? {})
  const report =
    made === undefined ? undefined : await check(made.document, { ...nodeEngines, fetchDocument })
  return { asked, report, ...edges }
}

afterEach(closeServers)

describe('3.3 outbound requests of the verifier', { timeout: 120_000 }, () => {
  // Fail, each row by itself, with `guardUrl` not looking at literals (S1), schemes (S3) or spelling, names and ports (S4).
  it.each(Object.keys(sites))(
    'S1 S3 S4 %s: 200 and more forms, no name is asked for and nobody connected to',
    async (site) => {
      const listener = await listen()
      const forms: readonly HostileAddress[] = hostileAddresses(listener.port)
      expect(new Set(forms.map(({ address }) => address)).size).toBeGreaterThan(200)
      let reached = 0
      for (const { address } of forms) {
        const { asked, resolved, connected } = await attack(site, address)
        expect([...resolved, ...connected], address).toEqual([])
        if (asked.length > 0) reached += 1
      }
      // Most forms get as far as the guard; the others are refused before.
      expect(reached).toBeGreaterThan(site === 'did:web' ? 50 : 90)
      expect(listener.connections).toBe(0)
    },
  )

  it.each(Object.keys(sites))('S1 %s: an address that is fine does reach the network', async (site) => {
    const { connected } = await attack(site, 'https://badges.example.net/document')
    expect(connected).toContain(PUBLIC)
  })

  // Fails with `resolvePublic` taking the first address that is public.
  it.each(Object.keys(sites))(
    'S2 %s: names of private addresses, mixed or rebound, are never connected to',
    async (site) => {
      const address = 'https://badges.example.net/document'
      for (const bad of [
        '127.0.0.1',
        '10.0.0.1',
        '169.254.169.254',
        '::1',
        '::ffff:127.0.0.1',
        'fd00:ec2::254',
        '64:ff9b::7f00:1',
      ]) {
        for (const answers of [[bad], [PUBLIC, bad], [bad, PUBLIC]]) {
          const { connected, resolved } = await attack(
            site,
            address,
            canary(() => answers),
          )
          expect(resolved).toContain('badges.example.net')
          expect(connected).toEqual([])
        }
      }
      let asked = 0
      const rebound = await attack(
        site,
        address,
        canary(() => [asked++ === 0 ? PUBLIC : '127.0.0.1']),
      )
      expect(new Set(rebound.connected)).toEqual(new Set([PUBLIC]))
    },
  )

  it('S4 did:web of a private host with a port is refused before DNS', async () => {
    for (const did of [
      'did:web:127.0.0.1%3A6379',
      'did:web:localhost%3A8080',
      'did:web:%5B::1%5D',
      'did:web:2130706433',
      'did:web:127.1:a',
    ]) {
      const document = await sign(unsignedBadge(), { verificationMethod: `${did}#key-1`, cryptosuite: jcs })
      const { resolved, connected, options } = canary()
      const { fetchDocument } = through(createGuardedFetch(options), network)
      const report = await verifyBadge(document, {}, { fetchDocument })
      expect(report.verdict).not.toBe('valid')
      expect([...resolved, ...connected]).toEqual([])
    }
  })

  // Fails with media types not looked at: the body of the first answer is a good document.
  it.each(['text/html', 'application/xhtml+xml'])(
    'S6 %s, or no content: unchecked at every site',
    async (mediaType) => {
      const page = new TextEncoder().encode(JSON.stringify(issuerDocument()))
      const answers = [
        { status: 200, mediaType, body: page },
        { status: 204, mediaType: '', body: new Uint8Array() },
        { status: 200, mediaType: 'application/json', body: new TextEncoder().encode('<h1>Sign in</h1>') },
      ]
      for (const answer of answers) {
        const fetchDocument: FetchDocument = async (url) => ({ outcome: 'ok', url, ...answer })
        const report = await verifyBadge(await sign(unsignedBadge()), {}, { fetchDocument })
        expect(report.verdict).toBe('inconclusive')
        expect(report.credential?.established).toEqual({})
      }
      expect(issuerDocument().id).toBe(issuerId)
    },
  )
})
