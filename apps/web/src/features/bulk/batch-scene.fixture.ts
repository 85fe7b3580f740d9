import { makeProgram, type Program } from '../../../test/awards.ts'
import type { TestApp, TestPerson } from '../../../test/test-app.ts'
import type { OrgScope } from '../../db/scopes.ts'
import type { Deps } from '../../deps.ts'
import { issueNextRows } from './commands/issue-rows.ts'
import { startBatch } from './commands/run-batch.ts'
import { listRows } from './queries/rows.ts'
import { getBatch } from './queries.ts'

/** An organization of one test, so that its counts are its own, and its batches. */
export interface BatchScene {
  readonly program: Program
  asManager<T>(work: (scope: OrgScope) => Promise<T>, who?: TestPerson): Promise<T>
  batchOf(batchId: string): ReturnType<typeof getBatch>
  rowsOf(batchId: string): Promise<Awaited<ReturnType<typeof listRows>>['items']>
  start(batchId: string, rows?: 'all' | 'good', letters?: 'now' | 'later'): Promise<void>
  /** Issues one chunk. */
  step(batchId: string, deps?: Deps): Promise<void>
  /** What the organization's awards left behind, counted. */
  traces(): Promise<Record<string, unknown> | undefined>
}

let slug = 0

export async function batchScene(app: TestApp): Promise<BatchScene> {
  slug += 1
  const program = await makeProgram(app, `harbor-${slug}`)
  const asManager: BatchScene['asManager'] = (work, who = program.manager) =>
    app.inOrg(program.organization, who, work)
  return {
    program,
    asManager,
    batchOf: (batchId) => asManager((scope) => getBatch(scope, batchId)),
    rowsOf: async (batchId) =>
      (await asManager((scope) => listRows(scope, batchId, { limit: 1000, offset: 0 }))).items,
    start: (batchId, rows = 'all', letters = 'now') =>
      asManager((scope) => startBatch(scope, batchId, { rows, letters })),
    step: (batchId, deps = app.deps) => issueNextRows(deps, program.organization.id, batchId, undefined, 1),
    traces: () => tracesOf(app, program.organization.id),
  }
}

async function tracesOf(app: TestApp, organizationId: string) {
  const org = `org_id = '${organizationId}'`
  const [row] = await app.asOwner(`SELECT
    (SELECT count(*)::int FROM assay.decision WHERE ${org}) AS decisions,
    (SELECT count(DISTINCT decision_id)::int FROM assay.credential WHERE ${org} AND issued_at IS NOT NULL) AS credentials,
    (SELECT count(*)::int FROM assay.credential_form WHERE ${org}) AS forms,
    (SELECT count(*)::int FROM assay.log_row WHERE ${org} AND kind = 1) AS "logRows",
    (SELECT count(*)::int FROM assay.backpack_entry WHERE ${org}) AS entries,
    (SELECT count(DISTINCT (status_group_id, status_index))::int FROM assay.credential WHERE ${org}) AS indexes,
    (SELECT count(*)::int FROM assay.mail WHERE ${org} AND template = 'credential_claim') AS letters`)
  return row
}

/** The traces of so many awards. */
export const each = (n: number) => ({
  decisions: n,
  credentials: n,
  forms: n,
  logRows: n,
  entries: n,
  indexes: n,
  letters: n,
})
