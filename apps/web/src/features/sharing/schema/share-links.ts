/** Something shared, as it is told elsewhere. */
export interface Told {
  readonly title: string
  readonly url: string
}

/** Addresses that open another service's own form, filled in. Nothing reaches a service before a person goes there. */
export const SHARE_LINKS = {
  linkedin: ({ url }: Told) => withQuery('https://www.linkedin.com/sharing/share-offsite/', { url }),
  facebook: ({ url }: Told) => withQuery('https://www.facebook.com/sharer/sharer.php', { u: url }),
  x: ({ title, url }: Told) => withQuery('https://x.com/intent/post', { text: title, url }),
  /** RFC 6068: spaces and line ends are percent-encoded, a plus sign would stay one. */
  email: ({ title, url }: Told) =>
    `mailto:?subject=${encodeURIComponent(oneLine(title))}&body=${encodeURIComponent(`${oneLine(title)}\r\n${url}`)}`,
} as const
export type SharePlace = keyof typeof SHARE_LINKS

/** The form of a Mastodon server; `server` comes from `mastodonServer`. */
export const mastodonLink = (server: string, { title, url }: Told): string =>
  withQuery(`https://${server}/share`, { text: `${title} ${url}` })

const withQuery = (address: string, query: Readonly<Record<string, string>>): string =>
  `${address}?${new URLSearchParams(query)}`

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim()
