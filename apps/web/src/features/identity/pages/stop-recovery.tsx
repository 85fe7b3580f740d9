import { stopRecovery } from '../commands/recovery.ts'
import type { Route } from './+types/stop-recovery'
import { actByLink, tokenOf } from './mailed-link.server.ts'
import { MailedLink } from './mailed-link.tsx'

export const handle = { plain: true }

export const loader = ({ request }: Route.LoaderArgs) => tokenOf(request)

export const action = (args: Route.ActionArgs) => actByLink(args, stopRecovery)

export default function StopRecovery({ loaderData, actionData }: Route.ComponentProps) {
  return <MailedLink words="stop" token={loaderData.token} answer={actionData} />
}
