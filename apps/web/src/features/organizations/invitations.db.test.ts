import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { addAddress, confirmAddress } from '../identity/commands/addresses.ts'
import { mailSignInLink, signInByLink } from '../identity/commands/sign-in.ts'
import { createDepartment } from '../structure/commands.ts'
import { acceptInvitation, invite, resendInvitation, revokeInvitation } from './commands/invitations.ts'
import { addPerson, leaveOrganization } from './commands/people.ts'
import { findInvitation, getMember, listInvitations, listMemberships } from './queries.ts'
import { INVITATION_DAYS } from './schema.ts'

let app: TestApp
let ada: TestPerson
let harbor: TestOrganization
const clock = { ahead: 0 }

let quay: string
beforeAll(async () => {
  app = await createTestApp({ now: () => new Date(Date.now() + clock.ahead) })
  ada = await app.person('Ada')
  harbor = await app.organization(ada, 'harbor')
  quay = (await app.inOrg(harbor, ada, (scope) => createDepartment(scope, { name: 'Quay' }))).id
})
afterAll(() => app.close())

const sendTo = (address: string) =>
  app.inOrg(harbor, ada, (scope) =>
    invite(scope, { address, name: 'Named There', roles: ['assessor'], departmentId: quay }),
  )
const tokenOf = async (address: string) => (await app.linkMailedTo(address)).split('/').at(-1) ?? ''
const accept = (person: TestPerson, token: string) =>
  app.inPerson(person, (scope) => acceptInvitation(scope, token))

