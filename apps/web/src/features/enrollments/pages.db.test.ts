import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { claimSubmission } from '../assessments/commands/claim.ts'
import { decideSubmission } from '../assessments/commands/decide.ts'
import { saveAssessment } from '../assessments/commands/save-assessment.ts'
import { publishedSpill, scored } from '../assessments/work.fixture.ts'
import { enroll } from './commands/enroll.ts'
import { addTextEvidence } from './commands/evidence.ts'
import { submitEnrollment } from './commands/submit.ts'
import { uploadEvidence } from './commands/upload.ts'
import { listEvidence, listSubmissions } from './queries.ts'

let app: TestApp
let harbor: TestOrganization
let manager: TestPerson
let learner: TestPerson
let other: TestPerson
let assessor: TestPerson
let achievementId: string

beforeAll(async () => {
  app = await createTestApp()
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  other = await app.member(harbor, 'Other', 'learner')
  assessor = await app.member(harbor, 'Assessor', 'assessor')
})
afterAll(() => app.close())

beforeEach(async () => {
  achievementId = await publishedSpill(app, harbor, manager)
})

const as = <T>(person: TestPerson, work: Parameters<typeof app.inOrg<T>>[2]) =>
  app.inOrg(harbor, person, work)

const get = async (path: string, person: TestPerson | undefined, language = 'en') => {
  const cookie = [person?.cookie, `assay_language=${language}`].filter(Boolean).join('; ')
  const response = await app.fetch(path, { headers: { accept: 'text/html', cookie } })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}

/** Posts as a page without scripts does; files make it multipart. */
const post = async (
  path: string,
  person: TestPerson,
  fields: Record<string, string | File>,
): Promise<{ status: number; location: string | null; html: string }> => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  const files = Object.values(fields).some((value) => value instanceof File)
  const body = files ? form : new URLSearchParams(fields as Record<string, string>)
  const response = await app.fetch(path, { method: 'POST', as: person, body })
  return { status: response.status, location: response.headers.get('location'), html: await response.text() }
}

const file = (name: string, content: string) => new File([content], name)

/** Enrolls by command; answers the page's address. */
const enrolled = async (person = learner) => {
  const { enrollmentId } = await as(person, (scope) => enroll(scope, achievementId))
  return { id: enrollmentId, page: `/o/harbor/enrollments/${enrollmentId}` }
}
const evidence = (id: string) => as(learner, (scope) => listEvidence(scope, id))
const piece = async (id: string) => {
  const [first] = await evidence(id)
  if (first === undefined) throw new Error('no evidence')
  return first
}
const TEXT = { intent: 'text', criterionId: 'contain', title: 'My spill', text: 'I closed the **drain**.' }

/** Hands in by command. */
const handedIn = (id: string) =>
  as(learner, async (scope) => {
    await addTextEvidence(scope, id, { criterionId: 'contain', title: 'My spill', text: 'Drain first.' })
    return submitEnrollment(scope, id, { authorship: true, reflection: 'I look first now.', aiHelp: '' })
  })

const decided = (submissionId: string, outcome: 'returned' | 'awarded') =>
  as(assessor, async (scope) => {
    await claimSubmission(scope, submissionId)
    await saveAssessment(scope, submissionId, 0, {
      scores: outcome === 'awarded' ? scored(2, 3) : scored(2, 1),
      feedback: 'Nearly there.',
    })
    return decideSubmission(
      scope,
      submissionId,
      outcome === 'awarded' ? { outcome } : { outcome, reason: 'The report needs its time.' },
    )
  })

