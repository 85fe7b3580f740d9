import { Resvg } from '@resvg/resvg-js'
import type { AnyScope } from '../../../db/scopes.ts'
import { badgeSvg } from '../../../ui/badge-art/index.ts'
import { renderBadgePng } from '../../../ui/badge-art/render-png.server.ts'
import { drawingOf, drawnSvg } from '../present/drawing.ts'
import { getArtSource, readUploadedArt } from '../queries/art.ts'

export interface ArtPicture {
  readonly mediaType: 'image/png' | 'image/svg+xml'
  readonly bytes: Uint8Array
  /** Whether the bytes can never change under this address. */
  readonly fixed: boolean
}

/** Side in pixels of a picture that is made from a drawing. */
const SIZE = 800

/**
 * The badge of a version in one of the two forms: the uploaded picture, or the drawing from the definition. Undefined for an SVG of an
 * uploaded PNG, which does not exist. Error: `not_found`.
 */
export async function readArtAs(
  scope: AnyScope,
  versionId: string,
  mediaType: ArtPicture['mediaType'],
): Promise<ArtPicture | undefined> {
  const source = await getArtSource(scope, versionId)
  const uploaded = await readUploadedArt(scope, source.version)
  if (uploaded === undefined) {
    const drawing = drawingOf(source, scope.deps.now())
    const bytes =
      mediaType === 'image/png'
        ? remembered(JSON.stringify(drawing), () => renderBadgePng(badgeSvg(drawing), SIZE))
        : Buffer.from(drawnSvg(drawing, source.version.definition.language))
    return { mediaType, bytes, fixed: false }
  }
  if (uploaded.mediaType === mediaType) return { ...uploaded, fixed: true }
  if (uploaded.mediaType === 'image/png') return undefined
  const bytes = remembered(`${source.version.artBlob}`, () => rasterized(uploaded.bytes))
  return { mediaType, bytes, fixed: true }
}

/** Uploaded drawings were cleaned: they reach nothing outside themselves. */
function rasterized(svg: Uint8Array): Uint8Array {
  return new Resvg(Buffer.from(svg), {
    fitTo: { mode: 'width', value: SIZE },
    font: { loadSystemFonts: false },
  })
    .render()
    .asPng()
}

/** Pixels take tens of milliseconds to make and are always the same: the latest are kept. */
const KEPT = 64
const latest = new Map<string, Uint8Array>()

function remembered(key: string, make: () => Uint8Array): Uint8Array {
  const bytes = latest.get(key) ?? make()
  latest.delete(key)
  latest.set(key, bytes)
  const oldest = latest.keys().next().value
  if (latest.size > KEPT && oldest !== undefined) latest.delete(oldest)
  return bytes
}
