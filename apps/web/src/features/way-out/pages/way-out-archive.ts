import { redirect } from 'react-router'
import { authorize } from '../../../http/authenticate.ts'
import { formValue } from '../../../http/input.ts'
import { contextOf, inOrganization } from '../../../http/request-context.ts'
import { exportOrganization } from '../commands/export-organization.ts'
import { answeredHere } from '../commands/published.ts'
import { mayLeave } from '../policy.ts'
import { archiveResponse } from '../present/archive-response.ts'
import { archiveFormSchema } from '../schema.ts'
import type { Route } from './+types/way-out-archive'

/** `archive.zip`: everything of the organization, sealed under the passphrase that the form brings. It is no address to be linked to. */
export async function action(args: Route.ActionArgs) {
  const { orgId, actor } = await inOrganization(args, async (scope) => {
    authorize(mayLeave(scope))
    return { orgId: scope.orgId, actor: scope.actor }
  })
  const form = archiveFormSchema.safeParse(formValue(await args.request.formData()))
  if (!form.success)
    throw redirect(`/o/${args.params.org}/way-out?passphrase=${form.error.issues[0]?.code ?? ''}`)
  const { deps } = contextOf(args)
  const files = exportOrganization(deps, {
    orgId,
    actor,
    passphrase: form.data.secret,
    final: false,
    answer: answeredHere(deps),
    progress: () => {},
  })
  const failed = (error: unknown) => deps.log.error({ err: error }, 'the export of an organization broke off')
  return archiveResponse(files, `${args.params.org}-export`, deps.now(), failed)
}
