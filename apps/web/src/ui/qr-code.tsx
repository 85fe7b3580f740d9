import type { CodeDrawing } from './qr-code.server.ts'

/** A QR code, black on white whatever the theme: cameras want it so. */
export function QrCode({ code, label }: { readonly code: CodeDrawing; readonly label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${code.size} ${code.size}`}
      shapeRendering="crispEdges"
      style={{ display: 'block', width: '100%', maxWidth: '20rem' }}
    >
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={code.path} fill="#000" />
    </svg>
  )
}
