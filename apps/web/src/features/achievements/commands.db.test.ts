import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { inPublic, type OrgScope } from '../../db/scopes.ts'
import {
  createDraft,
  discardDraft,
  freezeVersion,
  publishVersion,
  retireAchievement,
  saveDraft,
  startNewVersion,
} from './commands.ts'
import { spillDefinition } from './definition.fixture.ts'
import { listNext } from './queries/related.ts'
import {
  findPublishedVersion,
  getDraft,
  getPublishedVersion,
  getVersion,
  listAchievements,
  listCatalog,
  listVersions,
} from './queries.ts'
import type { DefinitionInput } from './schema.ts'

let app: TestApp
let paula: TestPerson
let harbor: TestOrganization
let boris: TestPerson
let other: TestOrganization

beforeAll(async () => {
  app = await createTestApp()
  paula = await app.person('Paula')
  boris = await app.person('Boris')
  harbor = await app.organization(paula, 'harbor')
  other = await app.organization(boris, 'other')
})
afterAll(() => app.close())

const inHarbor = <T>(work: (scope: OrgScope) => Promise<T>) => app.inOrg(harbor, paula, work)

async function published(change: Partial<DefinitionInput> = {}) {
  return inHarbor(async (scope) => {
    const ids = await createDraft(scope, spillDefinition(change))
    await publishVersion(scope, ids.versionId, { changeNote: 'First' })
    return ids
  })
}

const asksFor = (achievementId: string): Partial<DefinitionInput> => ({
  criteria: [
    { id: 'first', kind: 'prerequisite', title: 'Before this', achievementId },
    ...(spillDefinition().criteria ?? []),
  ],
})

