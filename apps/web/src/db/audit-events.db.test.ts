import { randomUUID } from 'node:crypto'
import { canonicalJson, formatDateTimeStamp, type JsonObject } from '@assay/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestApp, type TestApp, type TestOrganization, type TestPerson } from '../../test/test-app.ts'
import { type AuditEntry, recordEvents } from './audit-events.ts'

let app: TestApp
let founder: TestPerson
let organization: TestOrganization

beforeAll(async () => {
  app = await createTestApp()
  founder = await app.person('Founder')
  organization = await app.organization(founder, 'harbor')
})
afterAll(() => app.close())

const entry = (words: string, data: Readonly<Record<string, unknown>>): AuditEntry => ({
  ...{ action: 'test.done', recordType: 'thing', recordId: words, data },
})

it('an event’s canonical form is that of its members, whoever acts and whatever it says', async () => {
  const words = ['plain', 'with "quotes" \\ and\nlines', 'accénts 𝄞', randomUUID()]
  const entries = words.map((text) => entry(text, { z: text, a: [1, null, { b: true }], [text]: 0 }))
  await app.inOrg(organization, founder, (scope) => recordEvents(scope, entries))
  await app.inPerson(founder, (scope) => recordEvents(scope, entries))
  await app.inSystem((scope) => recordEvents(scope, entries))
  const rows = await app.asOwner("SELECT * FROM assay.audit_event WHERE action = 'test.done'")
  expect(rows).toHaveLength(3 * words.length)
  expect(new Set(rows.map(({ actor_kind }) => actor_kind))).toEqual(new Set(['person', 'system']))
  for (const row of rows) {
    const {
      id,
      org_id: org,
      actor_kind: actorKind,
      action,
      record_type: recordType,
      record_id: recordId,
    } = row
    const actor = row.actor_person_id ?? 'system'
    const at = formatDateTimeStamp((row.at as Date).getTime())
    const event = { id, org, actor, actorKind, action, recordType, recordId, data: row.data, at }
    expect(row.canonical).toBe(canonicalJson(event as unknown as JsonObject))
  }
})
