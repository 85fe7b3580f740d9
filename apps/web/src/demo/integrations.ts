import type { GuardedPost } from '@assay/node'
import { changeLetter } from '../features/mail/commands/own-letters.ts'
import { createWebhook, disableWebhook } from '../features/webhooks/commands.ts'
import type { Player, Stage } from './stage.ts'

/** What stands in for the payroll system of the story: it takes every event but its first, since the demo reaches nobody outside. */
export function demoReceiver(): GuardedPost {
  let asked = 0
  return {
    refusal: () => undefined,
    post: async () => {
      asked += 1
      const [status, text] = asked === 1 ? [503, 'Payroll is closed for the night run.'] : [202, 'Taken.']
      return { outcome: 'ok', status, body: Buffer.from(text) }
    },
  }
}

/** The administrator has the payroll system told of badges, and words the letter that comes with one. Answers the webhook. */
export function connectPayroll(stage: Stage, administrator: Player): Promise<string> {
  return stage.inOrg(administrator, async (scope) => {
    await changeLetter(scope, 'credential_issued', 'en', {
      revision: 0,
      subject: '{{name}} is yours',
      body: 'Hello,\n\nyou showed it at work, and two of us looked closely: {{name}} is yours.\n\nKeep it, show it, or leave it in the drawer. Payroll knows already.\n\nLeocadia, for {{issuer}}',
      action: 'See your badge',
    })
    const { id } = await createWebhook(scope, {
      url: 'https://payroll.harbor-logistics.example/assay',
      description: 'Payroll: supplements for new badges',
      events: ['credential.issued', 'credential.revoke', 'credential.suspend', 'submission.handed_in'],
    })
    return id
  })
}

/** There is no such system, so the demo, once it runs, sends nothing there. */
export const disconnectPayroll = (stage: Stage, administrator: Player, webhook: string): Promise<void> =>
  stage.inOrg(administrator, (scope) => disableWebhook(scope, webhook))
