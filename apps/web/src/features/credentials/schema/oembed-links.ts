const FORMATS = { json: 'application/json+oembed', xml: 'text/xml+oembed' } as const

export interface OembedLink {
  readonly type: string
  readonly href: string
}

/** Where programs learn how a public page is embedded (oEmbed 1.0, section 4): once as JSON, once as XML. */
export const oembedLinks = (page: string): readonly OembedLink[] =>
  Object.entries(FORMATS).map(([format, type]) => ({
    type,
    href: `${new URL(page).origin}/oembed?${new URLSearchParams({ url: page, format })}`,
  }))

/** The same for programs that read the head of an answer alone (RFC 8288). */
export const oembedHeader = (page: string): string =>
  oembedLinks(page)
    .map(({ href, type }) => `<${href}>; rel="alternate"; type="${type}"`)
    .join(', ')
