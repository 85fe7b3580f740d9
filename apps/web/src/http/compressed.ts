import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { acceptsEncoding } from './accept-encoding.ts'

/**
 * A page or a page's data, packed for clients that take gzip. A page of someone signed in, asked for from another site, stays as it is:
 * there an attacker could choose what the page repeats and learn its secrets from the length (BREACH).
 */
export async function compressed(request: Request, response: Response, signedIn: boolean): Promise<Response> {
  const type = response.headers.get('content-type') ?? ''
  if (!/^(text\/(html|x-script)|application\/json)/.test(type) || response.body === null) return response
  const headers = new Headers(response.headers)
  headers.append('vary', 'accept-encoding')
  const foreign = signedIn && !['same-origin', 'none'].includes(request.headers.get('sec-fetch-site') ?? '')
  if (foreign || !acceptsEncoding(request.headers.get('accept-encoding') ?? undefined, 'gzip'))
    return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
  const packed = await promisify(gzip)(await response.arrayBuffer())
  headers.set('content-encoding', 'gzip')
  headers.delete('content-length')
  return new Response(new Uint8Array(packed), {
    status: response.status,
    statusText: response.statusText,
    headers,
  })
}