describe('a draft', () => {
  it('may lack anything and keeps what was typed', async () => {
    const ids = await inHarbor((scope) => createDraft(scope, { name: 'Half', criteria: [] }))
    const draft = await inHarbor((scope) => getDraft(scope, ids.versionId))
    expect(draft.definition).toMatchObject({ name: 'Half', proves: '', criteria: [] })
    await expect(inHarbor((scope) => getVersion(scope, ids.versionId))).rejects.toMatchObject({
      code: 'wrong_state',
      text: 'draft_incomplete',
    })
  })

  it('is saved once a revision: the second of two people is told and nothing is overwritten', async () => {
    const { versionId } = await inHarbor((scope) => createDraft(scope, spillDefinition()))
    const first = await inHarbor((scope) => saveDraft(scope, versionId, 1, spillDefinition({ name: 'One' })))
    expect(first.revision).toBe(2)
    await expect(
      inHarbor((scope) => saveDraft(scope, versionId, 1, spillDefinition({ name: 'Two' }))),
    ).rejects.toMatchObject({ code: 'stale' })
    const draft = await inHarbor((scope) => getDraft(scope, versionId))
    expect([draft.name, draft.revision]).toEqual(['One', 2])
  })

  it('that is thrown away takes an achievement along that has no other version', async () => {
    const ids = await inHarbor((scope) => createDraft(scope, { name: 'Gone' }))
    await expect(inHarbor((scope) => discardDraft(scope, ids.versionId))).resolves.toEqual({
      achievementGone: true,
    })
    await expect(inHarbor((scope) => getDraft(scope, ids.versionId))).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})

describe('publishing', () => {
  it('names every field that is missing', async () => {
    const { versionId } = await inHarbor((scope) => createDraft(scope, { name: 'Half' }))
    const error = await inHarbor((scope) => publishVersion(scope, versionId)).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'invalid_input' })
    const paths = (error as { fields: { path: string }[] }).fields.map((field) => field.path)
    expect(paths).toEqual(expect.arrayContaining(['proves', 'levels', 'criteria', 'effortHours']))
  })

  it('refuses a kind of criterion that cannot be judged yet', async () => {
    const { versionId } = await inHarbor((scope) =>
      createDraft(
        scope,
        spillDefinition({
          criteria: [{ id: 'course', kind: 'progress', title: 'Course', activity: 'Finish it' }],
        }),
      ),
    )
    await expect(inHarbor((scope) => publishVersion(scope, versionId))).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'criteria.0.kind', code: 'kind_not_running' }],
    })
  })

  it('refuses a prerequisite that is not published or belongs to another organization', async () => {
    const draft = await inHarbor((scope) => createDraft(scope, spillDefinition()))
    const foreign = await app.inOrg(other, boris, async (scope) => {
      const ids = await createDraft(scope, spillDefinition())
      await publishVersion(scope, ids.versionId)
      return ids
    })
    for (const id of [draft.achievementId, foreign.achievementId])
      await expect(published(asksFor(id))).rejects.toMatchObject({
        fields: [{ path: 'criteria.0.achievementId', code: 'prerequisite_unpublished' }],
      })
  })

  it('refuses prerequisites that lead back to itself', async () => {
    const first = await published({ name: 'First' })
    const second = await published({ name: 'Second', ...asksFor(first.achievementId) })
    const circle = inHarbor(async (scope) => {
      const draft = await startNewVersion(scope, first.achievementId)
      await saveDraft(scope, draft.versionId, 1, spillDefinition(asksFor(second.achievementId)))
      await publishVersion(scope, draft.versionId)
    })
    await expect(circle).rejects.toMatchObject({ fields: [{ code: 'prerequisite_cycle' }] })
    const next = await inHarbor((scope) => listNext(scope, first.achievementId))
    expect(next.map((version) => version.achievementId)).toEqual([second.achievementId])
  })

  it('refuses a draft that changed since the publisher saw it', async () => {
    const { versionId } = await inHarbor((scope) => createDraft(scope, spillDefinition()))
    await inHarbor((scope) => saveDraft(scope, versionId, 1, spillDefinition({ name: 'Other' })))
    await expect(
      inHarbor((scope) => publishVersion(scope, versionId, { revision: 1 })),
    ).rejects.toMatchObject({ code: 'stale' })
  })

  it('supersedes the version before and keeps both', async () => {
    const ids = await published()
    const next = await inHarbor((scope) => startNewVersion(scope, ids.achievementId))
    const again = await inHarbor((scope) => startNewVersion(scope, ids.achievementId))
    expect(again.versionId).toBe(next.versionId)
    await inHarbor(async (scope) => {
      await saveDraft(scope, next.versionId, 1, spillDefinition({ name: 'Spill response, revised' }))
      await publishVersion(scope, next.versionId, { changeNote: 'Renamed' })
    })
    const versions = await inHarbor((scope) => listVersions(scope, ids.achievementId))
    expect(versions.map(({ number, state, name }) => [number, state, name])).toEqual([
      [2, 'published', 'Spill response, revised'],
      [1, 'superseded', 'Spill response'],
    ])
    const current = await inPublic(app.deps, (scope) => getPublishedVersion(scope, ids.achievementId))
    expect(current.id).toBe(next.versionId)
  })

  it('lets one of two racing publications of a draft win', async () => {
    const { versionId } = await inHarbor((scope) => createDraft(scope, spillDefinition()))
    const results = await Promise.allSettled([
      inHarbor((scope) => publishVersion(scope, versionId)),
      inHarbor((scope) => publishVersion(scope, versionId)),
    ])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('a published version', () => {
  it('is not edited', async () => {
    const { versionId } = await published()
    await expect(
      inHarbor((scope) => saveDraft(scope, versionId, 1, spillDefinition())),
    ).rejects.toMatchObject({ code: 'wrong_state', text: 'not_a_draft' })
  })

  it('is frozen once, however often that is asked', async () => {
    const { versionId } = await published()
    await inHarbor((scope) => freezeVersion(scope, versionId))
    const first = await inHarbor((scope) => getVersion(scope, versionId))
    app.clock.now = new Date(app.clock.now.getTime() + 1000)
    await inHarbor((scope) => freezeVersion(scope, versionId))
    const second = await inHarbor((scope) => getVersion(scope, versionId))
    expect(first.frozenAt).toBeInstanceOf(Date)
    expect(second.frozenAt).toEqual(first.frozenAt)
  })

  it('that is frozen is refused a change by the database itself', async () => {
    const { versionId } = await published()
    await inHarbor((scope) => freezeVersion(scope, versionId))
    // Fails for `art_media_type`, `id` and `achievement_id` without migration 0006.
    const changes = [
      "name = 'Other'",
      "definition = '{}'",
      'frozen_at = NULL',
      "art_blob = 'x'",
      "art_media_type = 'image/png'",
      'number = 2',
      'id = gen_random_uuid()',
      'achievement_id = gen_random_uuid()',
    ]
    for (const change of changes)
      await expect(
        app.asOwner(`UPDATE assay.achievement_version SET ${change} WHERE id = '${versionId}'`),
      ).rejects.toMatchObject({ code: 'AS001' })
  })

  it('that was frozen as a draft by other means is refused in our own words', async () => {
    const { versionId } = await inHarbor((scope) => createDraft(scope, spillDefinition()))
    await app.asOwner(`UPDATE assay.achievement_version SET frozen_at = now() WHERE id = '${versionId}'`)
    await expect(
      inHarbor((scope) => saveDraft(scope, versionId, 1, spillDefinition({ name: 'X' }))),
    ).rejects.toMatchObject({ code: 'wrong_state', text: 'frozen_version' })
  })
})

describe('a retired achievement', () => {
  it('takes no new enrollment, gets no new version, and stays readable', async () => {
    const ids = await published()
    await inHarbor((scope) => retireAchievement(scope, ids.achievementId))
    expect(await inHarbor((scope) => findPublishedVersion(scope, ids.achievementId))).toBeUndefined()
    await expect(inHarbor((scope) => startNewVersion(scope, ids.achievementId))).rejects.toMatchObject({
      text: 'achievement_retired',
    })
    const version = await inPublic(app.deps, (scope) => getVersion(scope, ids.versionId))
    expect(version.state).toBe('retired')
  })

  it('was published before', async () => {
    const ids = await inHarbor((scope) => createDraft(scope, spillDefinition()))
    await expect(inHarbor((scope) => retireAchievement(scope, ids.achievementId))).rejects.toMatchObject({
      text: 'not_published',
    })
  })
})

describe('lists', () => {
  it('show the manager every state with counts, and filter by it', async () => {
    const ids = await published({ name: 'Countable %_ thing' })
    await app.asOwner(`INSERT INTO assay.enrollment
      (org_id, id, person_id, achievement_id, achievement_version_id, source, state, created_at)
      VALUES ('${harbor.id}', gen_random_uuid(), '${paula.id}', '${ids.achievementId}', '${ids.versionId}', 'self', 'active', now())`)
    const { items, total } = await inHarbor((scope) =>
      listAchievements(scope, { q: 'e %_ t', state: 'published' }),
    )
    expect(total).toBe(1)
    expect(items).toMatchObject([
      { id: ids.achievementId, state: 'published', enrolled: 1, awarded: 0, draftVersionId: null },
    ])
    const drafts = await inHarbor((scope) => listAchievements(scope, { state: 'draft' }))
    expect(
      drafts.items.every((item) => item.state === 'draft' && item.draftVersionId === item.versionId),
    ).toBe(true)
  })

  it('show members what is published, found by a skill too', async () => {
    await published({
      name: 'Forklift',
      alignments: [{ targetName: 'Lift trucks', targetUrl: 'https://example.org/l' }],
    })
    const { items } = await inHarbor((scope) => listCatalog(scope, { q: 'lift trucks' }))
    expect(items.map(({ version }) => version.name)).toEqual(['Forklift'])
  })
})

describe('row-level security', () => {
  it('hides drafts from everybody outside and other organizations from all', async () => {
    const draft = await inHarbor((scope) => createDraft(scope, spillDefinition()))
    await expect(inPublic(app.deps, (scope) => getVersion(scope, draft.versionId))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(app.inPerson(boris, (scope) => getVersion(scope, draft.versionId))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(
      app.inOrg(other, boris, (scope) => getVersion(scope, draft.versionId)),
    ).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  it('lets nobody change another organization’s version, whatever the query says', async () => {
    const { versionId } = await published()
    const changed = await app.inOrg(other, boris, (scope) =>
      scope.db
        .updateTable('achievementVersion')
        .set({ name: 'Mine' })
        .where('id', '=', versionId)
        .executeTakeFirst(),
    )
    expect(changed.numUpdatedRows).toBe(0n)
  })
})
