import { z } from '@hono/zod-openapi'
import { type Api, orgRoute, pageOf, publicRoute } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { createDraft, retireAchievement, startNewVersion } from '../commands.ts'
import { mayDefine, maySeeAchievements, maySeeCatalog } from '../policy.ts'
import {
  achievementItemView,
  draftIdsView,
  exchangeOf,
  presentItem,
  presentPublic,
  presentVersionSummary,
  publicAchievementView,
  versionSummaryView,
} from '../present/views.ts'
import { getAchievementItem, getForExport, getPublicAchievement } from '../queries/one.ts'
import { listAchievements, listCatalog, listPublicCatalog, listVersions } from '../queries.ts'
import { draftSchema } from '../schema/draft.ts'
import { achievementsQuerySchema, catalogQuerySchema, exchangeSchema } from '../schema.ts'

import { ACHIEVEMENT, ACHIEVEMENTS, TAG as tag } from './paths.ts'
import { versionRoutes } from './version-routes.ts'

const one = z.object({ achievement: z.uuid() })

/** Everything about micro-credentials that the pages can do. */
export function achievementsApi(api: Api): void {
  listRoutes(api)
  achievementRoutes(api)
  versionRoutes(api)
  publicRoutes(api)
}

function listRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: ACHIEVEMENTS,
      summary: 'Micro-credentials of an organization in every state, with counts',
      tag,
      query: achievementsQuerySchema,
      response: pageOf(achievementItemView),
    },
    async (scope, { query }) => {
      authorize(maySeeAchievements(scope))
      const { items, total } = await listAchievements(scope, query)
      return { items: items.map(presentItem), total }
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: ACHIEVEMENTS,
      summary: 'Make a micro-credential as a draft',
      description: 'The definition may lack anything; what is missing is asked when it is published.',
      tag,
      body: draftSchema,
      response: draftIdsView,
      status: 201,
    },
    async (scope, { body }) => {
      authorize(mayDefine(scope))
      return createDraft(scope, body)
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ACHIEVEMENTS}/import`,
      summary: 'Make a draft from an exported definition',
      tag,
      body: exchangeSchema,
      response: draftIdsView,
      status: 201,
    },
    async (scope, { body }) => {
      authorize(mayDefine(scope))
      return createDraft(scope, body.definition)
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: '/organizations/{org}/catalog',
      summary: 'What members can enroll on',
      tag,
      query: catalogQuerySchema,
      response: pageOf(publicAchievementView),
    },
    async (scope, { query }) => {
      authorize(maySeeCatalog(scope))
      const { items, total } = await listCatalog(scope, query)
      return { items: items.map(presentPublic), total }
    },
  )
}

function achievementRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: ACHIEVEMENT,
      summary: 'A micro-credential with its versions',
      tag,
      params: one,
      response: achievementItemView.extend({ versions: z.array(versionSummaryView) }),
    },
    async (scope, { params }) => {
      authorize(maySeeAchievements(scope))
      const item = await getAchievementItem(scope, params.achievement)
      const versions = await listVersions(scope, params.achievement)
      return { ...presentItem(item), versions: versions.map(presentVersionSummary) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: `${ACHIEVEMENT}/export`,
      summary: 'The definition as it is imported elsewhere',
      description: 'What is published, else the draft if it is complete.',
      tag,
      params: one,
      response: exchangeSchema,
    },
    async (scope, { params }) => {
      authorize(maySeeAchievements(scope))
      return exchangeOf(await getForExport(scope, params.achievement)) as z.input<typeof exchangeSchema>
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ACHIEVEMENT}/versions`,
      summary: 'Start the next version, or find the draft that is being written',
      tag,
      params: one,
      response: draftIdsView,
      status: 201,
    },
    async (scope, { params }) => {
      authorize(mayDefine(scope))
      return startNewVersion(scope, params.achievement)
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${ACHIEVEMENT}/retire`,
      summary: 'End new enrollments',
      description: 'Who has begun may finish; holders keep theirs. It cannot be undone.',
      tag,
      params: one,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params }) => {
      authorize(mayDefine(scope))
      await retireAchievement(scope, params.achievement)
      return {}
    },
  )
}

function publicRoutes(api: Api): void {
  publicRoute(
    api,
    {
      method: 'get',
      path: '/achievements',
      summary: 'The catalog of all organizations here',
      tag,
      query: catalogQuerySchema,
      response: pageOf(publicAchievementView),
    },
    async (scope, { query }) => {
      const { items, total } = await listPublicCatalog(scope, query)
      return { items: items.map(presentPublic), total }
    },
  )
  publicRoute(
    api,
    {
      method: 'get',
      path: '/achievements/{achievement}',
      summary: 'A micro-credential as anyone may read it',
      tag,
      params: one,
      response: publicAchievementView,
    },
    async (scope, { params }) => presentPublic(await getPublicAchievement(scope, params.achievement)),
  )
}
