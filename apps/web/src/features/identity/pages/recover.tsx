import { beginRecovery } from '../commands/recovery.ts'
import type { Route } from './+types/recover'
import { actByLink, tokenOf } from './mailed-link.server.ts'
import { MailedLink } from './mailed-link.tsx'

export const handle = { plain: true }

export const loader = ({ request }: Route.LoaderArgs) => tokenOf(request)

export const action = (args: Route.ActionArgs) => actByLink(args, beginRecovery)

export default function Recover({ loaderData, actionData }: Route.ComponentProps) {
  return <MailedLink words="recover_link" token={loaderData.token} answer={actionData} />
}
