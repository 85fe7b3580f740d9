import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  createTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '../../../test/test-app.ts'
import { createDraft, publishVersion } from '../achievements/commands.ts'
import { spillDefinition } from '../achievements/definition.fixture.ts'
import { getVersion } from '../achievements/queries.ts'
import { enroll, withdrawEnrollment } from './commands/enroll.ts'
import { addLinkEvidence, addTextEvidence, changeEvidence, removeEvidence } from './commands/evidence.ts'
import { savePortfolioDraft } from './commands/portfolio.ts'
import { submitEnrollment, withdrawSubmission } from './commands/submit.ts'
import { uploadEvidence } from './commands/upload.ts'
import { getDraftFile } from './queries/files.ts'
import { getEnrollment, getPortfolioDraft, listEvidence, openFile, openSubmission } from './queries.ts'

let app: TestApp
let harbor: TestOrganization
let manager: TestPerson
let learner: TestPerson
let other: TestPerson
let achievementId: string
let enrollmentId: string

const DECLARED = { authorship: true, reflection: 'I learned to look first.', aiHelp: '' } as const
const text = (words: string) => ({ criterionId: 'contain', title: 'My spill', text: words })

beforeAll(async () => {
  app = await createTestApp()
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  other = await app.member(harbor, 'Other', 'learner')
})
afterAll(() => app.close())

beforeEach(async () => {
  achievementId = await published()
  enrollmentId = (await as(learner, (scope) => enroll(scope, achievementId))).enrollmentId
})

const as = <T>(person: TestPerson, work: Parameters<typeof app.inOrg<T>>[2]) =>
  app.inOrg(harbor, person, work)

async function published(change: Parameters<typeof spillDefinition>[0] = {}): Promise<string> {
  return as(manager, async (scope) => {
    const draft = await createDraft(scope, spillDefinition(change))
    await publishVersion(scope, draft.versionId, { changeNote: '' })
    return draft.achievementId
  })
}

const upload = (fileName: string, bytes: Uint8Array, person = learner) =>
  uploadEvidence(app.deps, (work) => as(person, work), enrollmentId, {
    criterionId: 'contain',
    fileName,
    bytes,
  })

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('enrolling', () => {
  it('pins the published version and freezes it', async () => {
    const enrollment = await as(learner, (scope) => getEnrollment(scope, enrollmentId))
    const version = await as(learner, (scope) => getVersion(scope, enrollment.achievementVersionId))
    expect(enrollment.state).toBe('active')
    expect(version.frozenAt).toBeInstanceOf(Date)
  })

  it('is possible once at a time, and again after giving up', async () => {
    await expect(as(learner, (scope) => enroll(scope, achievementId))).rejects.toMatchObject({
      code: 'conflict',
      text: 'already_enrolled',
    })
    await as(learner, (scope) => withdrawEnrollment(scope, enrollmentId))
    await expect(as(learner, (scope) => enroll(scope, achievementId))).resolves.toBeDefined()
  })
})

