import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { submitEnrollment } from './commands/submit.ts'
import { uploadEvidence } from './commands/upload.ts'
import {
  app,
  as,
  assessor,
  decided,
  enrolled,
  evidence,
  file,
  get,
  harbor,
  learner,
  manager,
  openPages,
  other,
  piece,
  post,
  publishAnother,
  TEXT,
} from './forms.fixture.ts'

beforeAll(openPages)
afterAll(() => app.close())
beforeEach(publishAnother)

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
    await publishAnother()
    const second = await enrolled()
    const change = { ...TEXT, piece: evidenceId, revision: '1', text: 'Changed' }
    expect((await post(second.page, learner, change)).status).toBe(404)
    expect((await post(second.page, learner, { intent: 'remove', piece: evidenceId })).status).toBe(404)
    expect((await piece(id)).text).toBe('I closed the **drain**.')
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
