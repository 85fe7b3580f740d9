import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { claimStateOf } from '../recipients/schema.ts'
import { verifyDocument } from '../verify/commands.ts'
import { acceptClaim } from './commands/accept-claim.ts'
import { getClaim } from './queries.ts'

export let app: TestApp
export let harbor: Program
export let cove: Program

/** Two organizations with a program each; for `beforeAll`. */
export async function openClaims(): Promise<void> {
  app = await createTestApp()
  harbor = await makeProgram(app, 'harbor')
  cove = await makeProgram(app, 'cove')
}

export const DAY = 86_400_000
export const asManager = <T>(program: Program, work: Parameters<typeof app.inOrg<T>>[2]) =>
  app.inOrg(program.organization, program.manager, work)

let count = 0
/** An award to an address that nobody has an account with, signed and told. */
export async function waiting(program: Program, at = `guest${++count}@example.org`) {
  const { credentialId } = await asManager(program, (scope) =>
    directAward(scope, {
      recipient: { address: at, name: 'Guest Typed' },
      achievementVersionId: program.versionId,
      reason: 'Known work',
    }),
  )
  await app.runJobs()
  const [row] = await app.asOwner(`SELECT id FROM assay.claim WHERE credential_id = '${credentialId}'`)
  const link = await app.linkMailedTo(at)
  return { address: at, credentialId, claimId: String(row?.id), link, token: link.split('/claim/')[1] ?? '' }
}
type Waiting = Awaited<ReturnType<typeof waiting>>
export const stateOf = async ({ claimId }: Waiting, program = harbor) =>
  claimStateOf(await asManager(program, (scope) => getClaim(scope, claimId)), app.clock.now)
export const accept = (person: TestPerson, token: string) =>
  app.inPerson(person, (scope) => acceptClaim(scope, token))
export const holderOf = async (credentialId: string) =>
  (await app.asOwner(`SELECT person_id FROM assay.credential WHERE id = '${credentialId}'`))[0]?.person_id
export const letters = async (address: string, template: string) =>
  (
    await app.asOwner(
      `SELECT id FROM assay.mail WHERE to_address = '${address}' AND template = '${template}'`,
    )
  ).length
export const open = (link: string, init: Parameters<typeof app.fetch>[1] = {}) =>
  app.fetch(new URL(link).pathname, init)
export const post = (path: string, fields: Record<string, string>, as?: TestPerson) =>
  app.fetch(path, { method: 'POST', as, body: new URLSearchParams(fields) })

/** Our verifier, answered by the application as strangers are. */
export async function verdictOf(content: Uint8Array, recipient?: string): Promise<string> {
  const fetchDocument = async (url: string, { accept }: { readonly accept: string }) => {
    const response = await app.fetch(new URL(url).pathname, { headers: { accept } })
    const body = new Uint8Array(await response.arrayBuffer())
    return { outcome: 'ok' as const, status: response.status, mediaType: 'application/json', body, url }
  }
  const options = recipient === undefined ? {} : { recipient: { value: recipient } }
  return (await verifyDocument({ ...app.deps, fetchDocument }, content, options)).verdict
}
