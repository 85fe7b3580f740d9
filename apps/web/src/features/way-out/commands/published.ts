import type { Deps } from '../../../deps.ts'

/** Answers what verifiers ask, as this server answers them, whatever name stands in the address. */
export function answeredHere({ config, fetchDocument }: Deps): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url)
    const answer = await fetchDocument(`${config.publicUrl}${pathname}${search}`, {
      accept: request.headers.get('accept') ?? '*/*',
    })
    if (answer.outcome !== 'ok') return new Response(answer.message, { status: 502 })
    return new Response(new Uint8Array(answer.body), {
      status: answer.status,
      headers: { 'content-type': answer.mediaType },
    })
  }
}
