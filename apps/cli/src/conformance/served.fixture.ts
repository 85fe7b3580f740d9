import { isJsonObject, type JsonObject, type JsonValue, memberOf } from '@assay/core'
import { createClient, type Reply } from './client.fixture.ts'
import { plain } from './documents.fixture.ts'
import { startConformanceServer } from './start-conformance-server.ts'

/** Starts the server on a free port, with what tests ask it. */
export async function startServed() {
  const server = await startConformanceServer(0)
  const ask = createClient(server)
  const post = (path: string, body: JsonObject) => ask(path, { body })
  return {
    server,
    ask,
    post,
    /** Issues at an instance; `issued` is empty when it refused. */
    async issue(name: string, credential: JsonObject = plain, options: JsonObject = {}) {
      const reply = await post(`/${name}/credentials/issue`, { credential, options })
      const issued = memberOf(reply.body, 'verifiableCredential')
      return { ...reply, issued: isJsonObject(issued) ? issued : {} }
    },
    verify: (verifiableCredential: JsonValue, options: JsonObject = {}) =>
      post('/ecdsa/credentials/verify', { verifiableCredential, options }),
    present: (verifiablePresentation: JsonValue, options: JsonObject = {}) =>
      post('/p384/presentations/verify', { verifiablePresentation, options }),
  }
}

/** The one proof of a document. */
export const proofOf = (document: JsonObject) => document.proof as JsonObject

/** Codes of the problems that an answer lists. */
export const codesOf = ({ body }: Reply) =>
  ((body.errors ?? []) as readonly JsonObject[]).map(({ code }) => code)
