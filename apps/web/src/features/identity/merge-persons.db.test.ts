import { randomUUID } from 'node:crypto'
import { decodeUtf8 } from '@assay/core'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issuedTo, makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { getCredentialJson } from '../credentials/queries.ts'
import { dataKeyOf, sealWith } from '../data-keys/commands.ts'
import { openSealed } from '../data-keys/queries.ts'
import { enroll } from '../enrollments/commands/enroll.ts'
import { MOVING, movePersonalThings, STAYING } from './commands/merge-persons.ts'

let app: TestApp
let program: Program

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
})
afterAll(() => app.close())

const merge = (from: TestPerson, into: TestPerson) =>
  app.inSystem((system) => movePersonalThings(system, from.id, into.id))

/** What a person may have at random, besides an account. */
interface Belongings {
  readonly member: boolean
  readonly left: boolean
  readonly enrolled: boolean
  readonly badge: boolean
  readonly notes: number
  /** The badge that both imported. */
  readonly imported: boolean
}
const belongings = fc.record({
  member: fc.boolean(),
  left: fc.boolean(),
  enrolled: fc.boolean(),
  badge: fc.boolean(),
  notes: fc.nat({ max: 2 }),
  imported: fc.boolean(),
})

interface Kept {
  readonly id: string
  readonly text: string
}

async function furnish(person: TestPerson, has: Belongings) {
  const notes: Kept[] = []
  const keep = async (url: string) => {
    const [id, text] = [randomUUID(), `of ${person.name}, ${notes.length}`]
    await app.inPerson(person, async (scope) => {
      const sealed = sealWith(await dataKeyOf(scope, person.id), text, `backpack_entry:${id}:sealed`)
      await scope.db
        .insertInto('backpackEntry')
        .values({
          personId: person.id,
          id,
          source: 'imported',
          orgId: null,
          credentialId: null,
          issuerId: 'https://elsewhere.example',
          credentialUrl: url,
          ...sealed,
          mediaType: 'text/plain',
          addedAt: app.clock.now,
        })
        .execute()
    })
    notes.push({ id, text })
  }
  for (let at = 0; at < has.notes; at += 1) await keep(`https://elsewhere.example/${randomUUID()}`)
  if (has.imported) await keep('https://elsewhere.example/both')
  if (!has.member) return { notes, badge: undefined }
  await app.asOwner(
    `INSERT INTO assay.membership (org_id, person_id, roles, joined_at)
      VALUES ('${program.organization.id}', '${person.id}', '{learner}', now())`,
  )
  if (has.enrolled)
    await app.inOrg(program.organization, person, (scope) => enroll(scope, program.achievementId))
  const badge = has.badge ? await issuedTo(app, program, person, { shared: false }) : undefined
  if (has.left)
    await app.asOwner(`UPDATE assay.membership SET left_at = now() WHERE person_id = '${person.id}'`)
  return { notes, badge }
}

