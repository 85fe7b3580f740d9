import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../../test/test-app.ts'
import { type ColumnTypes, insertMany } from './insert-many.ts'

let app: TestApp
beforeAll(async () => {
  app = await createTestApp()
})
afterAll(() => app.close())

const EVENT: ColumnTypes<'auditEvent'> = {
  id: 'uuid',
  orgId: 'uuid',
  actorKind: 'text',
  action: 'text',
  recordType: 'text',
  recordId: 'text',
  data: 'jsonb',
  at: 'timestamptz',
  simulated: 'boolean',
  canonical: 'text',
  salt: 'bytea',
}
const KEY: ColumnTypes<'dataKey'> = {
  id: 'uuid',
  personId: 'uuid',
  wrapped: 'bytea',
  createdAt: 'timestamptz',
}

/** Any text that PostgreSQL takes: all but the null character. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0')),
  fc.constantFrom('', 'NULL', '{a,"b"}', '\\x41', '"', '\\"', "'; --"),
)
const row = fc.record({
  words: text,
  bytes: fc.uint8Array({ maxLength: 30 }),
  at: fc.date({
    min: new Date('1970-01-01'),
    max: new Date('2100-01-01'),
    noInvalidDate: true,
  }),
  own: fc.boolean(),
})

describe('insertMany', () => {
  it('stores every text, byte, time and null as it is, alike or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const type = randomUUID()
        const values = rows.map(({ words, bytes, at, own }) => ({
          ...{ id: randomUUID(), orgId: own ? randomUUID() : null, personId: null, actorPersonId: null },
          ...{ actorKind: 'system' as const, actorKeyId: null, action: 'a.b', recordType: type },
          ...{ recordId: words, data: JSON.stringify({ words }), at, simulated: own, canonical: words },
          salt: Buffer.from(bytes),
        }))
        await app.inSystem(({ db }) => insertMany(db, 'auditEvent', EVENT, values))
        const stored = await app.asOwner(
          `SELECT id, org_id, record_id, data, at, simulated, canonical, salt FROM assay.audit_event WHERE record_type = '${type}'`,
        )
        const byId = new Map(stored.map((one) => [one.id, one]))
        expect(values.map(({ id }) => byId.get(id))).toEqual(
          values.map(({ id, orgId, recordId, data, at, simulated, canonical, salt }) => ({
            ...{ id, org_id: orgId, record_id: recordId, data: JSON.parse(data) },
            ...{ at, simulated, canonical, salt },
          })),
        )
      }),
      { numRuns: 25 },
    )
  })

  it('refuses an id that is none, also one that looks like two', async () => {
    const [one, two] = [randomUUID(), randomUUID()]
    for (const id of [`${one},${two}`, 'none', `${one}}`])
      await expect(
        app.inSystem(({ db }) =>
          insertMany(
            db,
            'dataKey',
            KEY,
            [id, two].map((personId) => ({
              ...{ id: randomUUID(), personId, wrapped: Buffer.alloc(1), createdAt: new Date() },
            })),
          ),
        ),
      ).rejects.toThrow('invalid input syntax for type uuid')
  })

  it('leaves what is there where that was asked for, and fails where it was not', async () => {
    const one = {
      ...{ id: randomUUID(), personId: randomUUID(), wrapped: Buffer.from([1]) },
      ...{ createdAt: app.deps.now(), destroyedAt: null },
    }
    const store = (wrapped: Buffer, skipConflicts: boolean) =>
      app.inSystem(({ db }) => insertMany(db, 'dataKey', KEY, [{ ...one, wrapped }], { skipConflicts }))
    await store(Buffer.from([1]), false)
    await store(Buffer.from([2]), true)
    await expect(store(Buffer.from([2]), false)).rejects.toThrow(/duplicate key/)
    expect(await app.asOwner(`SELECT wrapped FROM assay.data_key WHERE id = '${one.id}'`)).toEqual([
      { wrapped: Buffer.from([1]) },
    ])
  })

  it('does nothing for no rows', async () => {
    await app.inSystem(({ db }) => insertMany(db, 'dataKey', KEY, []))
  })
})
