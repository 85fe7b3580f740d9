import { z } from 'zod'
import { AppError } from '../../app-error.ts'
import type { OrgScope } from '../../db/scopes.ts'
import { type Api, orgRoute, pageOf } from '../../http/api-route.ts'
import { authorize } from '../../http/authenticate.ts'
import { downloadRoute, uploadRoute } from '../../http/file-route.ts'
import { parseInput } from '../../http/input.ts'
import { attachmentOf } from '../enrollments/queries/attachment.ts'
import {
  getObservation,
  getObservationRow,
  getObservedFile,
  listObservations,
} from '../enrollments/queries/observations.ts'
import { getEnrollment } from '../enrollments/queries.ts'
import { withdrawObservation } from './commands/end.ts'
import { recordObservation } from './commands/record.ts'
import { remarkOn } from './commands/remark.ts'
import {
  mayObserve,
  mayReadObservation,
  mayRemark,
  maySeeRecorded,
  maySeeWaiting,
  mayWithdraw,
} from './policy.ts'
import {
  observationView,
  presentObservation,
  presentRecorded,
  presentWaiting,
  recordedView,
  recordView,
  waitingView,
} from './present.ts'
import { getObservable } from './queries/observable.ts'
import { readableOf, readableOfEnrollment } from './queries/readable.ts'
import { listRecorded } from './queries/recorded.ts'
import { listWaiting } from './queries/waiting.ts'
import { observedUploads } from './schema/upload.ts'
import {
  OBSERVATION_LIMITS,
  observationSchema,
  recordedQuerySchema,
  remarkSchema,
  waitingQuerySchema,
  withdrawalSchema,
} from './schema.ts'

const tag = 'Observations'
const base = '/organizations/{org}/observations'
const one = `${base}/{observation}`
const ofEnrollment = '/organizations/{org}/enrollments/{enrollment}/observations'
const byId = z.object({ observation: z.uuid() })
const byEnrollment = z.object({ enrollment: z.uuid() })

/** Observations on the job: who waits for one, recording it, reading it, speaking to it, taking it back. */
export function observationsApi(api: Api): void {
  listRoutes(api)
  recordingRoutes(api)
  oneRoutes(api)
}

function listRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'get',
      path: `${base}/waiting`,
      summary: 'Who waits to be observed by you',
      description: 'Observers: everybody. People managers: their people, where a criterion allows it.',
      tag,
      query: waitingQuerySchema,
      response: pageOf(waitingView),
    },
    async (scope, { query }) => {
      authorize(maySeeWaiting(scope))
      const { items, total } = await listWaiting(scope, query)
      return { total, items: items.map(presentWaiting) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: base,
      summary: 'What you recorded, the newest first',
      tag,
      query: recordedQuerySchema,
      response: pageOf(recordedView),
    },
    async (scope, { query }) => {
      authorize(maySeeRecorded(scope))
      const { items, total } = await listRecorded(scope, query)
      return { total, items: items.map(presentRecorded) }
    },
  )
  orgRoute(
    api,
    {
      method: 'get',
      path: ofEnrollment,
      summary: 'The observations of an enrollment, the newest first',
      description: 'For whoever was observed, and for assessors while the work waits or after they decided.',
      tag,
      params: byEnrollment,
      response: z.object({ items: z.array(observationView) }),
    },
    async (scope, { params: { enrollment } }) => {
      authorize(mayReadObservation(scope, await readableOfEnrollment(scope, enrollment)))
      return { items: (await listObservations(scope, enrollment)).map(presentObservation) }
    },
  )
}

const WHAT =
  'It is never changed: name one of yours in `supersedes` to replace it. With an `id` of your own, what is sent twice is recorded once.'

function recordingRoutes(api: Api): void {
  orgRoute(
    api,
    {
      method: 'post',
      path: ofEnrollment,
      summary: 'Record what you saw',
      description: WHAT,
      tag,
      params: byEnrollment,
      body: observationSchema,
      response: recordView,
      status: 201,
    },
    async (scope, { params: { enrollment }, body }) => {
      authorize(mayObserve(scope, await getObservable(scope, enrollment, body.criterionId)))
      return recordObservation(scope.deps, (work) => work(scope), enrollment, body)
    },
  )
  uploadRoute(
    api,
    {
      path: `${ofEnrollment}/files`,
      summary: 'Record what you saw, with files',
      description: `${WHAT} The field \`file\` may be there ${OBSERVATION_LIMITS.files} times.`,
      tag,
      maxBytes: OBSERVATION_LIMITS.requestBytes,
      fields: { observation: { type: 'string', description: 'The observation as JSON.' } },
      required: ['observation'],
      response: recordView,
    },
    async (scope, params) => {
      const { personId } = await getEnrollment(scope, params.enrollment ?? '')
      // Which criterion it is stands in the form; whether any may be observed is known before it is read.
      authorize(mayObserve(scope, { personId, by: 'observer_or_manager', isReport: true }))
    },
    async ({ deps, params, run }, form) => {
      const body = parseInput(observationSchema, jsonOf(form.get('observation')))
      const enrollment = params.enrollment ?? ''
      await run(async (scope) =>
        authorize(mayObserve(scope, await getObservable(scope, enrollment, body.criterionId))),
      )
      return recordObservation(deps, run, enrollment, body, await observedUploads(form, 'file'))
    },
  )
}

function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new AppError('malformed', 'The field `observation` is not JSON.', { cause })
  }
}

async function authorizeReading(scope: OrgScope, id: string): Promise<void> {
  authorize(mayReadObservation(scope, await readableOf(scope, id)))
}

function oneRoutes(api: Api): void {
  orgRoute(
    api,
    { method: 'get', path: one, summary: 'One observation', tag, params: byId, response: observationView },
    async (scope, { params: { observation } }) => {
      await authorizeReading(scope, observation)
      return presentObservation(await getObservation(scope, observation))
    },
  )
  downloadRoute(
    api,
    { path: `${one}/files/{file}`, summary: 'A file of an observation', tag },
    async (scope, { observation = '', file = '' }) => {
      await authorizeReading(scope, observation)
      return attachmentOf(scope, await getObservedFile(scope, observation, file))
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${one}/withdraw`,
      summary: 'Take back what you recorded',
      description: 'It stays to be read, with the reason, and counts no more.',
      tag,
      params: byId,
      body: withdrawalSchema,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params: { observation }, body }) => {
      authorize(mayWithdraw(scope, await getObservationRow(scope, observation)))
      await withdrawObservation(scope, observation, body.reason)
      return {}
    },
  )
  orgRoute(
    api,
    {
      method: 'post',
      path: `${one}/remarks`,
      summary: 'Say something of an observation of you, or disagree with it',
      description: 'Whoever recorded it and whoever judges the work read it.',
      tag,
      params: byId,
      body: remarkSchema,
      response: z.object({}),
      status: 204,
    },
    async (scope, { params: { observation }, body }) => {
      authorize(mayRemark(scope, await getObservationRow(scope, observation)))
      await remarkOn(scope, observation, body)
      return {}
    },
  )
}
