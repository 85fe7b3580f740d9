import { escapeXml } from '../../../ui/badge-art/escape-xml.ts'
import { type EmbeddedShelf, embedSize } from './oembed.ts'

export interface Embedded {
  readonly shelf: EmbeddedShelf
  readonly id: string
  readonly title: string
  readonly origin: string
  readonly size?: { readonly width: number; readonly height: number }
}

/**
 * What is pasted into another page. The frame runs no script and keeps nothing; its link opens in a window that is free of the frame's
 * limits, so that the page behind it works.
 */
export function embedCode({ shelf, id, title, origin, size = embedSize(shelf) }: Embedded): string {
  const attributes = {
    src: embedAddress({ shelf, id, origin }),
    width: String(size.width),
    height: String(size.height),
    title,
    style: 'border:0;max-width:100%',
    loading: 'lazy',
    sandbox: 'allow-popups allow-popups-to-escape-sandbox',
  }
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${escapeXml(value)}"`)
  return `<iframe ${written.join(' ')}></iframe>`
}

/** The page in the frame. */
export const embedAddress = ({ shelf, id, origin }: Pick<Embedded, 'shelf' | 'id' | 'origin'>): string =>
  `${origin}/embed/${shelf}/${id}`

/** An oEmbed answer as XML (oEmbed 1.0, 2.3.2). */
export const oembedXml = (answer: Readonly<Record<string, string | number>>): string =>
  `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<oembed>${Object.entries(answer)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('')}</oembed>`
