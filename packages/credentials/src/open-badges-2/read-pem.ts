import {
  type AnyPublicKey,
  AssayError,
  decodeBase64,
  encodeBase64Url,
  type JsonObject,
  parseJwk,
} from '@assay/core'
import { CredentialError } from '../errors.ts'

/**
 * The public key of `publicKeyPem` (OB2 CryptographicKey): SubjectPublicKeyInfo (RFC 5280 4.1, RFC 8410) or an RSAPublicKey by itself
 * (RFC 8017 A.1.1). Kinds and sizes are those of `parseJwk`. Throws `CredentialError` `key-pem`.
 */
export function readPublicKeyPem(pem: string): AnyPublicKey {
  const found =
    /^\s*-----BEGIN (RSA )?PUBLIC KEY-----([A-Za-z0-9+/=\s]{1,8000})-----END (?:RSA )?PUBLIC KEY-----\s*$/.exec(
      pem,
    )
  if (found === null) throw refused('it is not a PEM public key')
  try {
    const der = decodeBase64((found[2] ?? '').replace(/\s/g, ''))
    return parseJwk(found[1] === undefined ? readKeyInfo(der) : readRsa(der))
  } catch (error) {
    if (error instanceof CredentialError || !(error instanceof AssayError)) throw error
    throw refused(error.message)
  }
}

interface Element {
  readonly tag: number
  readonly content: Uint8Array
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const BIT_STRING = 0x03
const OBJECT_ID = 0x06

/** Object identifiers in hex: rsaEncryption, id-Ed25519, and the curves of id-ecPublicKey. */
const RSA = '2a864886f70d010101'
const ED25519 = '2b6570'
const curves: Readonly<Record<string, { readonly crv: string; readonly size: number }>> = {
  '2a8648ce3d030107': { crv: 'P-256', size: 32 },
  '2b81040022': { crv: 'P-384', size: 48 },
}

function readKeyInfo(der: Uint8Array): JsonObject {
  const [info] = readElements(der)
  const [algorithm, bits] = info?.tag === SEQUENCE ? readElements(info.content) : []
  if (algorithm?.tag !== SEQUENCE || bits?.tag !== BIT_STRING || bits.content[0] !== 0)
    throw refused('it is damaged')
  const key = bits.content.subarray(1)
  const [kind, parameter] = readElements(algorithm.content).map(({ tag, content }) =>
    tag === OBJECT_ID ? hex(content) : '',
  )
  if (kind === RSA) return readRsa(key)
  if (kind === ED25519) return { kty: 'OKP', crv: 'Ed25519', x: encodeBase64Url(key) }
  const curve = curves[parameter ?? '']
  if (curve === undefined || key[0] !== 4) throw refused('it is of a kind that is not accepted')
  const [x, y] = [key.subarray(1, 1 + curve.size), key.subarray(1 + curve.size)]
  return { kty: 'EC', crv: curve.crv, x: encodeBase64Url(x), y: encodeBase64Url(y) }
}

function readRsa(der: Uint8Array): JsonObject {
  const [sequence] = readElements(der)
  const [n, e] = sequence?.tag === SEQUENCE ? readElements(sequence.content) : []
  if (n?.tag !== INTEGER || e?.tag !== INTEGER) throw refused('it is damaged')
  return {
    kty: 'RSA',
    n: encodeBase64Url(withoutSign(n.content)),
    e: encodeBase64Url(withoutSign(e.content)),
  }
}

/** DER begins a positive number whose first bit is set with a zero. */
const withoutSign = (number: Uint8Array): Uint8Array => (number[0] === 0 ? number.subarray(1) : number)

function readElements(der: Uint8Array): readonly Element[] {
  const elements: Element[] = []
  let position = 0
  while (position < der.length) {
    const [tag = 0, first = 0] = der.subarray(position, position + 2)
    const bytes = first < 0x80 ? 0 : first & 0x7f
    if (bytes > 2 || first === 0x80) throw refused('it is damaged')
    let length = bytes === 0 ? first : 0
    for (const byte of der.subarray(position + 2, position + 2 + bytes)) length = length * 256 + byte
    const start = position + 2 + bytes
    if (start + length > der.length) throw refused('it is cut off')
    elements.push({ tag, content: der.subarray(start, start + length) })
    position = start + length
  }
  return elements
}

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

function refused(why: string): CredentialError {
  return new CredentialError('key-pem', `the key cannot be used: ${why}`)
}
