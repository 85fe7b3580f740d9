import {
  encodeMultikey,
  encodeUtf8,
  type JsonObject,
  type JsonValue,
  parseDateTimeStamp,
  portableCrypto,
  type Signer,
} from '@assay/core'
import {
  buildOpenBadge,
  buildStatusEntry,
  buildStatusListCredential,
  type Cryptosuite,
  canonicalizeGraph,
  createCanonicalize,
  createProof,
  emptyStatusList,
  encodeStatusList,
  hashIdentity,
  type StatusPurpose,
  withStatus,
} from '@assay/credentials'
import { gunzip, gzip, inflate, nodeCrypto } from '@assay/node'
import { testSigner } from '@assay/testkit'
import type { FetchDocument } from '../document-source.ts'
import type { Report } from '../report.ts'
import { type VerifyOptions, verify } from '../verify.ts'

export const now = parseDateTimeStamp('2026-05-03T16:38:00Z')
export const issuerId = 'https://harbor.example.org/issuer'
export const listUrl = 'https://harbor.example.org/status/1'
export const suspensionUrl = 'https://harbor.example.org/status/2'
export const method = `${issuerId}#key-1`
export const issuerKey = testSigner('issuer')
export const otherKey = testSigner('other')
const salt = '0123456789abcdef0123456789abcdef'

export const canonicalize = createCanonicalize({
  crypto: portableCrypto,
  canonicalizeHard: (nquads, hash) => canonicalizeGraph(nquads, { crypto: portableCrypto, hash }),
})

/** The engines of programs on Node, which are twice as fast: for tests that verify hundreds of badges. */
export const nodeEngines = {
  crypto: nodeCrypto,
  canonicalize: createCanonicalize({
    crypto: nodeCrypto,
    canonicalizeHard: (nquads, hash) => canonicalizeGraph(nquads, { crypto: nodeCrypto, hash }),
  }),
}

/** Answers by address: a document, a status, or nothing, which is "unreachable". */
export type Network = Readonly<Record<string, JsonValue | number>>

export function multikeyMethod(signer: Signer, id = method, extra: JsonObject = {}): JsonObject {
  return {
    id,
    type: 'Multikey',
    controller: id.split('#')[0] ?? '',
    publicKeyMultibase: encodeMultikey(signer.publicKey),
    ...extra,
  }
}

export function issuerDocument(extra: JsonObject = {}): JsonObject {
  return {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: issuerId,
    name: 'Harbor Logistics',
    verificationMethod: [multikeyMethod(issuerKey)],
    assertionMethod: [method],
    ...extra,
  }
}

export function unsignedBadge(extra: JsonObject = {}): JsonObject {
  const badge = buildOpenBadge({
    id: 'https://harbor.example.org/credentials/1',
    name: 'Forklift safety',
    issuer: { id: issuerId, name: 'Harbor Logistics (says the badge)' },
    validFrom: parseDateTimeStamp('2026-01-01T00:00:00Z'),
    awardedDate: parseDateTimeStamp('2026-01-01T00:00:00Z'),
    subject: {
      id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11',
      identifiers: [
        {
          identityType: 'emailAddress',
          identityHash: hashIdentity('ana@example.org', salt, portableCrypto),
          salt,
        },
      ],
    },
    achievement: {
      id: 'https://harbor.example.org/achievements/1',
      achievementType: 'MicroCredential',
      name: 'Forklift safety',
      description: 'Drives and parks a forklift without danger to others.',
      criteria: { narrative: 'Shown on the yard.' },
    },
    assessment: { proofType: 'demonstration' },
    credentialStatus: [buildStatusEntry({ purpose: 'revocation', list: listUrl, index: 94_567 })],
  })
  return { ...badge, ...extra }
}

export interface SignOptions {
  readonly signer?: Signer
  readonly verificationMethod?: string
  readonly cryptosuite?: Cryptosuite['name']
}

export function sign(document: JsonObject, options: SignOptions = {}): Promise<JsonObject> {
  return createProof({
    document,
    verificationMethod: options.verificationMethod ?? method,
    created: parseDateTimeStamp('2026-01-01T00:00:00Z'),
    signer: options.signer ?? issuerKey,
    cryptosuite: options.cryptosuite ?? 'eddsa-rdfc-2022',
    ...nodeEngines,
  })
}

export interface ListOptions extends SignOptions {
  readonly set?: readonly number[]
  readonly purpose?: StatusPurpose
  readonly url?: string
  readonly change?: JsonObject
  /** Members of the list itself. */
  readonly subject?: JsonObject
  readonly encodedList?: string
}

export function statusList(options: ListOptions = {}): Promise<JsonObject> {
  const bits = (options.set ?? []).reduce((list, index) => withStatus(list, index, true), emptyStatusList())
  const list = buildStatusListCredential({
    id: options.url ?? listUrl,
    issuer: issuerId,
    purpose: options.purpose ?? 'revocation',
    encodedList: options.encodedList ?? encodeStatusList(bits, gzip),
    validFrom: '2026-05-01T00:00:00Z',
    validUntil: '2026-06-01T00:00:00Z',
    ttl: 300_000,
  })
  const credentialSubject = { ...(list.credentialSubject as JsonObject), ...options.subject }
  return sign({ ...list, credentialSubject, ...options.change }, options)
}

export async function goodNetwork(): Promise<Network> {
  return { [issuerId]: issuerDocument(), [listUrl]: await statusList() }
}

/** A network from memory that remembers what it was asked. */
export function memoryNetwork(network: Network): { fetchDocument: FetchDocument; asked: string[] } {
  const asked: string[] = []
  const fetchDocument: FetchDocument = async (url) => {
    asked.push(url)
    const address = url.split('#')[0] ?? ''
    const entry = Object.hasOwn(network, address) ? network[address] : undefined
    if (entry === undefined) return { outcome: 'unreachable', code: 'test', message: 'Nobody answers.' }
    const status = typeof entry === 'number' ? entry : 200
    const body = encodeUtf8(typeof entry === 'string' ? entry : JSON.stringify(entry))
    return { outcome: 'ok', status, mediaType: 'application/json', body, url }
  }
  return { fetchDocument, asked }
}

export function verifyOptions(network: Network, extra: Partial<VerifyOptions> = {}): VerifyOptions {
  return {
    fetchDocument: memoryNetwork(network).fetchDocument,
    now: () => now,
    crypto: portableCrypto,
    canonicalize,
    gunzip,
    inflate,
    ...extra,
  }
}

export async function verifyBadge(
  badge: JsonValue,
  network: Network,
  extra: Partial<VerifyOptions> = {},
): Promise<Report> {
  return verify(JSON.stringify(badge), verifyOptions(network, extra))
}

/** `proof failed proof-signature` and so on, of the steps that are not as in a good badge. */
export function deviations(report: Report): string[] {
  const expected: Readonly<Record<string, string>> = {
    parse: 'passed parse-ok',
    'data-model': 'passed data-model-ok',
    schema: 'skipped schema-absent',
    proof: 'passed proof-ok',
    'issuer-binding': 'passed issuer-bound',
    refresh: 'skipped refresh-absent',
    status: 'passed status-ok',
    'validity-dates': 'passed dates-ok',
    recipient: 'skipped recipient-not-asked',
    endorsements: 'skipped endorsements-absent',
    credentials: 'skipped credentials-absent',
    'trust-registry': 'warning trust-none',
  }
  return report.checks.flatMap(({ id, outcome, code }) =>
    expected[id] === `${outcome} ${code}` ? [] : [`${id} ${outcome} ${code}`],
  )
}