describe('evidence', () => {
  it('is sealed: neither the row nor the stored file holds the plain content', async () => {
    await as(learner, (scope) => addTextEvidence(scope, enrollmentId, text('The secret drum')))
    const { evidenceId } = await upload('note.txt', Buffer.from('The secret drum, in a file'))
    const rows = await app.asOwner(
      "SELECT string_agg(encode(sealed, 'escape'), ' ') AS all FROM assay.evidence",
    )
    const { blobKey } = await as(learner, (scope) => getDraftFile(scope, evidenceId))
    const stored = await app.deps.blobs.get(blobKey)
    expect(JSON.stringify(rows)).not.toContain('secret')
    expect(Buffer.from(stored ?? []).includes('secret')).toBe(false)
    const file = await as(learner, async (scope) => openFile(scope, await getDraftFile(scope, evidenceId)))
    expect(Buffer.from(file).toString()).toBe('The secret drum, in a file')
  })

  it('has the digest of its plain content', async () => {
    await as(learner, (scope) => addTextEvidence(scope, enrollmentId, text('abc')))
    const [piece] = await as(learner, (scope) => listEvidence(scope, enrollmentId))
    expect(piece?.digest.toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  it('is not shared between persons, even where two files are equal', async () => {
    const mine = await upload('a.png', PNG)
    const theirs = await as(other, (scope) => enroll(scope, achievementId))
    const second = await uploadEvidence(app.deps, (work) => as(other, work), theirs.enrollmentId, {
      criterionId: 'contain',
      fileName: 'a.png',
      bytes: PNG,
    })
    const keys = await Promise.all([
      as(learner, (scope) => getDraftFile(scope, mine.evidenceId)),
      as(other, (scope) => getDraftFile(scope, second.evidenceId)),
    ])
    expect(keys[0]?.blobKey).not.toBe(keys[1]?.blobKey)
  })

  it('refuses a stale change and keeps what was saved', async () => {
    const { evidenceId } = await as(learner, (scope) => addTextEvidence(scope, enrollmentId, text('one')))
    await as(learner, (scope) => changeEvidence(scope, evidenceId, { revision: 1, text: 'two' }))
    await expect(
      as(learner, (scope) => changeEvidence(scope, evidenceId, { revision: 1, text: 'three' })),
    ).rejects.toMatchObject({ code: 'stale' })
    const [piece] = await as(learner, (scope) => listEvidence(scope, enrollmentId))
    expect(piece?.text).toBe('two')
  })

  it('of a kind that the criterion does not ask for is refused', async () => {
    const link = { criterionId: 'contain', title: 'Film', url: 'https://example.org/film' }
    await expect(as(learner, (scope) => addLinkEvidence(scope, enrollmentId, link))).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ code: 'kind_not_asked' }],
    })
  })

  it('removed is gone from the portfolio', async () => {
    const { evidenceId } = await as(learner, (scope) => addTextEvidence(scope, enrollmentId, text('one')))
    await as(learner, (scope) => removeEvidence(scope, evidenceId))
    expect(await as(learner, (scope) => listEvidence(scope, enrollmentId))).toEqual([])
  })

  it('leaves no file behind when the row cannot be written', async () => {
    let runs = 0
    const failing = uploadEvidence(
      app.deps,
      (work) =>
        as(learner, async (scope) => {
          const result = await work(scope)
          runs += 1
          if (runs === 2) throw new Error('the commit failed')
          return result
        }),
      enrollmentId,
      { criterionId: 'contain', fileName: 'a.png', bytes: PNG },
    )
    await expect(failing).rejects.toThrow('the commit failed')
    expect(await as(learner, (scope) => listEvidence(scope, enrollmentId))).toEqual([])
  })
})

