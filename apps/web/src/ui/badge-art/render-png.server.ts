import { Resvg } from '@resvg/resvg-js'

/** Most pixels on a side; a badge larger than this serves no page and no printer. */
const largest = 2048

/**
 * The same drawing as pixels, on a transparent ground. `svg` must come from `badgeSvg` with a fixed surface (`paper` or
 * `night`): style-sheet colours mean nothing here. No system font is read, since every letter is an outline.
 * @param size side in pixels; default 800
 * @throws RangeError when `size` is not a whole number from 16 to 2048
 */
export function renderBadgePng(svg: string, size = 800): Uint8Array {
  if (!Number.isInteger(size) || size < 16 || size > largest)
    throw new RangeError(`a badge is 16 to ${largest} pixels wide`)
  return new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } })
    .render()
    .asPng()
}
