import { decodeUtf8 } from '@assay/core'
import { matchesRecipient } from '@assay/credentials'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp } from '../../../test/test-app.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { listCredentials } from '../credentials/queries/list-credentials.ts'
import { getCredentialJson } from '../credentials/queries.ts'
import { recipientFor } from '../recipients/commands.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const award = async (address: string, name?: string) => {
  const { credentialId } = await app.inOrg(program.organization, program.manager, (scope) =>
    directAward(scope, {
      recipient: { address, name },
      achievementVersionId: program.versionId,
      reason: 'Known work',
    }),
  )
  await app.runJobs()
  return credentialId
}
const jsonOf = async (credentialId: string) =>
  JSON.parse(
    decodeUtf8(
      await app.inOrg(program.organization, program.manager, (scope) =>
        getCredentialJson(scope, credentialId),
      ),
    ),
  )
const lettersTo = async (address: string) =>
  (await app.asOwner(`SELECT template FROM assay.mail WHERE to_address = '${address}'`)).map(
    ({ template }) => template,
  )

describe('an award to an address', () => {
  it('of nobody with an account is signed for what was typed, and a letter leads to its claim', async () => {
    const credentialId = await award('newcomer@example.org', 'Nadia Comer')
    const json = await jsonOf(credentialId)
    expect(matchesRecipient(json.credentialSubject, { value: 'newcomer@example.org' }, app.deps.crypto)).toBe(
      'match',
    )
    expect(JSON.stringify(json.credentialSubject.identifier)).toContain('Nadia Comer')
    expect(await lettersTo('newcomer@example.org')).toEqual(['credential_claim'])
    expect(await app.linkMailedTo('newcomer@example.org')).toMatch(/\/claim\/[\w-]{43}$/)
    const claims = await app.asOwner(`SELECT * FROM assay.claim WHERE credential_id = '${credentialId}'`)
    expect(claims).toHaveLength(1)
  })

  it('without a name names nobody', async () => {
    const json = await jsonOf(await award('nameless@example.org'))
    expect(JSON.stringify(json.credentialSubject.identifier)).not.toContain('"name"')
  })

  it('P8 of a stranger with an account reaches their backpack, and the organization sees what it typed and nothing else', async () => {
    const stranger = await app.person('Secret Chosen')
    const credentialId = await award(stranger.email, 'Typed Name')
    expect(await lettersTo(stranger.email)).toEqual(['sign_in_link', 'credential_issued'])
    const { items } = await app.inOrg(program.organization, program.manager, (scope) =>
      listCredentials(scope, { q: 'Typed', limit: 10, offset: 0 }),
    )
    expect(items.map(({ id, holderName }) => ({ id, holderName }))).toEqual([
      { id: credentialId, holderName: 'Typed Name' },
    ])
    const answer = await app.fetch(`/api/v1/organizations/harbor/credentials?limit=200`, {
      as: program.manager,
    })
    const body = await answer.text()
    expect(body).toContain('Typed Name')
    expect(body).not.toContain('Secret Chosen')
    expect(body).not.toContain(stranger.id)
    const entries = await app.asOwner(
      `SELECT visibility FROM assay.backpack_entry WHERE person_id = '${stranger.id}'`,
    )
    expect(entries).toEqual([{ visibility: 'private' }])
  })

  it('twice finds one recipient, whatever the case of the letters, also at one moment', async () => {
    const find = (address: string) =>
      app.inOrg(program.organization, program.manager, (scope) =>
        recipientFor(scope, { address, name: 'Twice' }),
      )
    const found = await Promise.all([
      find('twice@example.org'),
      find('Twice@Example.org'),
      find('twice@example.org'),
    ])
    expect(new Set(found.map(({ id }) => id)).size).toBe(1)
    expect(new Set(found.map(({ personId }) => personId)).size).toBe(1)
  })

  it('is refused for oneself and while the first is in force', async () => {
    await expect(award(program.manager.email, 'Me')).rejects.toMatchObject({ code: 'forbidden' })
    await award('again@example.org')
    await expect(award('again@example.org')).rejects.toMatchObject({ code: 'conflict' })
  })
})
