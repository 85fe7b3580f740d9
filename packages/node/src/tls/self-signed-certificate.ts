import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { encodeUtf8 } from '@assay/core'
import { bits, der, octets, oid, sequence, text, time } from './der.ts'

/** For whom a certificate is made. */
export interface SelfSignedCertificateOptions {
  /** Names that it is for, such as `localhost`. */
  readonly names: readonly string[]
  /** IPv4 addresses that it is for. */
  readonly addresses: readonly string[]
  /** Milliseconds since 1970. */
  readonly now: number
  /** Default: 30. */
  readonly days?: number
}

/** A key and its certificate in PEM, as a TLS server takes them. */
export interface SelfSignedCertificate {
  readonly key: string
  readonly cert: string
}

const DAY = 24 * 60 * 60 * 1000
/** Object identifiers, as the octets of their content. */
const oids = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectAlternativeName: '551d11',
  basicConstraints: '551d13',
}

/**
 * A new P-256 key with a certificate that it signs itself (RFC 5280), for a server of tests on this machine: nobody vouches for it, so
 * that clients have to be told to trust it. The key is in no file.
 */
export function createSelfSignedCertificate(options: SelfSignedCertificateOptions): SelfSignedCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(oid(oids.ecdsaWithSha256))
  const body = describe(options, algorithm, publicKey.export({ type: 'spki', format: 'der' }))
  const signature = sign('sha256', body, privateKey)
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(sequence(body, algorithm, bits(signature))),
  }
}

/** TBSCertificate, version 3. */
function describe(options: SelfSignedCertificateOptions, algorithm: Uint8Array, key: Uint8Array): Uint8Array {
  const { names, addresses, now, days = 30 } = options
  const who = sequence(der(0x31, sequence(oid(oids.commonName), text(names[0] ?? addresses[0] ?? 'assay'))))
  const alternatives = sequence(
    ...names.map((name) => der(0x82, encodeUtf8(name))),
    ...addresses.map((address) => der(0x87, Uint8Array.from(address.split('.').map(Number)))),
  )
  return sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    serialNumber(),
    algorithm,
    who,
    // A clock that is a little behind must accept it too.
    sequence(time(now - DAY), time(now + days * DAY)),
    who,
    key,
    der(
      0xa3,
      sequence(
        extension(oids.subjectAlternativeName, alternatives),
        extension(oids.basicConstraints, sequence()),
      ),
    ),
  )
}

/** Positive, and of 16 random bytes (RFC 5280 4.1.2.2). */
function serialNumber(): Uint8Array {
  const bytes = new Uint8Array(randomBytes(16))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return der(0x02, bytes)
}

function extension(id: string, value: Uint8Array): Uint8Array {
  return sequence(oid(id), octets(value))
}

function pem(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
