/** The size of an embedded badge in CSS pixels, where nothing smaller is asked for. */
const SIZE = { width: 480, height: 160 } as const

const PAGE = /^\/credentials\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** The credential whose page an address is, on this origin alone; undefined for anything else. Nothing is fetched. */
export function credentialAt(address: string | undefined, origin: string): string | undefined {
  if (address === undefined || address.length > 2000 || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.origin !== origin || url.username !== '' || url.password !== '') return undefined
  return PAGE.exec(url.pathname)?.[1]?.toLowerCase()
}

/** What the page that embeds has room for; what is no positive number is not a limit. */
export function embedSize(maxWidth: string | undefined, maxHeight: string | undefined) {
  const within = (most: string | undefined, size: number) =>
    most !== undefined && /^[1-9]\d{0,5}$/.test(most) ? Math.min(Number(most), size) : size
  return { width: within(maxWidth, SIZE.width), height: within(maxHeight, SIZE.height) }
}

/** Text for HTML and XML, also within quotes. */
export const escapeMarkup = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' ')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** An oEmbed answer as XML. */
export const oembedXml = (answer: Readonly<Record<string, string | number>>): string =>
  `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>${Object.entries(answer)
    .map(([name, value]) => `<${name}>${escapeMarkup(String(value))}</${name}>`)
    .join('')}</oembed>`