describe('files', () => {
  const html = '<html><script>alert(1)</script></html>'
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
  it.each([
    ['F2: HTML as text', 'a.txt', Buffer.from(html), 'file_kind'],
    ['F2: HTML in UTF-8 with a mark first', 'a.md', Buffer.from(`\ufeff${html}`), 'file_kind'],
    ['F2: SVG as picture', 'a.png', Buffer.from(svg), 'file_kind'],
    ['F1: SVG under its own name', 'a.svg', Buffer.from(svg), 'file_kind'],
    ['F2: a picture under another ending', 'a.pdf', PNG, 'file_ending'],
    [
      'F2: GIF and HTML in one',
      'a.gif',
      Buffer.concat([Buffer.from('GIF89a/*'), Buffer.from(`*/=1;${html}`)]),
      'file_ending',
    ],
    ['F2: a program', 'a.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'file_kind'],
    ['F2: an archive', 'a.zip', Buffer.from('504b0304140000000000', 'hex'), 'file_kind'],
    ['nothing', 'a.txt', Buffer.alloc(0), 'file_empty'],
    ['Latin-1 text', 'a.txt', Buffer.from([0x61, 0xe9, 0x62]), 'file_kind'],
  ])('refuse %s', async (_what, name, bytes, reason) => {
    await expect(upload(name, bytes)).rejects.toMatchObject({ code: 'unsupported_media_type', text: reason })
  })

  it('refuse what is larger than 25 MiB', async () => {
    await expect(upload('a.txt', Buffer.alloc(25 * 1024 * 1024 + 1, 97))).rejects.toMatchObject({
      code: 'too_large',
    })
  })

  it('F6: keep a harmless name, whatever they came with', async () => {
    await upload('../../etc/pass\r\nSet-Cookie: x\u202egnp.txt', Buffer.from('hello'))
    await upload(`${'n'.repeat(10_000)}.txt`, Buffer.from('hello'))
    const names = (await as(learner, (scope) => listEvidence(scope, enrollmentId))).map(
      ({ fileName }) => fileName,
    )
    expect(names[0]).toBe('passSet-Cookie_ xgnp.txt')
    expect(names[1]).toHaveLength(120)
    expect(names[1]?.endsWith('.txt')).toBe(true)
  })
})

describe('handing in', () => {
  it('needs every criterion met', async () => {
    await expect(
      as(learner, (scope) => submitEnrollment(scope, enrollmentId, DECLARED)),
    ).rejects.toMatchObject({ code: 'wrong_state', text: 'not_ready' })
  })

  it('copies the portfolio and promises a decision in working days', async () => {
    app.clock.now = new Date('2026-05-07T10:00:00Z') // a Thursday
    await as(learner, (scope) => addTextEvidence(scope, enrollmentId, text('as handed in')))
    const { submissionId, promisedAt } = await as(learner, (scope) =>
      submitEnrollment(scope, enrollmentId, DECLARED),
    )
    const submission = await as(learner, (scope) => openSubmission(scope, submissionId))
    expect(promisedAt.toISOString()).toBe('2026-05-14T10:00:00.000Z')
    expect(submission).toMatchObject({
      number: 1,
      reflection: DECLARED.reflection,
      artifacts: [{ text: 'as handed in' }],
    })
  })

  it('stops changes until it is withdrawn', async () => {
    const { evidenceId } = await as(learner, (scope) => addTextEvidence(scope, enrollmentId, text('one')))
    await as(learner, (scope) => submitEnrollment(scope, enrollmentId, DECLARED))
    await expect(
      as(learner, (scope) => changeEvidence(scope, evidenceId, { revision: 1, text: 'two' })),
    ).rejects.toMatchObject({ code: 'wrong_state', text: 'handed_in' })
    await as(learner, (scope) => withdrawSubmission(scope, enrollmentId))
    await as(learner, (scope) => changeEvidence(scope, evidenceId, { revision: 1, text: 'two' }))
    const { number } = await as(learner, (scope) => submitEnrollment(scope, enrollmentId, DECLARED))
    expect(number).toBe(2)
  })

  it('A7: twice at once makes one submission', async () => {
    await as(learner, (scope) => addTextEvidence(scope, enrollmentId, text('one')))
    const tries = await Promise.allSettled(
      [1, 2, 3].map(() => as(learner, (scope) => submitEnrollment(scope, enrollmentId, DECLARED))),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('waits for a prerequisite to be held in force', async () => {
    const next = await published({
      criteria: [{ id: 'first', kind: 'prerequisite', title: 'First', achievementId }],
    })
    const started = await as(learner, (scope) => enroll(scope, next))
    await expect(
      as(learner, (scope) => submitEnrollment(scope, started.enrollmentId, DECLARED)),
    ).rejects.toMatchObject({ text: 'not_ready' })
  })
})

describe('the reflection', () => {
  it('is saved as a draft, and a stale one is refused', async () => {
    await as(learner, (scope) =>
      savePortfolioDraft(scope, enrollmentId, 0, { reflection: 'first', aiHelp: '' }),
    )
    await as(learner, (scope) =>
      savePortfolioDraft(scope, enrollmentId, 1, { reflection: 'second', aiHelp: 'spelling' }),
    )
    await expect(
      as(learner, (scope) => savePortfolioDraft(scope, enrollmentId, 1, { reflection: 'third', aiHelp: '' })),
    ).rejects.toMatchObject({ code: 'stale' })
    expect(await as(learner, (scope) => getPortfolioDraft(scope, enrollmentId))).toMatchObject({
      reflection: 'second',
      aiHelp: 'spelling',
      revision: 2,
    })
  })
})
