import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'

// What only a browser can do: ask an authenticator. Bytes travel in base64url (WebAuthn, 5.1.8 and 5.1.9); converted here, because
// browsers that have passkeys do not all convert themselves.

const encode = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const decode = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

/** Has an authenticator make a passkey. Answers what the server takes, as JSON; undefined when the person called it off. */
export async function makePasskey(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<string | undefined> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...(options as unknown as PublicKeyCredentialCreationOptions),
    challenge: decode(options.challenge),
    user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(({ id }) => ({
      id: decode(id),
      type: 'public-key',
    })),
  }
  const credential = await asked(() => navigator.credentials.create({ publicKey }))
  if (!(credential?.response instanceof AuthenticatorAttestationResponse)) return undefined
  const { response } = credential
  return JSON.stringify({
    ...named(credential),
    response: {
      clientDataJSON: encode(response.clientDataJSON),
      attestationObject: encode(response.attestationObject),
      transports: response.getTransports(),
    },
  })
}

/** Has an authenticator answer with a passkey. Answers what the server takes, as JSON; undefined when the person called it off. */
export async function showPasskey(
  options: PublicKeyCredentialRequestOptionsJSON,
): Promise<string | undefined> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...(options as unknown as PublicKeyCredentialRequestOptions),
    challenge: decode(options.challenge),
    allowCredentials: [],
  }
  const credential = await asked(() => navigator.credentials.get({ publicKey }))
  if (!(credential?.response instanceof AuthenticatorAssertionResponse)) return undefined
  const { response } = credential
  return JSON.stringify({
    ...named(credential),
    response: {
      clientDataJSON: encode(response.clientDataJSON),
      authenticatorData: encode(response.authenticatorData),
      signature: encode(response.signature),
      ...(response.userHandle === null ? {} : { userHandle: encode(response.userHandle) }),
    },
  })
}

const named = ({ id, rawId }: PublicKeyCredential) => ({
  id,
  rawId: encode(rawId),
  type: 'public-key',
  clientExtensionResults: {},
})

/** Whatever an authenticator throws (called off, too late, nothing fitting) is no passkey. */
async function asked(work: () => Promise<Credential | null>): Promise<PublicKeyCredential | undefined> {
  try {
    const credential = await work()
    return credential instanceof PublicKeyCredential ? credential : undefined
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}
