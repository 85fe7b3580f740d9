import { forbidden } from '../../../app-error.ts'
import { parseInput } from '../../../http/input.ts'
import { parseJsonBody } from '../../../http/json-body.ts'
import { readLimitedBody } from '../../../http/limited-body.ts'
import { attempt, contextOf } from '../../../http/request-context.ts'
import { countRelayed, relayDocument } from '../commands.ts'
import { packDocument } from '../schema/relayed-document.ts'
import { relaySchema } from '../schema.ts'
import type { Route } from './+types/device-document'

/** An address and a number. */
const REQUEST_BYTES = 4096

/**
 * Where a page that checks on the reader's device has documents fetched (ADR 0042): only our own pages may ask, and the media type is one that
 * no form of another site can send.
 */
export async function action(args: Route.ActionArgs): Promise<Response> {
  const answer = await attempt(args, async () => {
    const { deps, clientAddress, language } = contextOf(args)
    const { headers } = args.request
    const origin = headers.get('origin')
    const ours = origin === null || origin === deps.config.publicUrl
    if (!ours || headers.get('content-type') !== 'application/json')
      throw forbidden('This request does not come from a page of this server.')
    await countRelayed(deps, clientAddress)
    const body = parseJsonBody(await readLimitedBody(args.request, REQUEST_BYTES))
    return packDocument(await relayDocument(deps, parseInput(relaySchema, body, language)))
  })
  const never = { 'cache-control': 'no-store' }
  return 'data' in answer
    ? Response.json(answer.data, { ...answer.init, headers: never })
    : Response.json(answer, { headers: never })
}
