import { AppError } from '../app-error.ts'

/** A body beyond its limit is read on and dropped up to this many times the limit, so that the sender gets to see the answer. */
const PATIENCE = 4

/** Reads a request's body, at most `maxBytes` of it. Error `too_large`, before anything of it is looked at (THREATS 2). */
export async function readLimitedBody(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const announced = Number(request.headers.get('content-length') ?? 0)
  if (announced > maxBytes * PATIENCE) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of readableOf(request)) {
    length += chunk.length
    if (length > maxBytes * PATIENCE) break
    if (length <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
  }
  if (length > maxBytes) throw tooLarge(maxBytes)
  return new Uint8Array(Buffer.concat(chunks))
}

/** A form of at most `maxBytes`, files included. Errors `too_large`, `invalid_input`. */
export async function readLimitedForm(request: Request, maxBytes: number): Promise<FormData> {
  const body = await readLimitedBody(request, maxBytes)
  const type = request.headers.get('content-type') ?? ''
  try {
    return await new Response(body, { headers: { 'content-type': type } }).formData()
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new AppError('invalid_input', 'The form cannot be read.', { cause })
  }
}

function readableOf(request: Request): AsyncIterable<Uint8Array> {
  return request.body === null ? none() : (request.body as unknown as AsyncIterable<Uint8Array>)
}

async function* none(): AsyncIterable<Uint8Array> {}

function tooLarge(maxBytes: number): AppError {
  return new AppError('too_large', `At most ${Math.floor(maxBytes / 1024)} KiB are accepted.`)
}
