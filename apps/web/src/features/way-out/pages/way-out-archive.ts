import { redirect } from 'react-router'
import { AppError } from '../../../app-error.ts'
import { authorize } from '../../../http/authenticate.ts'
import { contextOf, forPage, inOrganization } from '../../../http/request-context.ts'
import { proofAddress } from '../../identity/schema/proof.ts'
import { fetchArchive } from '../commands/fetch-archive.ts'
import { mayLeave } from '../policy.ts'
import { archiveDownload, isFromStart } from '../present/archive-download.ts'
import type { Route } from './+types/way-out-archive'

/** `archive.zip`: the archive that was ordered, for administrators of the organization; from any byte on. */
export async function loader(args: Route.LoaderArgs) {
  const { request, params } = args
  const { deps } = contextOf(args)
  const fetched = await inOrganization(args, (scope) => {
    authorize(mayLeave(scope))
    return fetchArchive(scope, { fromStart: isFromStart(request), readOnly: request.method === 'HEAD' })
  })
  if (fetched.kind === 'prove') throw redirect(proofAddress(`/o/${params.org}/way-out`))
  const failed = (error: unknown) => deps.log.error({ err: error }, 'the download of an archive broke off')
  const { archive } = fetched
  const name = `${params.org}-export`
  return forPage(args, async () => {
    try {
      return await archiveDownload({ request, archive, blobs: deps.blobs, name, failed })
    } catch (error) {
      // A person reads why on the page; a download that goes on is answered by the status.
      if (!(error instanceof AppError) || request.headers.has('range')) throw error
      throw redirect(`/o/${params.org}/way-out?problem=${error.text}`)
    }
  })
}
