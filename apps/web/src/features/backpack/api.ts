import { z } from '@hono/zod-openapi'
import type { PersonScope } from '../../db/scopes.ts'
import { type Api, pageOf, personCallRoute, personRoute } from '../../http/api-route.ts'
import { asPerson, authorize } from '../../http/authenticate.ts'
import { documentRoute } from '../../http/document-route.ts'
import { ownDownloadRoute } from '../../http/file-route.ts'
import { parseInput } from '../../http/input.ts'
import { countVerification } from '../verify/commands.ts'
import { reportDocument } from '../verify/schema/report-view.ts'
import { submittedOf } from '../verify/schema.ts'
import { checkAgain } from './commands/check-again.ts'
import { type ImportOutcome, importBadge, type RunOwn } from './commands/import-badge.ts'
import { shareBadge } from './commands/share-badge.ts'
import { removeEntry, restoreEntry } from './commands.ts'
import { mayChangeBackpack, mayExportEverything, maySeeBackpack } from './policy.ts'
import { everythingResponse } from './present/everything-archive.ts'
import {
  contentView,
  entryDetailView,
  entryView,
  importView,
  presentEntry,
  presentEntryDetail,
  sharedView,
} from './present.ts'
import { openBadge } from './queries/badge-file.ts'
import { hideableOf } from './queries/hideable-of.ts'
import { getEntry, listEntries } from './queries.ts'
import { entriesQuerySchema, importOptionsSchema, sharingSchema } from './schema.ts'

const tag = 'Backpack'

export function backpackApi(api: Api): void {
  readRoutes(api)
  importRoute(api)
  changeRoutes(api)
}

function readRoutes(api: Api): void {
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/backpack',
      summary: 'Your badges from every issuer, newest first',
      tag,
      query: entriesQuerySchema,
      response: pageOf(entryView),
    },
    async (scope, { query }) => {
      authorize(maySeeBackpack(scope))
      const { items, total } = await listEntries(scope, query)
      return { total, items: items.map(presentEntry) }
    },
  )
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/backpack/{entry}',
      summary: 'One of your badges with the report of its last verification',
      tag,
      response: entryDetailView,
    },
    async (scope, { params }) => {
      authorize(maySeeBackpack(scope))
      return detailOf(scope, entryOf(params))
    },
  )
  personRoute(
    api,
    {
      method: 'get',
      path: '/me/backpack/{entry}/content',
      summary: 'A badge as it was brought or issued, byte for byte',
      tag,
      response: contentView,
    },
    async (scope, { params }) => {
      authorize(maySeeBackpack(scope))
      const { bytes, mediaType } = await openBadge(scope, await getEntry(scope, entryOf(params)))
      const encoding = mediaType === 'image/png' ? ('base64' as const) : ('utf8' as const)
      return { mediaType, encoding, data: Buffer.from(bytes).toString(encoding) }
    },
  )
  ownDownloadRoute(
    api,
    {
      path: '/me/export',
      summary: 'Everything about you',
      description:
        'One ZIP archive: credentials byte for byte and as pictures, badges as they were brought, evidence files, a JSON record of each ' +
        'part (profile, addresses, memberships, enrollments, submissions with texts and decisions, sharing, audit trail), index.html for ' +
        'people and everything.json with the digest of every file. Other people are not named.',
      tag,
      mediaType: 'application/zip',
    },
    async (deps, run) => {
      await run(async (scope) => authorize(mayExportEverything(scope)))
      return everythingResponse(deps, run)
    },
  )
}

function importRoute(api: Api): void {
  documentRoute(
    api,
    {
      path: '/me/backpack',
      summary: 'Import a badge',
      description:
        'The badge is verified before it is kept. 201: kept, or replaced an older one; 200: an equal badge is there already; ' +
        '422: refused, not yours, or could not be checked (send keepUnconfirmed to keep it nevertheless). The report is in every answer.',
      tag,
      response: importView,
      status: 201,
      open: false,
      options: {
        keepUnconfirmed: {
          type: 'boolean',
          description: 'Keep a badge that could not be checked; default no.',
        },
      },
    },
    async ({ deps, caller, clientAddress }, body) => {
      const run: RunOwn = (work) => asPerson(deps, caller, work)
      await run(async (scope) => authorize(mayChangeBackpack(scope)))
      const options = parseInput(importOptionsSchema, body.options)
      await countVerification(deps, clientAddress)
      const outcome = await importBadge(deps, run, submittedOf(body), options)
      return { status: STATUS[outcome.outcome], body: await presentImport(run, outcome) }
    },
  )
}

const STATUS: Readonly<Record<ImportOutcome['outcome'], number>> = {
  kept: 201,
  replaced: 201,
  unchanged: 200,
  refused: 422,
  unconfirmed: 422,
  not_yours: 422,
}

async function presentImport(run: RunOwn, outcome: ImportOutcome): Promise<z.input<typeof importView>> {
  const { verification } = outcome
  const report = reportDocument(verification.report, verification)
  const entry = 'entryId' in outcome ? await run((scope) => getEntry(scope, outcome.entryId)) : undefined
  return { outcome: outcome.outcome, entry: entry === undefined ? null : presentEntry(entry), report }
}

function changeRoutes(api: Api): void {
  personCallRoute(
    api,
    {
      method: 'post',
      path: '/me/backpack/{entry}/check',
      summary: 'Verify one of your badges again',
      tag,
      response: entryDetailView,
    },
    async (deps, run, { params }) => {
      await run(async (scope) => authorize(mayChangeBackpack(scope)))
      await checkAgain(deps, run, entryOf(params))
      return run((scope) => detailOf(scope, entryOf(params)))
    },
  )
  personCallRoute(
    api,
    {
      method: 'put',
      path: '/me/backpack/{entry}/sharing',
      summary: 'Share a badge, or end that',
      description:
        'Renewing a link, and leaving it for private or public, ends the old link at once. What `hide` names is in nothing that others ' +
        'get: they are served a credential that is derived from the whole (`ecdsa-sd-2023`) and verifies by itself.',
      tag,
      body: sharingSchema,
      response: sharedView,
    },
    async (deps, run, { params, body }) => {
      await run(async (scope) => authorize(mayChangeBackpack(scope)))
      const { url, ...shared } = await shareBadge(deps, run, entryOf(params), body)
      const { hidden } = await run((scope) => getEntry(scope, entryOf(params)))
      return { ...shared, url: url ?? null, hidden: [...hidden] }
    },
  )
  personRoute(
    api,
    {
      method: 'delete',
      path: '/me/backpack/{entry}',
      summary: 'Remove an imported badge',
      description: 'It can be restored for 30 days. A badge that was issued here stays.',
      tag,
      status: 204,
      response: z.object({}),
    },
    async (scope, { params }) => {
      authorize(mayChangeBackpack(scope))
      await removeEntry(scope, entryOf(params))
      return {}
    },
  )
  personRoute(
    api,
    {
      method: 'post',
      path: '/me/backpack/{entry}/restore',
      summary: 'Take a removed badge back',
      tag,
      response: entryView,
    },
    async (scope, { params }) => {
      authorize(mayChangeBackpack(scope))
      await restoreEntry(scope, entryOf(params))
      return presentEntry(await getEntry(scope, entryOf(params)))
    },
  )
}

async function detailOf(scope: PersonScope, entryId: string) {
  const entry = await getEntry(scope, entryId)
  return presentEntryDetail(entry, await hideableOf(scope, entry))
}

const entryOf = (params: Readonly<Record<string, unknown>>): string => String(params.entry)
