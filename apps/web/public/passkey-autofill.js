// @ts-check
// The sign-in page, where scripts run and the browser can: passkeys stand among what the browser fills into the address field (WebAuthn
// Level 3, conditional mediation). Without this the page works as it is; nothing is asked of anybody before they choose a passkey.

/** A little less than the five minutes for which the server's challenge is good. */
const ANEW_AFTER_MS = 270_000

/** @param {ArrayBuffer | null} bytes */
const encode = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

/** @param {string} text */
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

/** @param {PublicKeyCredential} credential */
function answerOf({ id, rawId, response }) {
  const { clientDataJSON, authenticatorData, signature, userHandle } =
    /** @type {AuthenticatorAssertionResponse} */ (response)
  return JSON.stringify({
    id,
    rawId: encode(rawId),
    type: 'public-key',
    clientExtensionResults: {},
    response: {
      clientDataJSON: encode(clientDataJSON),
      authenticatorData: encode(authenticatorData),
      signature: encode(signature),
      ...(userHandle === null ? {} : { userHandle: encode(userHandle) }),
    },
  })
}

/** Waits until a passkey was chosen; undefined when the challenge got too old first. */
async function chosen() {
  const response = await fetch('/api/v1/sessions/passkey/options', { method: 'POST' })
  if (!response.ok) throw new Error('no challenge')
  const options = await response.json()
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), ANEW_AFTER_MS)
  try {
    return await navigator.credentials.get({
      mediation: 'conditional',
      signal: stop.signal,
      publicKey: {
        rpId: options.rpId,
        challenge: decode(options.challenge),
        userVerification: options.userVerification,
        allowCredentials: [],
      },
    })
  } catch (error) {
    if (stop.signal.aborted) return undefined
    throw error
  } finally {
    clearTimeout(timer)
  }
}

async function offer() {
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('form#passkey-autofill'))
  const field = form?.elements.namedItem('passkey')
  if (!(form && field instanceof HTMLInputElement)) return
  if (!(await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.())) return
  let credential = await chosen()
  while (credential === undefined) credential = await chosen()
  if (!(credential instanceof PublicKeyCredential)) return
  field.value = answerOf(credential)
  form.submit()
}

// Whatever a browser or an authenticator refuses: the page has other ways in.
offer().catch(() => {})