describe('the loop by forms alone', () => {
  it('goes from enrolling to handing in, withdrawing and giving up', async () => {
    const begun = await post('/o/harbor/enroll', learner, { achievementId })
    expect(begun.status).toBe(302)
    const page = begun.location ?? ''
    expect((await get(page, learner)).html).toContain('Show this next: Contain a spill')

    const added = await post(page, learner, TEXT)
    expect(added.status).toBe(302)
    expect(added.location).toMatch(new RegExp(`^${page}\\?open=[0-9a-f-]{36}#e-`))
    const ready = (await get(page, learner)).html
    expect(ready).toContain('Everything is there. Hand it in.')
    expect(ready).toContain('I closed the <strong>drain</strong>.')

    const undeclared = await post(page, learner, {
      intent: 'submit',
      revision: '0',
      reflection: 'I learned.',
    })
    expect(undeclared.status).toBe(422)
    expect(undeclared.html).toContain('Declare that this is your own work.')
    expect(undeclared.html).toContain('I learned.')

    app.clock.now = new Date('2026-05-07T10:00:00Z')
    const submit = { intent: 'submit', revision: '0', reflection: 'I learned.', authorship: 'yes' }
    expect(await post(page, learner, submit)).toMatchObject({ status: 302, location: page })
    expect((await get(page, learner)).html).toContain('A decision is promised by 14 May 2026.')
    expect((await get(`${page}/submissions/1`, learner)).html).toContain('I learned.')

    expect((await post(page, learner, { intent: 'withdraw' })).status).toBe(302)
    expect((await get(page, learner)).html).toContain('Everything is there. Hand it in.')
    expect((await post(page, learner, { intent: 'give-up' })).status).toBe(302)
    expect((await get(page, learner)).html).toContain('You gave up Spill response')
  })

  it('leads whoever enrolls twice to what they have', async () => {
    const { page } = await enrolled()
    expect(await post('/o/harbor/enroll', learner, { achievementId })).toMatchObject({ location: page })
  })

  it('refuses to enroll on what is not there', async () => {
    const unknown = '00000000-0000-4000-8000-000000000000'
    expect((await post('/o/harbor/enroll', learner, { achievementId: unknown })).status).toBe(404)
    expect((await post('/o/harbor/enroll', learner, { achievementId: 'x' })).status).toBe(404)
    expect(await get('/o/harbor/enroll', learner)).toMatchObject({ location: '/o/harbor/catalog' })
  })

  it('speaks Spanish', async () => {
    const { page } = await enrolled()
    await app.asOwner(`UPDATE assay.person SET locale = 'es' WHERE id = '${learner.id}'`)
    const { html } = await get(page, learner, 'es')
    await app.asOwner(`UPDATE assay.person SET locale = 'en' WHERE id = '${learner.id}'`)
    expect(html).toContain('Demuestre esto a continuación: Contain a spill')
  })
})

describe('evidence by forms', () => {
  it('takes a file, shows it as a download, renames and removes it', async () => {
    const { id, page } = await enrolled()
    const upload = {
      intent: 'file',
      criterionId: 'contain',
      title: '',
      file: file('note.txt', 'Drain first.'),
    }
    expect((await post(page, learner, upload)).status).toBe(302)
    const { id: evidenceId, title, disclosed } = await piece(id)
    expect({ title, disclosed }).toEqual({ title: 'note.txt', disclosed: false })
    expect((await get(page, learner)).html).toContain(`href="/o/harbor/evidence/${evidenceId}/file"`)

    const change = { intent: 'file', criterionId: 'contain', piece: evidenceId, revision: '1' }
    await post(page, learner, { ...change, title: 'The note', disclosed: 'yes' })
    expect(await piece(id)).toMatchObject({ title: 'The note', disclosed: true, fileName: 'note.txt' })
    await post(page, learner, { intent: 'remove', piece: evidenceId, criterionId: 'contain' })
    expect(await evidence(id)).toEqual([])
  })

  it('keeps what was typed when a text lacks its title', async () => {
    const { id, page } = await enrolled()
    const { status, html } = await post(page, learner, { ...TEXT, title: '', text: 'Long words of mine' })
    expect(status).toBe(422)
    expect(html).toContain('Fill this in.')
    expect(html).toContain('Long words of mine')
    expect(await evidence(id)).toEqual([])
  })

  it('does not take an emptied text for an unchanged one', async () => {
    const { id, page } = await enrolled()
    await post(page, learner, TEXT)
    const { id: evidenceId } = await piece(id)
    const empty = { ...TEXT, piece: evidenceId, revision: '1', text: '' }
    expect((await post(page, learner, empty)).status).toBe(422)
    expect(await piece(id)).toMatchObject({ text: 'I closed the **drain**.', revision: 1 })
  })

  it('answers a stale form with both texts, and the next save goes through', async () => {
    const { id, page } = await enrolled()
    await post(page, learner, TEXT)
    const { id: evidenceId } = await piece(id)
    const change = { ...TEXT, piece: evidenceId, revision: '1' }
    await post(page, learner, { ...change, text: 'From the other tab' })
    const { status, html } = await post(page, learner, { ...change, text: 'From this tab' })
    expect(status).toBe(409)
    expect(html).toContain('This was changed elsewhere. Your text is still here')
    expect(html).toContain('From this tab</textarea>')
    expect(html).toContain('<p>From the other tab</p>')
    expect(html).toContain('name="revision" value="2"')
    expect((await piece(id)).text).toBe('From the other tab')
  })

  it('F2: refuses a disguised file with a sentence, by the form and where scripts send it', async () => {
    const { id, page } = await enrolled()
    const upload = { intent: 'file', criterionId: 'contain', file: file('a.txt', '<html><script>') }
    const byForm = await post(page, learner, upload)
    expect(byForm.status).toBe(415)
    expect(byForm.html).toContain('This kind of file is not accepted')
    const byScript = await post(`${page}/upload`, learner, upload)
    expect(byScript.status).toBe(415)
    expect(JSON.parse(byScript.html)).toMatchObject({ problem: { code: 'file_kind' } })
    expect(await evidence(id)).toEqual([])
  })

  it('refuses more than a file may have, before it is looked at', async () => {
    const { page } = await enrolled()
    const large = new File([new Uint8Array(26 * 1024 * 1024)], 'a.txt')
    const answer = await post(page, learner, { intent: 'file', criterionId: 'contain', file: large })
    expect(answer.status).toBe(413)
    expect(answer.html).toContain('This is larger than allowed.')
  })

  it('asks for a file when none was chosen', async () => {
    const { page } = await enrolled()
    const empty = { intent: 'file', criterionId: 'contain', file: new File([], '') }
    expect((await post(page, learner, empty)).html).toContain('Choose a file first.')
  })

  it('answers what saves itself without leading away', async () => {
    const { id, page } = await enrolled()
    const first = await post(page, learner, { ...TEXT, autosave: 'yes' })
    expect(first.status).toBe(200)
    const { id: evidenceId } = await piece(id)
    const second = { ...TEXT, autosave: 'yes', piece: evidenceId, revision: '1', text: 'More' }
    expect((await post(page, learner, second)).status).toBe(200)
    expect(await evidence(id)).toMatchObject([{ text: 'More', revision: 2 }])
  })

  it('of another enrollment is not reached through one’s own', async () => {
    const { id, page } = await enrolled()
    await post(page, learner, TEXT)
    const { id: evidenceId } = await piece(id)
    achievementId = await publishedSpill(app, harbor, manager)
    const second = await enrolled()
    const change = { ...TEXT, piece: evidenceId, revision: '1', text: 'Changed' }
    expect((await post(second.page, learner, change)).status).toBe(404)
    expect((await post(second.page, learner, { intent: 'remove', piece: evidenceId })).status).toBe(404)
    expect((await piece(id)).text).toBe('I closed the **drain**.')
  })
})

