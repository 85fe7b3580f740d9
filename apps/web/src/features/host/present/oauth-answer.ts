/** Codes of RFC 6749 (5.2), RFC 7591 (3.2.2) and RFC 7009 (2.2.1), as far as they are used. */
export type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'invalid_redirect_uri'
  | 'invalid_client_metadata'
  | 'temporarily_unavailable'
  | 'server_error'

/** Answers hold secrets, or stand where one would. */
const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' }

export const oauthAnswer = (body: object, status = 200): Response =>
  Response.json(body, { status, headers: NO_STORE })

/** A fault of the authorization server; `description` has no characters beyond what RFC 6749 allows there. */
export function oauthFault(
  error: OAuthError,
  description: string,
  {
    status = 400,
    headers = {},
  }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response {
  const told = description.replaceAll(/["\\]|[^\x20-\x7e]/g, "'")
  return Response.json({ error, error_description: told }, { status, headers: { ...NO_STORE, ...headers } })
}
