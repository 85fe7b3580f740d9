import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import type { Deps } from '../../../deps.ts'
import { badgeSvg } from '../../../ui/badge-art/index.ts'
import type { badgeOf } from '../queries/badge-picture.ts'
import { previewFonts } from './preview-fonts.ts'

/** The size that link previews are shown in (Open Graph). */
const WIDTH = 1200
const HEIGHT = 630

export interface PreviewFacts {
  readonly drawing: Awaited<ReturnType<typeof badgeOf>>['drawing']
  readonly title: string
  readonly holder: string | undefined
  readonly issuer: string
}

/** The picture that a shared link shows: badge, name, holder where they agreed, issuer. */
export function previewPicture(deps: Pick<Deps, 'config'>, facts: PreviewFacts): Uint8Array {
  return new Resvg(previewSvg(facts), {
    font: {
      loadSystemFonts: false,
      fontFiles: [...previewFonts(join(deps.config.dataDir, 'cache', 'fonts'))],
      defaultFontFamily: 'Inter',
    },
    fitTo: { mode: 'width', value: WIDTH },
  })
    .render()
    .asPng()
}

function previewSvg({ drawing, title, holder, issuer }: PreviewFacts): string {
  const badge = badgeSvg(drawing, { size: 430 }).replace('<svg ', '<svg x="70" y="100" ')
  const lines = wrap(title, 19).slice(0, 3)
  const top = 315 - (lines.length * 72 + (holder === undefined ? 44 : 104)) / 2 + 56
  const below = top + (lines.length - 1) * 72
  const text = (y: number, size: number, weight: number, fill: string, content: string) =>
    `<text x="560" y="${y}" font-family="${weight === 600 ? 'Inter SemiBold' : 'Inter'}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escapeXml(content)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#FBFAF7"/>`,
    badge,
    ...lines.map((line, at) => text(top + at * 72, 58, 600, '#1A1B1F', line)),
    ...(holder === undefined ? [] : [text(below + 64, 36, 600, '#1A1B1F', shorten(holder, 32))]),
    text(below + (holder === undefined ? 60 : 116), 30, 400, '#55565C', shorten(issuer, 38)),
    '</svg>',
  ].join('')
}

/** Lines of about so many characters, broken between words; a longer word is cut. */
function wrap(text: string, length: number): readonly string[] {
  const lines: string[] = []
  for (const word of text
    .trim()
    .split(/\s+/)
    .map((part) => shorten(part, length))) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= length)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.length <= 3 ? lines : [...lines.slice(0, 2), shorten(lines.slice(2).join(' '), length)]
}

const shorten = (text: string, length: number): string => {
  const characters = [...text]
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
}

const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these.
    .replace(/[\u0000-\u001f]/g, ' ')
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
