import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { escapeXml } from '../badge-art/escape-xml.ts'
import { previewFonts } from './preview-fonts.server.ts'

/** The size that link previews are shown in (Open Graph), in pixels. */
export const PREVIEW = { width: 1200, height: 630 } as const

/** Parts drawn on paper, as pixels. The fonts are kept as files under `dataDir`. */
export const paintPreview = (parts: readonly string[], dataDir: string): Uint8Array =>
  paint(
    [`<rect width="${PREVIEW.width}" height="${PREVIEW.height}" fill="#FBFAF7"/>`, ...parts],
    PREVIEW,
    dataDir,
  )

/** Parts drawn on nothing. */
export function paint(
  parts: readonly string[],
  { width, height }: { readonly width: number; readonly height: number },
  dataDir: string,
): Uint8Array {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${parts.join('')}</svg>`
  const fontFiles = [...previewFonts(join(dataDir, 'cache', 'fonts'))]
  const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: 'Inter' }
  return new Resvg(svg, { font, fitTo: { mode: 'width', value: width } }).render().asPng()
}

/** One line of text; `y` is its base line. */
export interface PreviewLine {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly look: 'strong' | 'quiet' | 'on_dark'
}

const FILLS = { strong: '#1A1B1F', quiet: '#55565C', on_dark: '#FFFFFF' } as const

export function previewText({ x, y, size, look }: PreviewLine, content: string): string {
  const face = look === 'quiet' ? 'font-family="Inter"' : 'font-family="Inter SemiBold" font-weight="600"'
  const fill = FILLS[look]
  return `<text x="${x}" y="${y}" font-size="${size}" ${face} fill="${fill}">${escapeXml(content)}</text>`
}

/** At most `most` lines of about `length` characters, broken between words; a longer word is cut. */
export function wrapText(text: string, length: number, most: number): readonly string[] {
  const lines: string[] = []
  const words = text.trim().split(/\s+/)
  for (const word of words.map((part) => shorten(part, length))) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= length)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most - 1), shorten(lines.slice(most - 1).join(' '), length)]
}

/** At most `length` characters, with an ellipsis where some were cut. */
export const shorten = (text: string, length: number): string => {
  const characters = [...text]
  if (characters.length <= length) return text
  return `${characters
    .slice(0, length - 1)
    .join('')
    .trimEnd()}…`
}
