import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'

// Getting an account back, and making two accounts one, as whoever wants somebody else's badges would try it.

let app: TestApp
let program: Program
beforeAll(async () => {
  app = await createTestApp({ now: () => new Date() })
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())
beforeEach(async () => {
  await app.asOwner('TRUNCATE assay.rate_window')
})

const PASSWORD = 'a long enough phrase'
const OTHER_PASSWORD = 'another phrase that is long'
type Cookie = string | undefined
const call = (method: string, path: string, cookie: Cookie, body?: unknown) =>
  app.fetch(`/api/v1${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
  })
const status = async (...args: Parameters<typeof call>) => (await call(...args)).status
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .filter((pair) => !pair?.endsWith('='))
    .join('; ')
const tokenMailedTo = async (address: string) => {
  const { searchParams } = new URL(await app.linkMailedTo(address))
  return searchParams.get('token') ?? searchParams.get('link') ?? ''
}
const byPassword = async (email: string, password = PASSWORD) =>
  cookieOf(await call('POST', '/sessions', undefined, { email, password }))

async function addAddress(person: TestPerson, address: string): Promise<string> {
  expect(await status('POST', '/me/addresses', person.cookie, { email: address })).toBeLessThan(300)
  const token = await tokenMailedTo(address)
  expect(await status('POST', '/me/addresses/confirm', person.cookie, { token })).toBeLessThan(300)
  const [row] = await app.asOwner(`SELECT id FROM assay.person_email WHERE address = '${address}'`)
  return String(row?.id)
}

interface Victim extends TestPerson {
  readonly other: string
  readonly otherId: string
}

/** Somebody with a password, a second address, and a second factor as its set-up leaves it. */
async function makeVictim(name: string): Promise<Victim> {
  const person = await app.person(name)
  expect(await status('PUT', '/me/password', person.cookie, { newPassword: PASSWORD })).toBe(204)
  const other = `other.${person.email}`
  const otherId = await addAddress(person, other)
  await app.asOwner(`INSERT INTO assay.second_factor (person_id, id, secret_sealed, created_at, confirmed_at)
    VALUES ('${person.id}', gen_random_uuid(), '\\x00', now(), now())`)
  return { ...person, other, otherId }
}

/** A thief who knows the password and reads the second mailbox asks to give the factor up. */
async function askAsThief(victim: Victim): Promise<{ readonly cookie: string; readonly token: string }> {
  const cookie = await byPassword(victim.email)
  expect(await status('POST', '/sessions/factor/recovery', cookie, { email: victim.other })).toBe(202)
  return { cookie, token: await tokenMailedTo(victim.other) }
}
const begin = (token: string) => status('POST', '/sessions/factor/recovery/confirm', undefined, { token })
const finish = (cookie: string) => status('POST', '/sessions/factor/recovery/finish', cookie)
const ripen = (victim: TestPerson) =>
  app.asOwner(`UPDATE assay.factor_recovery SET started_at = started_at - interval '80 hours',
    ripens_at = ripens_at - interval '80 hours', expires_at = expires_at - interval '80 hours' WHERE person_id = '${victim.id}'`)
const hasFactor = async (victim: TestPerson) =>
  (await app.asOwner(`SELECT 1 FROM assay.second_factor WHERE person_id = '${victim.id}'`)).length > 0
// As its owner does; the session of the test has no factor to show.
const takeAway = (victim: Victim) =>
  app.asOwner(`DELETE FROM assay.person_email WHERE id = '${victim.otherId}'`)

describe('a second factor is not given up', () => {
  it('O9 by the link of an address that was taken out of the account meanwhile', async () => {
    const victim = await makeVictim('Removed Before')
    const { token } = await askAsThief(victim)
    await takeAway(victim)
    expect(await begin(token)).toBe(410)
    expect(await app.asOwner(`SELECT 1 FROM assay.factor_recovery WHERE person_id = '${victim.id}'`)).toEqual(
      [],
    )
  })

  it('O9 once the address that began it was taken out, also where somebody else has it now', async () => {
    const victim = await makeVictim('Removed After')
    const { cookie, token } = await askAsThief(victim)
    expect(await begin(token)).toBe(204)
    await takeAway(victim)
    await ripen(victim)
    expect(await finish(cookie)).toBe(409)
    const stranger = await app.person('New Owner Of It')
    await addAddress(stranger, victim.other)
    expect(await finish(cookie)).toBe(409)
    expect(await hasFactor(victim)).toBe(true)
  })

  it('O9 by an address that its owner keeps from opening the account in the three days', async () => {
    const victim = await makeVictim('Rights Changed')
    const { cookie, token } = await askAsThief(victim)
    expect(await begin(token)).toBe(204)
    await app.asOwner(`UPDATE assay.person_email SET recovers = false WHERE id = '${victim.otherId}'`)
    await ripen(victim)
    expect(await finish(cookie)).toBe(409)
    expect(await hasFactor(victim)).toBe(true)
  })

  it('O9 by a link that was mailed before the account was merged into another', async () => {
    const victim = await makeVictim('Merged Away')
    const { cookie, token } = await askAsThief(victim)
    await app.asOwner(`DELETE FROM assay.second_factor WHERE person_id = '${victim.id}'`)
    const own = await app.person('Merged Into')
    const proof = await call('POST', '/me/merge/proof', own.cookie, {
      email: victim.email,
      password: PASSWORD,
    })
    const { token: yes } = (await proof.json()) as { token: string }
    expect(await status('POST', '/me/merge', own.cookie, { token: yes })).toBe(204)
    expect(await begin(token)).toBe(410)
    expect(await finish(cookie)).toBe(401)
  })

  it('O9 twice: of two requests at once one begins, and one ends it', async () => {
    const victim = await makeVictim('Two At Once')
    const { cookie, token } = await askAsThief(victim)
    expect((await Promise.all([begin(token), begin(token)])).sort()).toEqual([204, 410])
    const open = await app.asOwner(
      `SELECT count(*)::int AS count FROM assay.factor_recovery WHERE person_id = '${victim.id}'`,
    )
    expect(open).toEqual([{ count: 1 }])
    await ripen(victim)
    const second = await byPassword(victim.email)
    const ended = await Promise.all([finish(cookie), finish(second)])
    expect(ended.filter((code) => code === 204)).toHaveLength(1)
  })

  it('O9 where it is stopped at the moment at which it is finished, or it is and the stop says so', async () => {
    const victim = await makeVictim('Stopped At Once')
    const { cookie, token } = await askAsThief(victim)
    expect(await begin(token)).toBe(204)
    await ripen(victim)
    const stop = await tokenMailedTo(victim.email)
    const [stopped, finished] = await Promise.all([
      status('POST', '/sessions/factor/recovery/stop', undefined, { token: stop }),
      finish(cookie),
    ])
    expect([
      [204, 409],
      [410, 204],
    ]).toContainEqual([stopped, finished])
    expect(await hasFactor(victim)).toBe(stopped === 204)
  })
})

describe('an address', () => {
  it('O9 that two people prove at once is of one of them', async () => {
    const [one, two] = [await app.person('One'), await app.person('Two')]
    const address = 'shared.box@elsewhere.example'
    const tokens: string[] = []
    for (const { cookie } of [one, two]) {
      await call('POST', '/me/addresses', cookie, { email: address })
      tokens.push(await tokenMailedTo(address))
    }
    const answers = await Promise.all(
      [one, two].map(({ cookie }, at) =>
        status('POST', '/me/addresses/confirm', cookie, { token: tokens[at] }),
      ),
    )
    expect(answers.filter((code) => code < 300)).toHaveLength(1)
    expect(answers.filter((code) => code >= 500)).toEqual([])
    const rows = await app.asOwner(
      `SELECT 1 FROM assay.person_email WHERE address = '${address}' AND verified_at IS NOT NULL`,
    )
    expect(rows).toHaveLength(1)
  })

  it('O9 that changes hands takes no badge along: they stay with who had earned them', async () => {
    const learner = await app.member(program.organization, 'Leaves', 'learner')
    const badge = await issuedTo(app, program, learner, { shared: false })
    const kept = `kept.${learner.email}`
    await addAddress(learner, kept)
    await app.asOwner(`UPDATE assay.person_email SET is_primary = false WHERE address = '${learner.email}';
      UPDATE assay.person_email SET is_primary = true WHERE address = '${kept}';
      DELETE FROM assay.person_email WHERE address = '${learner.email}';
      UPDATE auth."user" SET email = '${kept}' WHERE email = '${learner.email}'`)
    const next = await app.person('Next Owner')
    await addAddress(next, learner.email)
    const [row] = await app.asOwner(`SELECT person_id FROM assay.credential WHERE id = '${badge}'`)
    expect(row?.person_id).toBe(learner.id)
    const own = (await (await call('GET', '/me/backpack', next.cookie)).json()) as { items: unknown[] }
    expect(own.items).toEqual([])
  })
})

describe('two accounts are not merged', () => {
  it('O9 by a proof from before the other’s owner changed the password', async () => {
    const [thief, victim] = [await app.person('Thief'), await app.person('Changes It')]
    await call('PUT', '/me/password', victim.cookie, { newPassword: PASSWORD })
    const proof = await call('POST', '/me/merge/proof', thief.cookie, {
      email: victim.email,
      password: PASSWORD,
    })
    const { token } = (await proof.json()) as { token: string }
    await call('POST', '/password/forgotten', undefined, { email: victim.email })
    const reset = await tokenMailedTo(victim.email)
    expect(await status('POST', '/password/new', undefined, { token: reset, password: OTHER_PASSWORD })).toBe(
      204,
    )
    expect(await status('POST', '/me/merge', thief.cookie, { token })).toBe(410)
    expect(await byPassword(victim.email, OTHER_PASSWORD)).not.toBe('')
  })

  it('O9 by a link that was mailed to an address that has left the other account', async () => {
    const thief = await app.person('Reads Old Mail')
    const victim = await app.person('Has Moved')
    const other = `other.${victim.email}`
    const otherId = await addAddress(victim, other)
    expect(await status('POST', '/me/merge/link', thief.cookie, { email: other })).toBe(202)
    const link = await tokenMailedTo(other)
    expect(await status('DELETE', `/me/addresses/${otherId}`, victim.cookie)).toBe(204)
    expect(await status('POST', '/me/merge/proof', thief.cookie, { link })).toBe(410)
    await addAddress(await app.person('Has It Now'), other)
    expect(await status('POST', '/me/merge/proof', thief.cookie, { link })).toBe(410)
  })

  it('O9 by who controls one of them: not with their own password, session, or link in the other’s browser', async () => {
    const [thief, victim] = [await app.person('Controls One'), await app.person('Owns Badges')]
    await call('PUT', '/me/password', thief.cookie, { newPassword: PASSWORD })
    await call('PUT', '/me/password', victim.cookie, { newPassword: OTHER_PASSWORD })
    expect(
      await status('POST', '/me/merge/proof', thief.cookie, { email: victim.email, password: PASSWORD }),
    ).toBe(422)
    // The other way round: the thief's account is offered to the victim, whose yes to it is needed, with its own token.
    const proof = await call('POST', '/me/merge/proof', thief.cookie, {
      email: thief.email,
      password: PASSWORD,
    })
    expect(proof.status).toBe(409)
    expect(await status('POST', '/me/merge/link', thief.cookie, { email: victim.email })).toBe(202)
    const link = await tokenMailedTo(victim.email)
    expect(await status('POST', '/me/merge/proof', victim.cookie, { link })).toBe(410)
    const [row] = await app.asOwner(`SELECT merged_into FROM assay.person WHERE id = '${victim.id}'`)
    expect(row?.merged_into).toBe(null)
  })

  it('O9 twice: of two yeses at once one merges', async () => {
    const [own, other] = [await app.person('Says Yes Twice'), await app.person('Is Merged')]
    await call('PUT', '/me/password', other.cookie, { newPassword: PASSWORD })
    const proof = await call('POST', '/me/merge/proof', own.cookie, {
      email: other.email,
      password: PASSWORD,
    })
    const { token } = (await proof.json()) as { token: string }
    const answers = await Promise.all([1, 2].map(() => status('POST', '/me/merge', own.cookie, { token })))
    expect(answers.sort()).toEqual([204, 410])
  })
})
