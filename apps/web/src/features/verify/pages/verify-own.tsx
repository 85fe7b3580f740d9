import { notFound } from '../../../app-error.ts'
import { contextOf, forPage } from '../../../http/request-context.ts'
import { countVerification, verifySubmitted } from '../commands.ts'
import { reportDocument, viewReport } from '../schema/report-view.ts'
import type { Route } from './+types/verify-own'
import { VerificationReport } from './verification-report.tsx'

export const handle = { plain: true }

/** Reports are made for whoever asks and are nobody's page to find. */
export const headers = () => ({ 'x-robots-tag': 'noindex', 'cache-control': 'no-store' })

const SHELVES = new Set(['credentials', 'b'])

/**
 * Verifies a badge that is shared on this server: `/verify/credentials/:id` one that was issued here, `/verify/b/:id` an imported one.
 * The same routes answer it as anyone else's verifier gets, so a private badge is not found here either.
 */
export function loader(args: Route.LoaderArgs) {
  return forPage(args, async () => {
    const { deps, person, clientAddress } = contextOf(args)
    const { shelf, id } = args.params
    if (!SHELVES.has(shelf) || !/^[0-9a-f-]{36}$/i.test(id)) throw notFound('badge')
    await countVerification(deps, clientAddress)
    const { search } = new URL(args.request.url)
    const address = `${deps.config.publicUrl}/${shelf}/${id}${search}`
    // The secret of a link stays in the address that was asked for and does not stand in the report.
    const source = `${deps.config.publicUrl}/${shelf}/${id}`
    const verification = await verifySubmitted(deps, { kind: 'address', source, address })
    if (verification.content === undefined) throw notFound('badge')
    const { report } = verification
    return {
      view: viewReport(report, { ...verification, origin: deps.config.publicUrl }),
      json: JSON.stringify(reportDocument(report, verification), null, 2),
      timeZone: person?.timeZone ?? 'UTC',
    }
  })
}

export default function VerifyOwn({ loaderData: { view, json, timeZone } }: Route.ComponentProps) {
  return <VerificationReport view={view} json={json} timeZone={timeZone} />
}
