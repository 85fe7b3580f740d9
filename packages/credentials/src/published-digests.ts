import type { ResourceDigest } from './data-model/resource-digest.ts'

/**
 * Digests of context files as their publishers serve them, byte for byte. They are not computed here: the packages that carry
 * the contexts hold them reformatted, so that only what was published about the file can be compared with what a credential
 * states about it (STANDARDS VM9, ADR 0039). Sources: VCDM 2.0, B.1 and Example 25; vc-di, 2.4; CID, B.1; the files themselves.
 */
const rows: readonly (readonly [url: string, algorithm: ResourceDigest['algorithm'], hex: string])[] = [
  [
    'https://www.w3.org/ns/credentials/v2',
    'sha256',
    '59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734',
  ],
  [
    'https://www.w3.org/ns/credentials/v2',
    'sha384',
    '97f1eb8e5042356c805fdd61afa2c557663785e0794dcafa21e138fd38def18cb360133c221aa31d6896a6bf3e65b614',
  ],
  [
    'https://www.w3.org/2018/credentials/v1',
    'sha256',
    'ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc',
  ],
  [
    'https://w3id.org/security/data-integrity/v2',
    'sha256',
    '67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4',
  ],
  [
    'https://w3id.org/security/data-integrity/v2',
    'sha384',
    '0ee2d7626717f8b07cd449b525d5e2b71fe27209fc99e53089e0169dd2944d793feea4526fc60bb9cca1cd96512391f6',
  ],
  [
    'https://w3id.org/security/multikey/v1',
    'sha256',
    'ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597',
  ],
  [
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    'sha256',
    '3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84',
  ],
  [
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
    'sha256',
    '00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53',
  ],
]

/** What is known of the published file at an address; empty when nothing is. */
export function publishedDigests(url: string): readonly ResourceDigest[] {
  return rows.filter((row) => row[0] === url).map(([, algorithm, hex]) => ({ algorithm, hex }))
}
