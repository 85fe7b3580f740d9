import { notFound } from '../../../app-error.ts'
import { codePng, codeSvg } from '../../../ui/qr-code.server.ts'
import type { Shareable } from '../queries/shareable.ts'

const SANDBOX = "default-src 'none'; sandbox"

/** The QR code of something shared as a file. Error `not_found` for another name, and while it is private. */
export async function codeFile({ url }: Shareable, name: string): Promise<Response> {
  if (url === undefined || (name !== 'code.svg' && name !== 'code.png')) throw notFound('code')
  const svg = name === 'code.svg'
  return new Response(svg ? codeSvg(url) : Buffer.from(await codePng(url)), {
    headers: {
      'content-type': svg ? 'image/svg+xml' : 'image/png',
      'content-security-policy': SANDBOX,
      // The link can end, and another one begin, at any time.
      'cache-control': 'private, no-store',
    },
  })
}
