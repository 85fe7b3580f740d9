import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { awardTo, issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { setSharing } from '../backpack/commands.ts'
import { changeStatus } from '../credentials/commands/change-status.ts'
import { directAward } from '../credentials/commands/direct-award.ts'
import { credentialFacts } from '../credentials/queries.ts'
import { withdrawEnrollment } from '../enrollments/commands/enroll.ts'
import { renewCredential } from './commands/renew.ts'

// The first page of a file waits for the whole application to load.
vi.setConfig({ testTimeout: 90_000 })

let app: TestApp
let program: Program
beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const DAY = 86_400_000
const later = (days: number) => {
  app.clock.now = new Date(app.clock.now.getTime() + days * DAY)
}
const learner = (name: string) => app.member(program.organization, name, 'learner')
/** Somebody with a credential, as of today. */
async function holder(name: string): Promise<{ readonly person: TestPerson; readonly credentialId: string }> {
  const person = await learner(name)
  return { person, credentialId: await issuedTo(app, program, person) }
}
/** The credential ends in so many days; it began two years before that. */
const endsIn = (credentialId: string, days: number) =>
  app.asOwner(`UPDATE assay.credential SET valid_until = '${new Date(app.clock.now.getTime() + days * DAY).toISOString()}',
    valid_from = '${new Date(app.clock.now.getTime() + (days - 730) * DAY).toISOString()}' WHERE id = '${credentialId}'`)
const renew = (person: TestPerson, credentialId: string) =>
  app.inOrg(program.organization, person, (scope) => renewCredential(scope, credentialId))
const factsOf = (credentialId: string) =>
  app.inOrg(program.organization, program.manager, (scope) => credentialFacts(scope, credentialId))
const awardAgain = async (personId: string) => {
  const { credentialId } = await app.inOrg(program.organization, program.manager, (scope) =>
    directAward(scope, { personId, achievementVersionId: program.versionId, reason: 'Shown again' }),
  )
  await app.runJobs()
  return credentialId
}
const revoke = (credentialId: string) =>
  app.inOrg(program.organization, program.manager, (scope) =>
    changeStatus(scope, credentialId, 'revoke', 'Found to be copied'),
  )

describe('a renewal', () => {
  it('begins once, within 60 days of the end or after it, and goes on with the work that there is', async () => {
    const { person, credentialId } = await holder('Early')
    await expect(renew(person, credentialId)).rejects.toMatchObject({
      code: 'wrong_state',
      text: 'not_renewable',
    })
    await endsIn(credentialId, 59)
    const { enrollmentId } = await renew(person, credentialId)
    expect(await renew(person, credentialId)).toEqual({ enrollmentId })
    await app.inOrg(program.organization, person, (scope) => withdrawEnrollment(scope, enrollmentId))
    await endsIn(credentialId, -3)
    expect(await renew(person, credentialId)).not.toEqual({ enrollmentId })
  })

  it("is refused for another's credential, one that was revoked or is suspended, and what nobody can earn any more", async () => {
    const { person, credentialId } = await holder('Refused')
    await endsIn(credentialId, 10)
    await expect(renew(await learner('Stranger'), credentialId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(renew(person, 'none')).rejects.toMatchObject({ code: 'not_found' })
    const setState = (state: string) =>
      app.asOwner(`UPDATE assay.achievement_version SET state = '${state}' WHERE id = '${program.versionId}'`)
    await setState('retired')
    await expect(renew(person, credentialId)).rejects.toMatchObject({ text: 'not_offered' })
    await setState('published')
    await app.asOwner(`UPDATE assay.credential SET suspended_at = now() WHERE id = '${credentialId}'`)
    await expect(renew(person, credentialId)).rejects.toMatchObject({ text: 'not_renewable' })
    await app.asOwner(`UPDATE assay.credential SET suspended_at = NULL WHERE id = '${credentialId}'`)
    await revoke(credentialId)
    await expect(renew(person, credentialId)).rejects.toMatchObject({ text: 'not_renewable' })
  })

  it('links the old and the new credential, each renewal the one before it', async () => {
    const { person, credentialId: first } = await holder('Chain')
    await endsIn(first, 20)
    const second = await awardAgain(person.id)
    expect(await factsOf(first)).toMatchObject({ renewsId: null, renewedById: second })
    expect(await factsOf(second)).toMatchObject({ renewsId: first, renewedById: null })
    await expect(renew(person, first)).rejects.toMatchObject({ text: 'not_renewable' })
    await endsIn(second, 5)
    const third = await awardAgain(person.id)
    expect(await factsOf(third)).toMatchObject({ renewsId: second })
    const api = await app.fetch(`/api/v1/organizations/harbor/credentials/${second}`, { as: program.manager })
    expect(await api.json()).toMatchObject({ renewsId: first, renewedById: third })
  })

  it('may be awarded directly from 60 days before the end, and not before', async () => {
    const { person, credentialId } = await holder('Direct')
    await endsIn(credentialId, 61)
    await expect(awardAgain(person.id)).rejects.toMatchObject({ text: 'already_awarded' })
    later(2)
    expect(await factsOf(await awardAgain(person.id))).toMatchObject({ renewsId: credentialId })
  })

  it('of what lasts for days only begins in the second half of its life', async () => {
    const { person, credentialId } = await holder('Short')
    const from = app.clock.now.getTime()
    await app.asOwner(`UPDATE assay.credential SET valid_from = '${new Date(from).toISOString()}',
      valid_until = '${new Date(from + 30 * DAY).toISOString()}' WHERE id = '${credentialId}'`)
    later(14)
    await expect(awardAgain(person.id)).rejects.toMatchObject({ text: 'already_awarded' })
    await expect(renew(person, credentialId)).rejects.toMatchObject({ text: 'not_renewable' })
    later(2)
    await renew(person, credentialId)
  })

  it('that was revoked leaves the old one to be renewed again', async () => {
    const { person, credentialId } = await holder('Again')
    await endsIn(credentialId, 20)
    const wrong = await awardAgain(person.id)
    await revoke(wrong)
    expect(await factsOf(credentialId)).toMatchObject({ renewedById: null })
    expect(await factsOf(await awardAgain(person.id))).toMatchObject({ renewsId: credentialId })
  })

  it('renews nothing when the old one is revoked while it is under way', async () => {
    const { person, credentialId } = await holder('Revoked')
    await endsIn(credentialId, 20)
    await renew(person, credentialId)
    await revoke(credentialId)
    expect(await factsOf(await awardAgain(person.id))).toMatchObject({ renewsId: null })
  })

  it("is no renewal of another person's credential, nor of one that outlasts it", async () => {
    const { credentialId: others } = await holder('Other')
    await endsIn(others, 20)
    const { person, credentialId } = await holder('Own')
    await app.asOwner(`UPDATE assay.credential SET valid_until = NULL WHERE id = '${credentialId}'`)
    const again = await app.inOrg(program.organization, program.manager, (scope) =>
      awardTo(scope, person.id, program.versionId),
    )
    expect(await factsOf(again)).toMatchObject({ renewsId: null })
  })
})

describe('the page of a credential', () => {
  it('P8 tells a stranger only of the renewal that its holder made public too', async () => {
    const { person, credentialId: old } = await holder('Shared')
    await endsIn(old, 20)
    const fresh = await awardAgain(person.id)
    const share = async (credentialId: string, visibility: 'public' | 'link') => {
      const [entry] = await app.asOwner(
        `SELECT id FROM assay.backpack_entry WHERE credential_id = '${credentialId}'`,
      )
      await app.inPerson(person, (scope) =>
        setSharing(scope, String(entry?.id), { visibility, renew: false }),
      )
    }
    const seenBy = async (as: TestPerson | undefined) =>
      (await (await app.fetch(`/credentials/${old}`, { as })).text()).includes(`/credentials/${fresh}`)
    await share(old, 'public')
    expect([await seenBy(undefined), await seenBy(person)]).toEqual([false, true])
    await share(fresh, 'link')
    expect(await seenBy(undefined)).toBe(false)
    await share(fresh, 'public')
    expect(await seenBy(undefined)).toBe(true)
  })
})
