import {
  attempt,
  decodeBase64,
  decodeBase64Url,
  decodeMultibase,
  encodeHex,
  isJsonArray,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '@assay/core'

/** Hash functions that the digest of a related resource may name (VCDM 2.0, 5.3). */
export type DigestAlgorithm = 'sha256' | 'sha384' | 'sha512'

/** A digest as a related resource states it. */
export interface ResourceDigest {
  readonly algorithm: DigestAlgorithm
  /** Lower-case hex. */
  readonly hex: string
}

interface Row {
  readonly algorithm: DigestAlgorithm
  readonly length: number
  /** Code and length, as a multihash begins. */
  readonly multihash: readonly [code: number, length: number]
}

const rows: readonly Row[] = [
  { algorithm: 'sha256', length: 32, multihash: [0x12, 32] },
  { algorithm: 'sha384', length: 48, multihash: [0x20, 48] },
  { algorithm: 'sha512', length: 64, multihash: [0x13, 64] },
]

/** The members of an object that state digests of the resource it names. */
export const digestMembers = ['digestSRI', 'digestMultibase'] as const

/**
 * Every digest that an object states in one of {@link digestMembers}; undefined when the member is there and holds anything but
 * well-formed digests of known functions. An SRI text holds several, separated by white space; options behind `?` are left out.
 */
export function readDigests(
  object: JsonObject,
  name: (typeof digestMembers)[number],
): readonly ResourceDigest[] | undefined {
  const member = memberOf(object, name)
  if (member === undefined) return []
  const values: readonly JsonValue[] = isJsonArray(member) ? member : [member]
  const digests: ResourceDigest[] = []
  for (const value of values) {
    if (typeof value !== 'string') return undefined
    const found = name === 'digestSRI' ? readSri(value) : [readMultihash(value)]
    for (const digest of found) {
      if (digest === undefined) return undefined
      digests.push(digest)
    }
  }
  return digests.length === 0 ? undefined : digests
}

/** Both members together; what is malformed counts as not stated. */
export function statedDigests(object: JsonObject): readonly ResourceDigest[] {
  return digestMembers.flatMap((name) => readDigests(object, name) ?? [])
}

/** Subresource Integrity: `hash-expression`s (VCDM 2.0 names its grammar). */
function readSri(text: string): readonly (ResourceDigest | undefined)[] {
  const parts = text.split(/[ \t]+/).filter((part) => part !== '')
  return parts.length === 0 ? [undefined] : parts.map(readSriPart)
}

function readSriPart(part: string): ResourceDigest | undefined {
  const [, name, value] =
    /^(sha256|sha384|sha512)-([A-Za-z0-9+/_-]+={0,2})(?:\?[\x21-\x7e]*)?$/.exec(part) ?? []
  const row = rows.find(({ algorithm }) => algorithm === name)
  if (row === undefined || value === undefined) return undefined
  const bytes = readBase64(value)
  // The examples of the Recommendation print the multibase prefix `M` before the digest. It adds nothing to the text of a digest, which
  // has one length, so a digest behind it is taken for what it is.
  const shown = bytes?.length === row.length || !value.startsWith('M') ? bytes : readBase64(value.slice(1))
  return shown?.length === row.length ? { algorithm: row.algorithm, hex: encodeHex(shown) } : undefined
}

/** Both alphabets of base64, as the grammar of SRI allows. */
function readBase64(value: string): Uint8Array | undefined {
  const decode = /[-_]/.test(value)
    ? () => decodeBase64Url(value.replaceAll('=', ''))
    : () => decodeBase64(value)
  return attempt(decode)
}

function readMultihash(text: string): ResourceDigest | undefined {
  const bytes = attempt(() => decodeMultibase(text))
  const row = rows.find(({ multihash: [code, length] }) => bytes?.[0] === code && bytes[1] === length)
  if (bytes === undefined || row === undefined || bytes.length !== row.length + 2) return undefined
  return { algorithm: row.algorithm, hex: encodeHex(bytes.subarray(2)) }
}
