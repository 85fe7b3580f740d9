import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { TEST_ORIGIN } from './test-app.ts'

/** What an answer of a soft authenticator says, where it should not say what a good one would. */
export interface Lies {
  readonly origin?: string
  readonly rpId?: string
  /** False: nobody showed a finger or a PIN. */
  readonly userVerified?: boolean
}

/** An authenticator in software, as WebAuthn describes one: it makes one passkey and answers with it. */
export function softAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const rawId = randomBytes(32)
  const id = rawId.toString('base64url')
  let counter = 0

  const clientData = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const authenticatorData = (
    { rpId = new URL(TEST_ORIGIN).hostname, userVerified = true }: Lies,
    attested: boolean,
  ) => {
    counter += 1
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    const flags = 0x01 | (userVerified ? 0x04 : 0) | (attested ? 0x40 : 0)
    const hash = createHash('sha256').update(rpId).digest()
    const size = Buffer.alloc(2)
    size.writeUInt16BE(rawId.length)
    const key = coseKey(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'))
    return Buffer.concat([
      hash,
      Buffer.from([flags]),
      count,
      ...(attested ? [Buffer.alloc(16), size, rawId, key] : []),
    ])
  }
  return {
    id,
    /** Answers creation options, as `RegistrationResponseJSON`. */
    register: ({ challenge }: { readonly challenge: string }, lies: Lies = {}) => ({
      id,
      rawId: id,
      type: 'public-key' as const,
      response: {
        clientDataJSON: clientData('webauthn.create', challenge, lies.origin ?? TEST_ORIGIN).toString(
          'base64url',
        ),
        attestationObject: attestation(authenticatorData(lies, true)).toString('base64url'),
        transports: ['internal'],
      },
      clientExtensionResults: {},
    }),
    /** Answers request options, as `AuthenticationResponseJSON`. */
    answer: ({ challenge }: { readonly challenge: string }, lies: Lies = {}) => {
      const data = authenticatorData(lies, false)
      const client = clientData('webauthn.get', challenge, lies.origin ?? TEST_ORIGIN)
      const signature = createSign('sha256')
        .update(Buffer.concat([data, createHash('sha256').update(client).digest()]))
        .sign(privateKey)
      return {
        id,
        rawId: id,
        type: 'public-key' as const,
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
        },
        clientExtensionResults: {},
      }
    },
  }
}

/** An ES256 key in COSE (RFC 9053, 7.1.1), in canonical CBOR. */
const coseKey = (x: Buffer, y: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]),
    x,
    Buffer.from([0x22, 0x58, 0x20]),
    y,
  ])

/** An attestation object without a statement: `{ fmt: "none", attStmt: {}, authData }` in CBOR. */
function attestation(authData: Buffer): Buffer {
  const text = (word: string) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])
  const size = Buffer.from([0x58, authData.length])
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    size,
    authData,
  ])
}
