import QRCode from 'qrcode'

/** A QR code as one path on a square of `size` modules, quiet zone included (ISO/IEC 18004: four modules). */
export interface CodeDrawing {
  readonly size: number
  readonly path: string
}

const QUIET = 4

export function drawCode(text: string): CodeDrawing {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' })
  const parts: string[] = []
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column) === 1) parts.push(`M${column + QUIET} ${row + QUIET}h1v1h-1z`)
  return { size: modules.size + 2 * QUIET, path: parts.join('') }
}

/** The code as a file of its own: black on white, for print in any size. */
export function codeSvg(text: string): string {
  const { size, path } = drawCode(text)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="512" height="512" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}

/** The code as pixels, 1024 on a side: sharp on a badge card of 8 cm at 300 dpi. */
export const codePng = (text: string): Promise<Uint8Array> =>
  QRCode.toBuffer(text, { errorCorrectionLevel: 'M', margin: QUIET, width: 1024 })