describe('the reflection', () => {
  it('is kept as a draft, and a stale form hands nothing in', async () => {
    const { id, page } = await enrolled()
    await post(page, learner, TEXT)
    await post(page, learner, { intent: 'draft', revision: '0', reflection: 'First', aiHelp: '' })
    expect((await get(page, learner)).html).toContain('First</textarea>')
    const stale = { intent: 'submit', revision: '0', reflection: 'Mine', authorship: 'yes' }
    const { status, html } = await post(page, learner, stale)
    expect(status).toBe(409)
    expect(html).toContain('Mine</textarea>')
    expect(await as(learner, (scope) => listSubmissions(scope, id))).toEqual([])
  })
})

describe('a decision', () => {
  it('that returns stands on top, with the rows below and the whole assessment behind a link', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    await decided(submissionId, 'returned')
    const { html } = await get(page, learner)
    expect(html).toContain('Returned: something is missing')
    expect(html).toContain('The report needs its time.')
    const assessment = (await get(`${page}/submissions/1`, learner)).html
    expect(assessment).toContain('Seen on the photo')
    expect(assessment).toContain('Nearly there.')
    expect(assessment).toContain('Reached')
  })

  it('that awards leads to the badge', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    const { credentialId } = await decided(submissionId, 'awarded')
    const { html } = await get(page, learner)
    expect(html).toContain('You earned Spill response')
    expect(html).toContain(`href="/credentials/${credentialId}"`)
    expect((await post(page, learner, TEXT)).html).toContain('This has ended.')
  })

  it('keeps an assessor’s draft from the learner', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    await as(assessor, async (scope) => {
      await claimSubmission(scope, submissionId)
      await saveAssessment(scope, submissionId, 0, { scores: scored(1, 1), feedback: 'Not told yet.' })
    })
    const { html } = await get(`${page}/submissions/1`, learner)
    expect(html).not.toContain('Not told yet.')
    expect(html).not.toContain('Seen on the photo')
  })
})

describe('the list', () => {
  it('has one’s own enrollments, by state', async () => {
    const { page } = await enrolled(other)
    expect((await get('/o/harbor/enrollments', other)).html).toContain(`href="${page}"`)
    expect((await get('/o/harbor/enrollments?state=awarded', other)).html).toContain('Nothing in this state')
    expect((await get('/o/harbor/enrollments', learner)).html).not.toContain(`href="${page}"`)
  })
})

