import type { Api } from '../../http/api-route.ts'
import { documentRoute } from '../../http/document-route.ts'
import { parseInput } from '../../http/input.ts'
import { countVerification, verifySubmitted } from './commands.ts'
import { reportDocument } from './schema/report-view.ts'
import { optionsSchema, reportSchema, submittedOf } from './schema.ts'

export function verifyApi(api: Api): void {
  documentRoute(
    api,
    {
      path: '/verify',
      summary: 'Verify a credential',
      description:
        'Checks an Open Badges 3.0 credential, as JSON or inside a PNG, with the same engine as the page and `assay verify`. ' +
        'The answer is 200 whatever the verdict; what was verified is not kept.',
      tag: 'Verification',
      response: reportSchema,
      status: 200,
      open: true,
      options: {
        recipient: {
          type: 'string',
          description: 'E-mail address or DID that the credential should be about.',
        },
      },
    },
    async ({ deps, clientAddress }, body) => {
      const { recipient } = parseInput(optionsSchema, body.options)
      await countVerification(deps, clientAddress)
      const verification = await verifySubmitted(deps, submittedOf(body), {
        recipient: recipient === undefined ? undefined : { value: recipient },
      })
      return { body: reportDocument(verification.report, verification) }
    },
  )
}
