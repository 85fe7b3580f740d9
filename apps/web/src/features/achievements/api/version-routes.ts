import { decodeBase64 } from '@assay/core'
import { z } from '@hono/zod-openapi'
import { invalidField } from '../../../app-error.ts'
import { type Api, orgCallRoute, orgRoute, type RunAsMember } from '../../../http/api-route.ts'
import { authorize } from '../../../http/authenticate.ts'
import { removeArt, uploadArt } from '../commands/art.ts'
import { discardDraft, publishVersion, saveDraft } from '../commands.ts'
import { mayDefine, maySeeAchievements } from '../policy.ts'
import { changesBetween } from '../present/history.ts'
import { changeView, checkView, presentChange, presentVersion, versionView } from '../present/views.ts'
import { checkDraft, findVersionOf } from '../queries/one.ts'
import { listVersions } from '../queries.ts'
import { ART_MAX_BYTES } from '../schema/art-file.ts'
import { draftSchema } from '../schema/draft.ts'
import { publishSchema } from '../schema.ts'
import { ACHIEVEMENT, TAG as tag } from './paths.ts'

const VERSION = `${ACHIEVEMENT}/versions/{version}`
const version = z.object({ achievement: z.uuid(), version: z.uuid() })
const revised = z.object({ revision: z.number().int() }).meta({ id: 'Revision' })

/** One version: reading, saving, checking, comparing, publishing, its art. */
export function versionRoutes(api: Api): void {
  draftRoutes(api)
  readingRoutes(api)
  artRoutes(api)
}

function draftRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: VERSION,
      summary: 'A version with its definition',
      tag,
      params: version,
      response: versionView,
    },
    async (scope, { params }) => {
      authorize(maySeeAchievements(scope))
      return presentVersion(await findVersionOf(scope, params.achievement, params.version))
    },
  )
  orgRoute(
    api,
    {
      method: 'put',
      path: VERSION,
      summary: 'Save a draft',
      description:
        'With the revision that was read; if somebody saved since, the answer is 409 and nothing changes.',
      tag,
      params: version,
      body: z.strictObject({ revision: z.number().int().min(1), definition: draftSchema }),
      response: revised.extend({ savedAt: z.iso.datetime() }),
    },
    async (scope, { params, body }) => {
      authorize(mayDefine(scope))
      await findVersionOf(scope, params.achievement, params.version)
      const { revision, savedAt } = await saveDraft(scope, params.version, body.revision, body.definition)
      return { revision, savedAt: savedAt.toISOString() }
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: VERSION,
      summary: 'Throw a draft away',
      tag,
      params: version,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params }) => {
      authorize(mayDefine(scope))
      await findVersionOf(scope, params.achievement, params.version)
      await discardDraft(scope, params.version)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${VERSION}/publish`,
      summary: 'Publish a draft',
      tag,
      params: version,
      body: publishSchema,
      response: versionView,
    },
    async (scope, { params, body }) => {
      authorize(mayDefine(scope))
      await findVersionOf(scope, params.achievement, params.version)
      await publishVersion(scope, params.version, body)
      return presentVersion(await findVersionOf(scope, params.achievement, params.version))
    },
  )
}

function readingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: `${VERSION}/check`,
      summary: 'What stands in the way of publishing a draft, and questions about its focus',
      tag,
      params: version,
      response: checkView,
    },
    async (scope, { params }) => {
      authorize(maySeeAchievements(scope))
      const { problems, warnings } = await checkDraft(
        scope,
        await findVersionOf(scope, params.achievement, params.version),
      )
      return { problems: [...problems], warnings: [...warnings] }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: `${VERSION}/changes`,
      summary: 'What changed from the version before',
      tag,
      params: version,
      response: z.object({ items: z.array(changeView) }),
    },
    async (scope, { params }) => {
      authorize(maySeeAchievements(scope))
      const current = await findVersionOf(scope, params.achievement, params.version)
      const versions = await listVersions(scope, params.achievement)
      const before = versions.find(({ number }) => number === current.number - 1)
      const changes = before === undefined ? [] : changesBetween(before.definition, current.definition)
      return { items: changes.map(presentChange) }
    },
  )
}

/** A picture in JSON grows by a third. */
const ART_TEXT_LENGTH = Math.ceil(ART_MAX_BYTES / 3) * 4

const artBody = z.strictObject({
  revision: z.number().int().min(1),
  /** A PNG or SVG, in base64. */
  content: z.string().max(ART_TEXT_LENGTH),
})

function artRoutes(api: Api): void {
  orgCallRoute(
    api,
    {
      method: 'put',
      path: `${VERSION}/art`,
      summary: 'Give a draft a picture of its own',
      tag,
      params: version,
      body: artBody,
      // The text and the members around it.
      maxBodyBytes: ART_TEXT_LENGTH + 1024,
      response: revised,
    },
    async (deps, run, { params, body }) => {
      const inDraft: RunAsMember = (work) =>
        run(async (scope) => {
          authorize(mayDefine(scope))
          await findVersionOf(scope, params.achievement, params.version)
          return work(scope)
        })
      await inDraft(async () => undefined)
      const { revision, content } = body
      return uploadArt(deps, inDraft, { versionId: params.version, revision, bytes: bytesOf(content) })
    },
  )
  orgRoute(
    api,
    {
      method: 'delete',
      path: `${VERSION}/art`,
      summary: 'Go back to the drawing',
      tag,
      params: version,
      query: z.object({ revision: z.coerce.number().int().min(1) }),
      response: revised,
    },
    async (scope, { params, query }) => {
      authorize(mayDefine(scope))
      await findVersionOf(scope, params.achievement, params.version)
      return removeArt(scope, params.version, query.revision)
    },
  )
}

function bytesOf(base64: string): Uint8Array {
  try {
    return decodeBase64(base64)
  } catch {
    throw invalidField('content', 'base64', 'This is not base64.')
  }
}