describe('two persons who are one', () => {
  it('keep everything that either had, readable, and are left with one current data key', async () => {
    await fc.assert(
      fc.asyncProperty(belongings, belongings, async (hasFrom, hasInto) => {
        const [from, into] = [await app.person('Mia Twice'), await app.person('Mia Once')]
        const [theirs, own] = [await furnish(from, hasFrom), await furnish(into, hasInto)]
        await merge(from, into)
        await app.inPerson(into, async (scope) => {
          for (const { id, text } of [...theirs.notes, ...own.notes]) {
            const row = await scope.db
              .selectFrom('backpackEntry')
              .selectAll()
              .where('id', '=', id)
              .executeTakeFirstOrThrow()
            const bytes = await openSealed(
              scope,
              row.dataKeyId ?? '',
              row.sealed ?? Buffer.alloc(0),
              `backpack_entry:${id}:sealed`,
            )
            expect(decodeUtf8(bytes)).toBe(text)
          }
          for (const badge of [theirs.badge, own.badge])
            if (badge !== undefined) expect((await getCredentialJson(scope, badge)).length).toBeGreaterThan(0)
          await dataKeyOf(scope, into.id)
        })
        await checkLeftovers(from, into, hasFrom, hasInto)
      }),
      { numRuns: 12 },
    )
  }, 60_000)

  async function checkLeftovers(
    from: TestPerson,
    into: TestPerson,
    hasFrom: Belongings,
    hasInto: Belongings,
  ): Promise<void> {
    for (const table of [...MOVING, 'data_key', 'person_email'])
      expect(await app.asOwner(`SELECT 1 FROM assay.${table} WHERE person_id = '${from.id}'`), table).toEqual(
        [],
      )
    expect(
      await app.asOwner(`SELECT 1 FROM assay.data_key WHERE person_id = '${into.id}' AND is_current`),
    ).toHaveLength(1)
    const memberships = await app.asOwner(
      `SELECT left_at IS NULL AS here FROM assay.membership WHERE person_id = '${into.id}'`,
    )
    const active = (has: Belongings) => has.member && !has.left
    expect(memberships).toEqual(
      hasFrom.member || hasInto.member ? [{ here: active(hasFrom) || active(hasInto) }] : [],
    )
    const open = await app.asOwner(
      `SELECT 1 FROM assay.enrollment WHERE person_id = '${into.id}' AND state IN ('active', 'submitted')`,
    )
    const enrolled = [hasFrom, hasInto].some((has) => has.member && has.enrolled)
    expect(open).toHaveLength(enrolled ? 1 : 0)
    const both = await app.asOwner(`SELECT 1 FROM assay.backpack_entry
      WHERE person_id = '${into.id}' AND credential_url LIKE '%/both' AND removed_at IS NULL`)
    expect(both).toHaveLength(hasFrom.imported || hasInto.imported ? 1 : 0)
  }

  it('A5 are not merged when one decided an award of the other, and nothing has moved', async () => {
    const learner = await app.member(program.organization, 'Awarded Soon', 'learner')
    const badge = await issuedTo(app, program, learner, { shared: false })
    await expect(merge(learner, program.manager)).rejects.toMatchObject({ text: 'awarded_oneself' })
    await expect(merge(program.manager, learner)).rejects.toMatchObject({ text: 'awarded_oneself' })
    const [row] = await app.asOwner(`SELECT person_id FROM assay.credential WHERE id = '${badge}'`)
    expect(row?.person_id).toBe(learner.id)
  })

  it('who managed each other end without a circle', async () => {
    const [from, between, into] = [
      await app.member(program.organization, 'Circle From', 'learner'),
      await app.member(program.organization, 'Circle Between', 'learner'),
      await app.member(program.organization, 'Circle Into', 'learner'),
    ]
    const manages = (above: TestPerson, below: TestPerson) =>
      app.asOwner(`UPDATE assay.membership SET manager_id = '${above.id}' WHERE person_id = '${below.id}'`)
    await manages(from, between)
    await manages(between, into)
    await merge(from, into)
    const rows = await app.asOwner(
      `SELECT person_id, manager_id FROM assay.membership WHERE person_id IN ('${between.id}', '${into.id}')`,
    )
    expect(new Map(rows.map((row) => [row.person_id, row.manager_id]))).toEqual(
      new Map([
        [between.id, into.id],
        [into.id, null],
      ]),
    )
  })

  it('a person who was merged is merged no second time', async () => {
    const [from, into, other] = [
      await app.person('Gone Person'),
      await app.person('Kept Person'),
      await app.person('Third Person'),
    ]
    await merge(from, into)
    await expect(merge(from, other)).rejects.toMatchObject({ code: 'not_found' })
  })
})

it('every table that says whose a thing is, is moved or has its reason', async () => {
  const rows = await app.asOwner(`SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'assay' AND column_name = 'person_id' ORDER BY table_name`)
  expect(rows.map(({ table_name }) => table_name)).toEqual([...MOVING, ...Object.keys(STAYING)].sort())
})
