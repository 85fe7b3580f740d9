import { create } from 'qrcode'

/** A QR code as one SVG path over a square of `size` units, without a quiet zone. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const dark = [...modules.data].flatMap((on, at) => (on === 0 ? [] : [at]))
  return { size, path: dark.map((at) => `M${at % size} ${Math.floor(at / size)}h1v1h-1z`).join('') }
}
