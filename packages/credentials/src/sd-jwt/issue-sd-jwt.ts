import {
  type AnyPublicKey,
  encodeJwk,
  encodeUtf8,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@assay/core'
import { CredentialError } from '../errors.ts'
import { type CreateJwsOptions, createJws } from '../jws.ts'
import { type Disclosure, makeDisclosure, refuseSdJwt, type SdCrypto } from './disclosure.ts'
import { escapeName } from './reveal.ts'

/** What {@link issueSdJwt} needs. */
export interface IssueSdJwtOptions extends Pick<CreateJwsOptions, 'algorithm' | 'sign'> {
  readonly credential: JsonObject
  /** JSON pointers to the members and elements that the holder may withhold; one may stand inside another. */
  readonly disclosable: readonly string[]
  /** Address of the key. */
  readonly kid: string
  /** The key of whoever may present the token. Default: whoever has it may. */
  readonly holderKey?: AnyPublicKey
  /** A new random text of at least 128 bits each time, in base64url (RFC 9901 9.3). */
  readonly makeSalt: () => string
  readonly crypto: SdCrypto
}

/**
 * What decides whether a credential counts, and what its words mean, can never be withheld (VC-JOSE-COSE 3.2; RFC 9901 9.7): a holder could
 * hide that it was revoked.
 */
const mandatory = [
  '@context',
  'type',
  'issuer',
  'credentialStatus',
  'credentialSchema',
  'relatedResource',
  'validFrom',
  'validUntil',
]

/**
 * The credential as an SD-JWT of VC-JOSE-COSE (3.2.1; RFC 9901 4): `typ` `vc+sd-jwt`, with all disclosures. Throws `CredentialError`
 * `pointer-unmatched` for a pointer that leads nowhere, `pointer-mandatory` for one to what cannot be withheld, and `sd-jwt-malformed` for
 * a document that uses the names of the format itself.
 */
export async function issueSdJwt(options: IssueSdJwtOptions): Promise<string> {
  const { credential, disclosable, kid, holderKey, algorithm, sign } = options
  const wanted = new Set(disclosable)
  for (const pointer of wanted) refuseMandatory(pointer)
  const disclosures: Disclosure[] = []
  const hidden = hideObject(credential, '', { ...options, wanted, disclosures })
  const [left] = wanted
  if (left !== undefined)
    throw new CredentialError('pointer-unmatched', `${left.slice(0, 120)} leads nowhere`)
  const payload = {
    ...hidden,
    _sd_alg: 'sha-256',
    ...(holderKey === undefined ? {} : { cnf: { jwk: encodeJwk(holderKey) } }),
  }
  const token = await createJws({
    ...{ algorithm, sign, payload: encodeUtf8(JSON.stringify(payload)) },
    header: { kid, typ: 'vc+sd-jwt', cty: 'vc' },
  })
  return [token, ...disclosures.map(({ text }) => text), ''].join('~')
}

function refuseMandatory(pointer: string): void {
  const name = /^\/([^/]*)/.exec(pointer)?.[1]
  if (name !== undefined && !mandatory.includes(name.replaceAll('~1', '/').replaceAll('~0', '~'))) return
  throw new CredentialError('pointer-mandatory', `${pointer.slice(0, 120)} cannot be withheld`)
}

/** State of one walk: what is found is taken from `wanted`. */
interface Hiding extends Pick<IssueSdJwtOptions, 'makeSalt' | 'crypto'> {
  readonly wanted: Set<string>
  readonly disclosures: Disclosure[]
}

function hideValue(value: JsonValue, pointer: string, hiding: Hiding): JsonValue {
  if (isJsonArray(value)) return hideArray(value, pointer, hiding)
  return isJsonObject(value) ? hideObject(value, pointer, hiding) : value
}

function hideObject(object: JsonObject, pointer: string, hiding: Hiding): JsonObject {
  const kept: [string, JsonValue][] = []
  const digests: string[] = []
  for (const [name, value] of Object.entries(object)) {
    if (name === '_sd' || name === '...') throw refuseSdJwt(`the document holds the name ${name}`)
    const place = `${pointer}/${escapeName(name)}`
    const inner = hideValue(value, place, hiding)
    if (hiding.wanted.delete(place)) digests.push(hide(inner, name, hiding))
    else kept.push([name, inner])
  }
  // In the order of the digests, which says nothing about that of the members (RFC 9901 4.2.4.1).
  return Object.fromEntries(digests.length === 0 ? kept : [...kept, ['_sd', digests.toSorted()]])
}

function hideArray(array: readonly JsonValue[], pointer: string, hiding: Hiding): JsonValue {
  return array.map((element, index) => {
    const place = `${pointer}/${index}`
    const inner = hideValue(element, place, hiding)
    return hiding.wanted.delete(place) ? { '...': hide(inner, undefined, hiding) } : inner
  })
}

function hide(value: JsonValue, name: string | undefined, { makeSalt, crypto, disclosures }: Hiding): string {
  const disclosure = makeDisclosure(makeSalt(), name, value, 'sha-256', crypto)
  disclosures.push(disclosure)
  return disclosure.digest
}