describe('files', () => {
  const uploaded = async () => {
    const { id, page } = await enrolled()
    const { evidenceId } = await uploadEvidence(app.deps, (work) => as(learner, work), id, {
      criterionId: 'contain',
      fileName: 'Über alles "x".txt',
      bytes: Buffer.from('Drain first.'),
    })
    return { id, page, evidenceId, address: `/o/harbor/evidence/${evidenceId}/file` }
  }

  it('F1: leave as attachments under a strict policy of their own', async () => {
    const { address } = await uploaded()
    const response = await app.fetch(address, { as: learner })
    expect(await response.text()).toBe('Drain first.')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="_ber alles _x_\.txt"/)
  })

  it('F8: of a draft are their owner’s alone', async () => {
    const { address } = await uploaded()
    expect((await get(address, other)).status).toBe(403)
    expect((await get(address, assessor)).status).toBe(403)
    expect((await get(address, await app.person('Stranger'))).status).toBe(404)
    expect(await get(address, undefined)).toMatchObject({ status: 302 })
  })

  it('F8: of a submission are read by its owner, and by assessors while it waits or where they judged it', async () => {
    const { id } = await uploaded()
    const { submissionId } = await as(learner, (scope) =>
      submitEnrollment(scope, id, { authorship: true, reflection: '', aiHelp: '' }),
    )
    const [row] = await app.asOwner(
      `SELECT id FROM assay.submission_artifact WHERE submission_id = '${submissionId}'`,
    )
    const address = `/o/harbor/submissions/${submissionId}/files/${row?.id}`
    const second = await app.member(harbor, 'Second assessor', 'assessor')
    const statuses = async () =>
      Promise.all(
        [learner, assessor, second, other, manager].map(async (who) => (await get(address, who)).status),
      )
    expect(await statuses()).toEqual([200, 200, 200, 403, 403])
    await decided(submissionId, 'returned')
    expect(await statuses()).toEqual([200, 200, 403, 403, 403])
  })

  it('that were found harmful are given to nobody', async () => {
    const { address, evidenceId } = await uploaded()
    await app.asOwner(`UPDATE assay.evidence SET scan = 'quarantined' WHERE id = '${evidenceId}'`)
    expect((await get(address, learner)).status).toBe(403)
  })
})

describe('other people’s enrollments', () => {
  it('A1: are neither read nor changed by members, and not found by outsiders', async () => {
    const { id, page } = await enrolled()
    const { submissionId } = await handedIn(id)
    const outsider = await app.person('Outsider')
    const before = await evidence(id)
    for (const path of [page, `${page}/submissions/1`]) {
      expect((await get(path, other)).status).toBe(403)
      expect((await get(path, manager)).status).toBe(403)
      expect((await get(path, outsider)).status).toBe(404)
    }
    const [first] = before
    const writes = [
      TEXT,
      { ...TEXT, piece: first?.id ?? '', revision: '1' },
      { intent: 'remove', piece: first?.id ?? '' },
      { intent: 'draft', revision: '0', reflection: 'x' },
      { intent: 'submit', revision: '0', authorship: 'yes' },
      { intent: 'withdraw' },
      { intent: 'give-up' },
      { intent: 'file', criterionId: 'contain', file: file('a.txt', 'x') },
    ]
    for (const fields of writes) {
      expect((await post(page, other, fields as Record<string, string>)).status).toBe(403)
      expect((await post(page, outsider, fields as Record<string, string>)).status).toBe(404)
    }
    const upload = { intent: 'file', criterionId: 'contain', file: file('a.txt', 'x') }
    expect((await post(`${page}/upload`, other, upload)).status).toBe(403)
    expect((await post('/o/harbor/enroll', outsider, { achievementId })).status).toBe(404)
    expect(await evidence(id)).toEqual(before)
    const [submission] = await as(learner, (scope) => listSubmissions(scope, id))
    expect(submission).toMatchObject({ id: submissionId, state: 'submitted' })
  })

  it.each(['x', '00000000-0000-4000-8000-000000000000'])('are not found under %s', async (id) => {
    const paths = [
      `/o/harbor/enrollments/${id}`,
      `/o/harbor/enrollments/${id}/submissions/1`,
      `/o/harbor/evidence/${id}/file`,
      `/o/harbor/submissions/${id}/files/${id}`,
    ]
    for (const path of paths) expect((await get(path, learner)).status).toBe(404)
  })
})
