import { createHash } from 'node:crypto'
import { Resvg } from '@resvg/resvg-js'
import type { AnyScope } from '../../../db/scopes.ts'
import { type BadgeDefinition, badgeSvg, isGlyphName } from '../../../ui/badge-art/index.ts'
import { renderBadgePng } from '../../../ui/badge-art/render-png.server.ts'
import { getVersion } from '../../achievements/queries.ts'
import { getMark } from '../../issuer/queries.ts'

/** Side of a badge's picture in pixels: sharp on paper and on a doubled screen. */
const SIZE = 800

/** What a badge is drawn from, with the name and mark of its issuer. */
export async function badgeOf(scope: AnyScope, versionId: string, year: number) {
  const version = await getVersion(scope, versionId)
  const organization = await getMark(scope, version.orgId)
  const { art, name } = version.definition
  const drawing: BadgeDefinition = {
    id: version.achievementId,
    title: name,
    issuerName: organization.name,
    issuerMark: organization.mark,
    category: art.category,
    glyph: isGlyphName(art.icon) ? art.icon : 'star',
    level: art.level,
    levels: art.levels,
    year,
  }
  return { drawing, version }
}

/** The badge's picture: the organization's own art where it uploaded some, else the drawing. */
export async function badgePicture(scope: AnyScope, versionId: string, year: number): Promise<Uint8Array> {
  const { drawing, version } = await badgeOf(scope, versionId, year)
  const art = version.artBlob === null ? null : await scope.deps.blobs.get(version.artBlob)
  if (art === null) return drawn(badgeSvg(drawing))
  // Uploaded art was checked and cleaned when it was taken in.
  if (version.artMediaType === 'image/png') return art
  return new Resvg(Buffer.from(art), {
    fitTo: { mode: 'width', value: SIZE },
    font: { loadSystemFonts: false },
  })
    .render()
    .asPng()
}

/** Side of a badge's picture in a letter, in pixels: 96 on a doubled screen. */
const SMALL = 192

/** The badge's picture, small enough for the foot of every letter. */
export async function smallPicture(scope: AnyScope, versionId: string, year: number): Promise<Uint8Array> {
  const { drawing, version } = await badgeOf(scope, versionId, year)
  if (version.artBlob === null) return drawn(badgeSvg(drawing), SMALL)
  return drawn(pictureInFrame(await badgePicture(scope, versionId, year)), SMALL)
}

/** The badge as a drawing, for baking: the organization's own one, a frame around its own picture, or what we draw. */
export async function badgeSvgArt(scope: AnyScope, versionId: string, year: number): Promise<Uint8Array> {
  const { drawing, version } = await badgeOf(scope, versionId, year)
  const art = version.artBlob === null ? null : await scope.deps.blobs.get(version.artBlob)
  if (art === null) return Buffer.from(badgeSvg(drawing))
  return version.artMediaType === 'image/png' ? framed(art) : art
}

/** Larger pictures leave no room for the credential in a drawing of 1 MiB: they are made smaller. */
const FRAMED_BYTES = 512 * 1024

const framed = (png: Uint8Array): Uint8Array =>
  Buffer.from(
    pictureInFrame(png.length <= FRAMED_BYTES ? png : renderBadgePng(pictureInFrame(png), SIZE / 2)),
  )

const pictureInFrame = (png: Uint8Array): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><image width="400" height="400" href="data:image/png;base64,${Buffer.from(png).toString('base64')}"/></svg>`

/** Drawing takes tens of milliseconds and always gives the same, so the latest are kept: 64 of at most 100 kB. */
const KEPT = 64
const latest = new Map<string, Uint8Array>()

function drawn(svg: string, size = SIZE): Uint8Array {
  const name = `${size}:${createHash('sha256').update(svg).digest('base64')}`
  const png = latest.get(name) ?? renderBadgePng(svg, size)
  latest.delete(name)
  latest.set(name, png)
  const oldest = latest.keys().next().value
  if (latest.size > KEPT && oldest !== undefined) latest.delete(oldest)
  return png
}
