const COOKIE = 'assay_organization'

/** The cookie that remembers which organization a person looks at; a short name, nothing secret. */
export const organizationCookie = (slug: string, secure: boolean): string =>
  `${COOKIE}=${slug}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${secure ? '; Secure' : ''}`

/**
 * The organization that a page is seen in, among those that the person belongs to: that of its address, else the one chosen last,
 * else the first.
 */
export function currentOrganization<T extends { readonly slug: string }>(
  request: Request,
  organizations: readonly T[],
): T | undefined {
  const inAddress = /^\/o\/([^/]+)/.exec(new URL(request.url).pathname)?.[1]
  const chosen = new RegExp(`(?:^|; )${COOKIE}=([a-z0-9-]+)`).exec(request.headers.get('cookie') ?? '')?.[1]
  const bySlug = (slug: string | undefined) => organizations.find((known) => known.slug === slug)
  return bySlug(inAddress) ?? bySlug(chosen) ?? organizations[0]
}
