import { createClamAvScanner } from '@assay/node'
import { EICAR, EICAR_SIGNATURE, startTestClamd, type TestClamd } from '@assay/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { publishedSpill } from '../assessments/work.fixture.ts'
import { enroll } from '../enrollments/commands/enroll.ts'
import { addTextEvidence, removeEvidence } from '../enrollments/commands/evidence.ts'
import { submitEnrollment } from '../enrollments/commands/submit.ts'
import { uploadEvidence } from '../enrollments/commands/upload.ts'
import { scanFile, scanWaitingFiles } from './commands.ts'

let app: TestApp
let clamd: TestClamd
let harbor: TestOrganization
let administrator: TestPerson
let learner: TestPerson
let assessor: TestPerson
let enrollmentId: string

beforeAll(async () => {
  clamd = await startTestClamd()
  const scanner = createClamAvScanner({ host: clamd.host, port: clamd.port, milliseconds: 500 })
  app = await createTestApp({ scanner })
  administrator = await app.person('Administrator')
  harbor = await app.organization(administrator, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  assessor = await app.member(harbor, 'Assessor', 'assessor')
})
afterAll(async () => {
  await app.close()
  await clamd.close()
})
beforeEach(async () => {
  const achievementId = await publishedSpill(app, harbor, administrator)
  enrollmentId = (await app.inOrg(harbor, learner, (scope) => enroll(scope, achievementId))).enrollmentId
})
afterEach(async () => {
  clamd.mood = 'works'
  clamd.seen.length = 0
  await app.asOwner('DELETE FROM graphile_worker._private_jobs')
})

const upload = async (text: string) => {
  const inScope = <T>(work: Parameters<typeof app.inOrg<T>>[2]) => app.inOrg(harbor, learner, work)
  const { evidenceId } = await uploadEvidence(app.deps, inScope, enrollmentId, {
    criterionId: 'contain',
    fileName: 'note.txt',
    bytes: Buffer.from(text),
  })
  return evidenceId
}
const handIn = () =>
  app.inOrg(harbor, learner, async (scope) => {
    await addTextEvidence(scope, enrollmentId, { criterionId: 'contain', title: 'Spill', text: 'Drain.' })
    return submitEnrollment(scope, enrollmentId, { authorship: true, reflection: '', aiHelp: '' })
  })
const submittedFile = async (submissionId: string) => {
  const [row] = await app.asOwner(
    `SELECT id, scan FROM assay.submission_artifact WHERE submission_id = '${submissionId}' AND kind = 'file'`,
  )
  return { address: `/o/harbor/submissions/${submissionId}/files/${row?.id}`, scan: row?.scan }
}
const stateOf = async (evidenceId: string) =>
  (
    await app.asOwner(`SELECT scan, scan_signature, blob_key FROM assay.evidence WHERE id = '${evidenceId}'`)
  )[0]
const open = async (path: string, as: TestPerson) => {
  const response = await app.fetch(path, { as, headers: { accept: 'text/html' } })
  return { status: response.status, text: await response.text() }
}
const api = (path: string, as: TestPerson, method = 'GET') =>
  app.fetch(`/api/v1/organizations/harbor/quarantine${path}`, { as, method })
const lettersToLearner = () =>
  app.asOwner(
    `SELECT subject, text_body FROM assay.mail WHERE template = 'file_quarantined' AND to_address = '${learner.email}'`,
  )

describe('a file while a scanner is configured', () => {
  it('F7 reaches others only once the scanner called it clean', async () => {
    clamd.mood = 'hangs up'
    const evidenceId = await upload('Drain first.')
    const { submissionId } = await handIn()
    const { address } = await submittedFile(submissionId)
    await expect(app.runJobs()).rejects.toMatchObject({ code: 'scan.unreachable' })

    expect(await stateOf(evidenceId)).toMatchObject({ scan: 'not_scanned' })
    expect(await open(address, assessor)).toMatchObject({ status: 409 })
    expect((await open(`/o/harbor/assess/${submissionId}`, assessor)).text).toContain(
      'being checked for malware',
    )
    expect(await open(address, learner)).toEqual({ status: 200, text: 'Drain first.' })
    expect((await open('/o/harbor/quarantine', administrator)).text).toMatch(
      /The scanner does not answer[\s\S]*1 file waits/,
    )

    clamd.mood = 'works'
    await scanWaitingFiles(app.deps)
    await app.runJobs()
    expect(await stateOf(evidenceId)).toMatchObject({ scan: 'clean' })
    expect(await open(address, assessor)).toEqual({ status: 200, text: 'Drain first.' })
    expect(clamd.seen.map(String)).toEqual(['Drain first.'])
  })

  it('F7 that holds malware is quarantined, given to nobody, told to the learner and not handed in', async () => {
    const evidenceId = await upload(EICAR)
    await app.runJobs()
    expect(await stateOf(evidenceId)).toMatchObject({ scan: 'quarantined', scan_signature: EICAR_SIGNATURE })
    for (const path of [`/o/harbor/evidence/${evidenceId}/file`, `/backpack/files/${evidenceId}`])
      expect((await open(path, learner)).status, path).toBe(403)
    const [letter] = await lettersToLearner()
    expect(letter?.text_body).toContain(`/o/harbor/enrollments/${enrollmentId}`)
    expect(letter?.text_body).not.toContain('note.txt')
    expect((await open(`/o/harbor/enrollments/${enrollmentId}`, learner)).text).toContain('was found harmful')
    await expect(handIn()).rejects.toMatchObject({ code: 'wrong_state', text: 'file_quarantined' })

    await app.inOrg(harbor, learner, (scope) => removeEvidence(scope, evidenceId))
    await upload('A clean one.')
    await app.runJobs()
    expect(await handIn()).toMatchObject({ number: 1 })
  })

  it('F7 that was handed in before it was scanned is withheld from its assessor as well', async () => {
    await upload(EICAR)
    const { submissionId } = await handIn()
    await app.runJobs()
    const { address, scan } = await submittedFile(submissionId)
    expect(scan).toBe('quarantined')
    for (const who of [assessor, learner]) expect((await open(address, who)).status).toBe(403)
    expect((await open(`/o/harbor/assess/${submissionId}`, assessor)).text).toContain(
      'note.txt was found harmful',
    )
  })

  it('is scanned once, however often its job runs', async () => {
    const before = (await lettersToLearner()).length
    const evidenceId = await upload(EICAR)
    for (let at = 0; at < 3; at += 1) await scanFile(app.deps, { orgId: harbor.id, evidenceId })
    expect(clamd.seen).toHaveLength(1)
    expect(await lettersToLearner()).toHaveLength(before + 1)
  })
})

describe('the quarantine', () => {
  it('names who, when and what, not the file, and deletes its content for good', async () => {
    const evidenceId = await upload(EICAR)
    await app.runJobs()
    const { blob_key: blobKey } = (await stateOf(evidenceId)) ?? {}
    const { text } = await open('/o/harbor/quarantine', administrator)
    expect(text).toContain(EICAR_SIGNATURE)
    expect(text).not.toContain('note.txt')
    const listed = (await (await api('', administrator)).json()) as { items: unknown[]; scanner: string }
    expect(listed.scanner).toBe('works')
    expect(listed.items).toContainEqual(
      expect.objectContaining({ evidenceId, person: 'Learner', signature: EICAR_SIGNATURE, stored: true }),
    )
    expect((await api(`/${evidenceId}`, administrator, 'DELETE')).status).toBe(204)
    expect(await app.deps.blobs.exists(String(blobKey))).toBe(false)
    expect(await stateOf(evidenceId)).toMatchObject({ scan: 'quarantined', blob_key: null })
    expect((await api(`/${evidenceId}`, administrator, 'DELETE')).status).toBe(409)
    const events = await app.asOwner(
      `SELECT action, actor_kind FROM assay.audit_event WHERE record_id = '${evidenceId}' AND action LIKE 'evidence.quarantined%' ORDER BY at, action`,
    )
    expect(events).toEqual([
      { action: 'evidence.quarantined', actor_kind: 'system' },
      { action: 'evidence.quarantined_deleted', actor_kind: 'person' },
    ])
  })

  it('releases a false alarm once the scanner finds nothing any more, not before', async () => {
    const evidenceId = await upload(EICAR)
    await app.runJobs()
    expect((await api(`/${evidenceId}/scan`, administrator, 'POST')).status).toBe(202)
    expect(await stateOf(evidenceId)).toMatchObject({ scan: 'quarantined' })
    await app.runJobs()
    expect(await stateOf(evidenceId)).toMatchObject({ scan: 'quarantined' })
    const forgiving = {
      ...app.deps,
      scanner: { ...never, scan: async () => ({ verdict: 'clean' as const }) },
    }
    await scanFile(forgiving, { orgId: harbor.id, evidenceId, again: true })
    expect(await stateOf(evidenceId)).toMatchObject({ scan: 'clean', scan_signature: null })
    expect((await open(`/o/harbor/evidence/${evidenceId}/file`, learner)).status).toBe(200)
    const letters = await app.asOwner(
      `SELECT to_address, text_body FROM assay.mail WHERE template = 'file_released'`,
    )
    expect(letters).toMatchObject([
      {
        to_address: learner.email,
        text_body: expect.stringContaining(`/o/harbor/enrollments/${enrollmentId}`),
      },
    ])
  })

  it('has nothing to say of files that are not in it', async () => {
    const evidenceId = await upload('Clean.')
    await app.runJobs()
    for (const [path, method] of [
      [`/${evidenceId}`, 'DELETE'],
      [`/${evidenceId}/scan`, 'POST'],
    ] as const)
      expect((await api(path, administrator, method)).status).toBe(404)
    expect((await api('', learner)).status).toBe(403)
  })
})

const never = { scan: () => Promise.reject(new Error('not asked')), answers: async () => true }

it('F7 without a scanner a file stays marked as not scanned, and is given out', async () => {
  const second = await app.secondProcess()
  const evidenceId = await upload(EICAR)
  await scanFile(second.deps, { orgId: harbor.id, evidenceId })
  await scanWaitingFiles(second.deps)
  await second.close()
  expect(await stateOf(evidenceId)).toMatchObject({ scan: 'not_scanned' })
})
