/** Whether the text has the shape of a compact JWS or JWE: parts of base64url with full stops between them. */
export function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*){2,4}$/.test(text)
}

/** Whether the text has the shape of an SD-JWT. */
export function looksLikeSdJwt(text: string): boolean {
  return /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*~[A-Za-z0-9._~-]*$/.test(text)
}