describe('an invitation', () => {
  it('makes who proves the address a member, as invited', async () => {
    const guest = await app.person('Guest')
    await sendTo(guest.email)
    expect(await findInvitation(app.deps, await tokenOf(guest.email))).toMatchObject({
      organization: 'Organization harbor',
      state: 'open',
      address: guest.email,
    })
    await accept(guest, await tokenOf(guest.email))
    await expect(app.inOrg(harbor, ada, (scope) => getMember(scope, guest.id))).resolves.toMatchObject({
      roles: ['assessor'],
      department: 'Quay',
    })
    expect(await app.inOrg(harbor, ada, listInvitations)).toEqual([])
  })

  it('A6 is refused to who has not proven the invited address, and stays open', async () => {
    const thief = await app.person('Thief')
    await sendTo('invited@example.org')
    const token = await tokenOf('invited@example.org')
    await expect(accept(thief, token)).rejects.toMatchObject({ code: 'forbidden' })
    await app.inPerson(thief, (scope) => addAddress(scope, 'invited@example.org'))
    await expect(accept(thief, token)).rejects.toMatchObject({ code: 'forbidden' })
    expect((await findInvitation(app.deps, token)).state).toBe('open')
    expect(await app.inPerson(thief, listMemberships)).toEqual([])
  })

  it('is accepted by who proves the invited address as a second one', async () => {
    const guest = await app.person('Second')
    await sendTo('second.work@example.org')
    const token = await tokenOf('second.work@example.org')
    await app.inPerson(guest, (scope) => addAddress(scope, 'second.work@example.org'))
    const proof = new URL(await app.linkMailedTo('second.work@example.org')).searchParams.get('token') ?? ''
    await app.inPerson(guest, (scope) => confirmAddress(scope, proof))
    await expect(accept(guest, token)).resolves.toEqual({ orgId: harbor.id })
  })

  it('A6 works once', async () => {
    const guest = await app.person('Once')
    await sendTo(guest.email)
    const token = await tokenOf(guest.email)
    await accept(guest, token)
    await app.inPerson(guest, (scope) => leaveOrganization(scope, harbor.id))
    await expect(accept(guest, token)).rejects.toMatchObject({ code: 'gone', text: 'invitation_used' })
  })

  it('A6 works once, also when it is accepted twice at one moment', async () => {
    const guest = await app.person('Race')
    await sendTo(guest.email)
    const token = await tokenOf(guest.email)
    const outcomes = await Promise.allSettled([accept(guest, token), accept(guest, token)])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('A6 that was taken back, is too old or was sent anew no longer works', async () => {
    const guest = await app.person('Late')
    const { invitationId } = await sendTo(guest.email)
    const first = await tokenOf(guest.email)
    await app.inOrg(harbor, ada, (scope) => resendInvitation(scope, invitationId))
    const second = await tokenOf(guest.email)
    await expect(accept(guest, first)).rejects.toMatchObject({ code: 'not_found' })
    clock.ahead = INVITATION_DAYS * 86_400_000
    await expect(accept(guest, second)).rejects.toMatchObject({ text: 'invitation_over' })
    clock.ahead = 0
    await app.inOrg(harbor, ada, (scope) => revokeInvitation(scope, invitationId))
    await expect(accept(guest, second)).rejects.toMatchObject({ text: 'invitation_over' })
    await expect(
      app.inOrg(harbor, ada, (scope) => resendInvitation(scope, invitationId)),
    ).rejects.toMatchObject({ code: 'not_found' })
  })

  it('A6 of another organization cannot be mailed again or taken back', async () => {
    const boris = await app.person('Boris')
    const other = await app.organization(boris, 'other')
    const { invitationId } = await sendTo('theirs@example.org')
    for (const act of [resendInvitation, revokeInvitation])
      await expect(app.inOrg(other, boris, (scope) => act(scope, invitationId))).rejects.toMatchObject({
        code: 'not_found',
      })
  })

  it('brings back who left, with the roles of the invitation', async () => {
    const back = await app.member(harbor, 'Back', 'administrator')
    await app.inPerson(back, (scope) => leaveOrganization(scope, harbor.id))
    await sendTo(back.email)
    await accept(back, await tokenOf(back.email))
    expect(await app.inPerson(back, listMemberships)).toMatchObject([{ roles: ['assessor'] }])
  })

  it('gives an account to a person who was entered without one, and leaves their roles alone', async () => {
    const address = 'entered@example.org'
    const { personId } = await app.inOrg(harbor, ada, (scope) =>
      addPerson(scope, { name: 'Entered', address, roles: ['learner'] }),
    )
    await sendTo(address)
    const token = await tokenOf(address)
    await mailSignInLink(app.deps, new Headers(), { email: address, next: `/invitations/${token}` })
    const link = new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
    await signInByLink(app.deps, new Headers(), link, 'en')
    await app.inPerson({ ...ada, id: personId, actor: { kind: 'person', personId } }, (scope) =>
      acceptInvitation(scope, token),
    )
    await expect(app.inOrg(harbor, ada, (scope) => getMember(scope, personId))).resolves.toMatchObject({
      name: 'Entered',
      roles: ['learner'],
    })
  })

  it('names who signed up by a link and has only an address for a name', async () => {
    const address = 'nameless@example.org'
    await sendTo(address)
    const token = await tokenOf(address)
    await mailSignInLink(app.deps, new Headers(), { email: address })
    const link = new URL(await app.linkMailedTo(address)).searchParams.get('token') ?? ''
    const { headers, isNew } = await signInByLink(app.deps, new Headers(), link, 'en')
    expect(isNew).toBe(true)
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    const response = await app.fetch('/api/v1/invitations/accept', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    expect(await response.json()).toEqual({ organizationId: harbor.id })
    expect(await (await app.fetch('/api/v1/me', { headers: { cookie } })).json()).toMatchObject({
      name: 'Named There',
    })
  })

  it('is refused for a member and for an address with an open one', async () => {
    await expect(sendTo(ada.email)).rejects.toMatchObject({ fields: [{ code: 'member_already' }] })
    await sendTo('open@example.org')
    await expect(sendTo('open@example.org')).rejects.toMatchObject({ fields: [{ code: 'invited_already' }] })
  })

  it('is for administrators to send, and for others to see at most', async () => {
    const manager = await app.member(harbor, 'Manager', 'program_manager')
    const learner = await app.member(harbor, 'Learner', 'learner')
    const path = `/api/v1/organizations/${harbor.slug}/invitations`
    const send = (as: TestPerson) =>
      app.fetch(path, {
        as,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ address: 'x@example.org', roles: ['administrator'] }),
      })
    expect([(await app.fetch(path, { as: manager })).status, (await send(manager)).status]).toEqual([
      200, 403,
    ])
    expect([(await app.fetch(path, { as: learner })).status, (await send(learner)).status]).toEqual([
      403, 403,
    ])
  })
})
