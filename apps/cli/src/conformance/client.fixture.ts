import { request } from 'node:https'
import { isJsonObject, type JsonObject, parseJson } from '@assay/core'

/** What a server answered. */
export interface Reply {
  readonly status: number
  readonly mediaType: string
  readonly body: JsonObject
}

/** One request. */
export interface Question {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is when it is text or bytes, else as JSON. */
  readonly body?: unknown
}

/** Asks one server over TLS, trusting its certificate and no other. */
export function createClient(server: { readonly url: string; readonly certificate: string }) {
  return (path: string, question: Question = {}): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const { method = 'POST', headers = { 'content-type': 'application/json' }, body } = question
      const asked = request(
        new URL(path, server.url),
        { method, headers, ca: server.certificate, agent: false },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('end', () => {
            const read = parseJson(Buffer.concat(parts))
            if (!isJsonObject(read)) return reject(new TypeError('the answer is no object'))
            const { statusCode = 0, headers: answered } = response
            resolve({ status: statusCode, mediaType: answered['content-type'] ?? '', body: read })
          })
        },
      )
      asked.on('error', reject)
      asked.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body))
    })
}
