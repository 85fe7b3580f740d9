import { z } from 'zod'
import type { AchievementListItem, CatalogItem, DraftVersion } from '../queries.ts'
import { type Draft, draftSchema } from '../schema/draft.ts'
import { type Definition, definitionSchema, STATES } from '../schema.ts'
import type { Change } from './history.ts'

export const draftIdsView = z
  .object({ achievementId: z.uuid(), versionId: z.uuid() })
  .meta({ id: 'AchievementDraftIds' })

export const achievementItemView = z
  .object({
    id: z.uuid(),
    state: z.enum(STATES),
    name: z.string(),
    versionId: z.uuid(),
    number: z.number().int(),
    draftVersionId: z.uuid().nullable(),
    updatedAt: z.iso.datetime(),
    publishedAt: z.iso.datetime().nullable(),
    enrolled: z.number().int(),
    awarded: z.number().int(),
  })
  .meta({ id: 'AchievementItem' })

export function presentItem({
  definition: _,
  updatedAt,
  publishedAt,
  ...item
}: AchievementListItem): z.input<typeof achievementItemView> {
  return { ...item, updatedAt: updatedAt.toISOString(), publishedAt: publishedAt?.toISOString() ?? null }
}

const versionFacts = {
  id: z.uuid(),
  achievementId: z.uuid(),
  number: z.number().int(),
  state: z.enum(['draft', 'published', 'superseded', 'retired']),
  name: z.string(),
  revision: z.number().int(),
  changeNote: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  publishedAt: z.iso.datetime().nullable(),
  /** Since when somebody works on it or holds it, so that it never changes. */
  frozenAt: z.iso.datetime().nullable(),
  /** Media type of a picture of the organization's own; null where the badge is drawn. */
  art: z.enum(['image/png', 'image/svg+xml']).nullable(),
}

/** A version without its definition. */
export const versionSummaryView = z.object(versionFacts).meta({ id: 'AchievementVersionSummary' })
export const versionView = z
  .object({ ...versionFacts, definition: draftSchema })
  .meta({ id: 'AchievementVersion' })

export function presentVersionSummary(row: DraftVersion): z.input<typeof versionSummaryView> {
  const { id, achievementId, number, state, name, revision, changeNote } = row
  return {
    ...{ id, achievementId, number, state, name, revision, changeNote },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    publishedAt: row.publishedAt?.toISOString() ?? null,
    frozenAt: row.frozenAt?.toISOString() ?? null,
    art: row.artMediaType === 'image/png' || row.artMediaType === 'image/svg+xml' ? row.artMediaType : null,
  }
}

export const presentVersion = (row: DraftVersion): z.input<typeof versionView> => ({
  ...presentVersionSummary(row),
  definition: row.definition,
})

export const changeView = z
  .object({
    kind: z.enum(['added', 'removed', 'changed']),
    field: z.string(),
    of: z.string().nullable(),
    before: z.string().nullable(),
    after: z.string().nullable(),
  })
  .meta({ id: 'AchievementChange' })

export const presentChange = ({ of, before, after, ...change }: Change): z.input<typeof changeView> => ({
  ...change,
  of: of ?? null,
  before: before ?? null,
  after: after ?? null,
})

export const checkView = z
  .object({
    problems: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
    warnings: z.array(z.object({ code: z.string(), count: z.number(), effortHours: z.number() })),
  })
  .meta({ id: 'AchievementCheck' })

/** What anyone may read of a micro-credential that is or was published. */
export const publicAchievementView = z
  .object({
    id: z.uuid(),
    versionId: z.uuid(),
    number: z.number().int(),
    state: z.enum(['published', 'superseded', 'retired']),
    publishedAt: z.iso.datetime().nullable(),
    organization: z.object({ name: z.string(), slug: z.string() }),
    definition: definitionSchema,
  })
  .meta({ id: 'Achievement' })

export function presentPublic({ version, organization }: CatalogItem): z.input<typeof publicAchievementView> {
  const { achievementId, id, number, state, publishedAt, definition } = version
  if (state === 'draft') throw new TypeError('a draft is not public')
  return {
    id: achievementId,
    versionId: id,
    number,
    state,
    publishedAt: publishedAt?.toISOString() ?? null,
    organization: { name: organization.name, slug: organization.slug },
    definition,
  }
}

/** A definition in the form that it is exported in; what is not complete cannot be exported. */
export const exchangeOf = (definition: Definition | Draft) =>
  ({ format: 'assay-achievement', version: 1, definition }) as const
