import { planners, route } from '../expectation.ts'
import type { Records } from '../records.ts'

const BULK = '/api/v1/organizations/{org}/bulk'
const manager = ['program_manager'] as const
const paused = (r: Records) => ({ params: { batch: r.pausedBatch } })
const brought = (r: Records) => ({ achievementVersionId: r.version, reason: 'Seen at work' })

/** Bulk issue: program managers issue; administrators see it too, and may take a batch back. */
export const bulk = [
  route(`GET ${BULK}`, planners),
  route(`POST ${BULK}`, manager, (r) => ({
    query: brought(r),
    lines: '{"email":"zq@example.org","name":"Zq"}\n',
  })),
  route(`GET ${BULK}/{batch}`, planners),
  route(`GET ${BULK}/{batch}/rows`, planners),
  route(`GET ${BULK}/{batch}/result`, planners),
  route(`POST ${BULK}/{batch}/start`, manager, () => ({ json: { rows: 'all' } })),
  // Nothing runs in the matrix's world.
  route(`POST ${BULK}/{batch}/pause`, manager, () => ({}), { answers: [409] }),
  route(`POST ${BULK}/{batch}/resume`, manager, paused),
  route(`POST ${BULK}/{batch}/discard`, manager),
  route(`POST ${BULK}/{batch}/revoke`, planners, (r) => ({
    ...paused(r),
    json: { reason: 'The wrong file' },
  })),
  route('GET /o/{org}/bulk', planners),
  route('GET /o/{org}/bulk/new', manager),
  route('POST /o/{org}/bulk/new', manager, (r) => ({
    form: { ...brought(r), file: new Blob(['E-mail,Name\nzq@example.org,Zq\n']) },
  })),
  route('GET /o/{org}/bulk/template.csv', manager, (r) => ({ query: { version: r.version } })),
  route('GET /o/{org}/bulk/{batch}', planners),
  route('POST /o/{org}/bulk/{batch}', manager, () => ({ form: { intent: 'discard' } })),
  route('GET /o/{org}/bulk/{batch}/result.csv', planners),
]
