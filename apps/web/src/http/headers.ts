/** Headers that every answer carries. */
const COMMON: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

export interface PolicyOptions {
  readonly nonce: string
  readonly development: boolean
  /** Origin of this server. */
  readonly publicUrl: string
  /** Origins besides our own to which the answer to a form may lead. */
  readonly formTargets?: Iterable<string>
}

/**
 * The content security policy of pages: scripts by nonce alone (not even our own origin), two workers, no frames, forms to ourselves unless a page says otherwise. Style
 * attributes are allowed, because drawings carry sizes; style elements are not.
 */
export function contentSecurityPolicy({
  nonce,
  development,
  publicUrl,
  formTargets = [],
}: PolicyOptions): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ''}`,
    `worker-src ${publicUrl}/observe-worker.js ${publicUrl}/verify-worker.js`,
    development ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    development ? "connect-src 'self' ws:" : "connect-src 'self'",
    // Browsers hold redirects of a form's answer against this too.
    ["form-action 'self'", ...formTargets].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "manifest-src 'self'",
  ].join('; ')
}

/** Adds what is missing; an answer that set its own (a file with a stricter policy) keeps it. */
export function secure(response: Response, https: boolean): Response {
  const headers = new Headers(response.headers)
  for (const [name, value] of Object.entries(COMMON)) if (!headers.has(name)) headers.set(name, value)
  if (https) headers.set('strict-transport-security', 'max-age=63072000; includeSubDomains')
  if (!headers.has('content-security-policy'))
    headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
