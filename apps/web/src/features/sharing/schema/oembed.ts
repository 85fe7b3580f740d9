import type { Opening } from '../../credentials/schema/opening.ts'

/** What can be embedded, with the size in CSS pixels where nothing smaller is asked for. */
const SIZES = {
  credentials: { width: 480, height: 160 },
  b: { width: 480, height: 160 },
  collections: { width: 480, height: 240 },
} as const
export type EmbeddedShelf = keyof typeof SIZES

/** A page of this server, and what its address brings along. */
export interface EmbeddedPage {
  readonly shelf: EmbeddedShelf
  readonly id: string
  readonly opening: Opening
}

const PAGE = /^\/(credentials|b|collections)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** The badge or collection whose page an address is, on this origin alone; undefined for anything else. Nothing is fetched. */
export function pageAt(address: string | undefined, origin: string): EmbeddedPage | undefined {
  if (address === undefined || address.length > 2000 || !URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.origin !== origin || url.username !== '' || url.password !== '') return undefined
  const [, shelf, id] = PAGE.exec(url.pathname) ?? []
  if (shelf === undefined || id === undefined) return undefined
  const opening = { key: url.searchParams.get('key') ?? undefined }
  return { shelf: shelf as EmbeddedShelf, id: id.toLowerCase(), opening }
}

/** What the page that embeds has room for (oEmbed 1.0, 2.2); what is no positive number is not a limit. */
export function embedSize(shelf: EmbeddedShelf, maxWidth?: string, maxHeight?: string) {
  const within = (most: string | undefined, size: number) =>
    most !== undefined && /^[1-9]\d{0,5}$/.test(most) ? Math.min(Number(most), size) : size
  return { width: within(maxWidth, SIZES[shelf].width), height: within(maxHeight, SIZES[shelf].height) }
}
