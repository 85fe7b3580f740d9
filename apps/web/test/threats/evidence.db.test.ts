import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { limits } from '@assay/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/api.ts'
import { publishedSpill, started } from '../../src/features/assessments/work.fixture.ts'
import { submitEnrollment } from '../../src/features/enrollments/commands/submit.ts'
import { ACCEPTED_ENDINGS } from '../../src/features/enrollments/schema/file-kind.ts'
import { EVIDENCE_LIMITS } from '../../src/features/enrollments/schema.ts'
import { changedTables, digestOf, forgetCalls } from '../authorization/digest.ts'
import { createTestApp, type TestApp, type TestOrganization, type TestPerson } from '../test-app.ts'

let app: TestApp
let harbor: TestOrganization
let learner: TestPerson
let other: TestPerson
let assessor: TestPerson
let manager: TestPerson
let achievementId: string
let enrollmentId: string

beforeAll(async () => {
  app = await createTestApp()
  manager = await app.person('Manager')
  harbor = await app.organization(manager, 'harbor')
  learner = await app.member(harbor, 'Learner', 'learner')
  other = await app.member(harbor, 'Other', 'learner')
  assessor = await app.member(harbor, 'Assessor', 'assessor')
  achievementId = await publishedSpill(app, harbor, manager)
})
afterAll(() => app.close())
beforeEach(async () => {
  await forgetCalls(app)
  await app.asOwner(
    `DELETE FROM assay.evidence; UPDATE assay.submission SET state = 'withdrawn' WHERE state = 'submitted'; UPDATE assay.enrollment SET state = 'withdrawn'`,
  )
  enrollmentId = await started(app, harbor, learner, achievementId)
})

type Bytes = Uint8Array<ArrayBuffer>
const bytesOf = (text: string): Bytes => new Uint8Array(Buffer.from(text))

function formOf(name: string, bytes: Bytes): FormData {
  const form = new FormData()
  form.set('criterionId', 'contain')
  form.set('intent', 'file')
  form.set('file', new File([bytes], name))
  return form
}

/** The three ways in which a file is handed over: the API, the form, and what scripts send. */
const UPLOADS = ['api', 'form', 'script'] as const
function send(way: (typeof UPLOADS)[number], name: string, bytes: Bytes): Promise<Response> {
  const page = `/o/harbor/enrollments/${enrollmentId}`
  const path = {
    api: `/api/v1/organizations/harbor/enrollments/${enrollmentId}/evidence/file`,
    form: page,
    script: `${page}/upload`,
  }
  return app.fetch(path[way], { method: 'POST', as: learner, body: formOf(name, bytes) })
}
const upload = async (name: string, bytes: Bytes): Promise<string> => {
  const response = await send('api', name, bytes)
  expect(response.status).toBe(201)
  return ((await response.json()) as { evidenceId: string }).evidenceId
}

/** Every stored file, by its name in the store. */
const storedFiles = async (): Promise<readonly string[]> =>
  (await readdir(join(app.deps.config.dataDir, 'files'), { recursive: true }))
    .filter((name) => /[\w-]{20,}$/.test(name))
    .sort()

/** What happens to tables and store, as one value to compare. */
async function unchangedBy(work: () => Promise<void>): Promise<void> {
  const [tables, files] = [await digestOf(app), await storedFiles()]
  await work()
  expect(changedTables(tables, await digestOf(app))).toEqual([])
  expect(await storedFiles()).toEqual(files)
}

const pieces = () => app.asOwner(`SELECT id, size::int, scan FROM assay.evidence WHERE removed_at IS NULL`)

describe('limits of evidence', { timeout: 120_000 }, () => {
  const exactly = (size: number): Bytes => new Uint8Array(size).fill(0x61)

  // Fails with the comparison of sizes out of `uploadEvidence` and `requestBytes` doubled.
  it('2 Evidence file: 25 MiB are kept, one byte more is 413 and leaves nothing, by every way', async () => {
    const id = await upload('a.txt', exactly(limits.evidence.fileBytes))
    expect(await pieces()).toMatchObject([{ id, size: 25 * 1024 * 1024 }])
    await unchangedBy(async () => {
      for (const way of UPLOADS) {
        const response = await send(way, 'a.txt', exactly(limits.evidence.fileBytes + 1))
        expect([way, response.status]).toEqual([way, 413])
      }
    })
  })

  // Fails with the count of pieces out of `checkPlace`.
  it('2 Evidence file: the fiftieth piece is kept, one more is refused and leaves nothing', async () => {
    for (let number = 1; number <= limits.evidence.filesPerSubmission; number++)
      await upload(`${number}.txt`, bytesOf(`piece ${number}`))
    expect(await pieces()).toHaveLength(50)
    await unchangedBy(async () => {
      for (const way of UPLOADS) expect((await send(way, 'more.txt', bytesOf('one more'))).status).toBe(409)
    })
  })

  // Fails with both calls of `checkQuota` out of `uploadEvidence`.
  it('2 Evidence file: the last byte of a person’s room is kept, one more is refused and leaves nothing', async () => {
    const id = await upload('a.txt', bytesOf('0123456789'))
    await app.asOwner(
      `UPDATE assay.evidence SET size = ${EVIDENCE_LIMITS.bytesPerPerson - 10} WHERE id = '${id}'`,
    )
    await unchangedBy(async () => {
      for (const way of UPLOADS) expect((await send(way, 'b.txt', bytesOf('12345678901'))).status).toBe(409)
    })
    await upload('b.txt', bytesOf('1234567890'))
  })
})

/** A ZIP of these files, as an archiver writes it. */
function zipOf(entries: readonly (readonly [string, string])[], flags = 0): Bytes {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, text] of entries) {
    const data = deflateRawSync(Buffer.from(text))
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(flags, 6)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(data.length, 18)
    local.writeUInt32LE(text.length, 22)
    local.writeUInt16LE(name.length, 26)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50)
    local.copy(central, 6, 4, 30)
    central.writeUInt32LE(offset, 42)
    parts.push(local, Buffer.from(name), data)
    directory.push(central, Buffer.from(name))
    offset += local.length + name.length + data.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(entries.length, 10)
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]))
}

const slip = zipOf([['../../../../etc/cron.d/x', 'root']])
const ARCHIVES: readonly (readonly [string, Bytes])[] = [
  ['zip slip', slip],
  ['one in another', zipOf([['inner.zip', Buffer.from(slip).toString('latin1')]])],
  [
    'with one name twice',
    zipOf([
      ['a.txt', 'one'],
      ['a.txt', 'two'],
    ]),
  ],
  ['encrypted', zipOf([['a.txt', 'secret']], 1)],
  ['that unfolds a thousandfold', zipOf([['a.txt', '0'.repeat(5_000_000)]])],
  ['behind a picture’s signature', new Uint8Array(Buffer.concat([Buffer.from('GIF89a'), slip]))],
]
const NAMES = ['a.zip', 'a.docx', 'a.png', 'a.json', 'a.txt', 'a.csv', 'a.odt', 'archive']

describe('archives', { timeout: 60_000 }, () => {
  // Fails with `application/zip` and its endings among those that `fileKindOf` accepts.
  it.each(ARCHIVES)(
    'F4: %s: are refused as evidence under every name, and nothing is kept',
    async (title, zip) => {
      await unchangedBy(async () => {
        for (const name of NAMES.filter((one) => !title.startsWith('behind') || one !== 'a.gif')) {
          const response = await send('api', name, zip)
          expect([name, response.status]).toEqual([name, 415])
        }
        for (const way of UPLOADS) expect((await send(way, 'a.docx', zip)).status).toBe(415)
      })
    },
  )

  // Fails with the verifier taking any content for a badge, and with `readArtFile` returning what it does not know.
  it('F4: are refused as badges, in the backpack and as art, and nothing is kept', async () => {
    const badge = (bytes: Bytes, name: string) => {
      const form = new FormData()
      form.set('file', new File([bytes], name))
      return form
    }
    await unchangedBy(async () => {
      for (const [, zip] of ARCHIVES)
        for (const name of ['badge.zip', 'badge.png', 'badge.json']) {
          const kept = await app.fetch('/api/v1/me/backpack', {
            method: 'POST',
            as: learner,
            body: badge(zip, name),
          })
          expect(kept.status).toBe(422)
          const answer = await app.fetch('/api/v1/verify', { method: 'POST', body: badge(zip, name) })
          expect(await answer.json()).toMatchObject({ verdict: 'invalid', format: 'unknown' })
        }
    })
  })

  // Fails with `application/vnd.openxmlformats…` out of the accepted kinds, and shows that the bytes come back as they were given.
  it('F4: a document that is a ZIP inside is kept unopened, whatever its names say', async () => {
    const docx = zipOf([
      [
        '[Content_Types].xml',
        `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml" PartName="/word/document.xml"/></Types>`,
      ],
      ['word/document.xml', '<w:document/>'],
      ['../../../../tmp/assay-slipped', 'out'],
    ])
    const before = await storedFiles()
    const id = await upload('a.docx', docx)
    expect((await storedFiles()).length).toBe(before.length + 1)
    const back = await app.fetch(`/api/v1/organizations/harbor/evidence/${id}/file`, { as: learner })
    expect(new Uint8Array(await back.arrayBuffer())).toEqual(docx)
    expect(back.headers.get('content-disposition')).toMatch(/^attachment/)
  })
})

describe('places that are not there', () => {
  /** Media types of bodies that the API takes. */
  const taken = Object.values(openApiDocument().paths ?? {})
    .flatMap((item) => Object.values(item as Record<string, { requestBody?: { content?: object } }>))
    .flatMap(({ requestBody }) => Object.keys(requestBody?.content ?? {}))

  // Fails as soon as a route takes such a body; then its own limits have to be tested here.
  it('2 Archive import: no route takes an archive, and no evidence may be one', () => {
    expect(taken).toContain('application/json')
    expect(taken.filter((type) => /zip|x-tar/.test(type))).toEqual([])
    expect(ACCEPTED_ENDINGS.filter((ending) => /^(?:zip|gz|tgz|tar|7z|rar|jar)$/.test(ending))).toEqual([])
  })

  // The limits of the one that takes rows are tested where they are read (features/bulk).
  it('2 CSV import: people are not taken as CSV; a table is evidence like any other text', async () => {
    const people = await app.fetch('/api/v1/organizations/harbor/people', {
      method: 'POST',
      as: manager,
      body: 'name,address\nEve,eve@example.org\n',
      headers: { 'content-type': 'text/csv' },
    })
    expect(people.status).toBe(415)
    expect(await app.asOwner(`SELECT 1 FROM assay.person_email WHERE address = 'eve@example.org'`)).toEqual(
      [],
    )
  })
})

/** Signed to be found by every scanner, and harmless (eicar.org); put together here so that this file is not found by one. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

const handIn = (id: string) =>
  app.inOrg(harbor, learner, (scope) =>
    submitEnrollment(scope, id, { authorship: true, reflection: '', aiHelp: '' }),
  )

describe('malware', () => {
  // Fails with the words left out of the assessor's page, and with any other default of the column `scan`.
  it('F7: is kept marked as not scanned, and the assessor reads so before opening it', async () => {
    await upload('eicar.txt', bytesOf(EICAR))
    expect(await pieces()).toMatchObject([{ scan: 'not_scanned' }])
    const { submissionId } = await handIn(enrollmentId)
    for (const [language, words] of [
      ['en', 'not scanned for malware'],
      ['es', 'sin analizar en busca de software malicioso'],
    ] as const) {
      await app.asOwner(`UPDATE assay.person SET locale = '${language}' WHERE id = '${assessor.id}'`)
      const page = await app.fetch(`/o/harbor/assess/${submissionId}`, {
        as: assessor,
        headers: { accept: 'text/html' },
      })
      expect(await page.text()).toContain(words)
    }
    const read = await app.fetch(`/api/v1/organizations/harbor/submissions/${submissionId}`, { as: assessor })
    expect(await read.json()).toMatchObject({ evidence: [{ fileName: 'eicar.txt', scan: 'not_scanned' }] })
  })
})

describe('downloads', () => {
  const statusOf = async (path: string, as: TestPerson | undefined) => {
    const response = await app.fetch(path, as === undefined ? {} : { as })
    await response.body?.cancel()
    return response.status
  }

  // Fail with `authorize` out of `getDraftFile` or `getSubmittedFile` (row-level security knows the organization only).
  it('F8: by another person: refused, by page and by API', async () => {
    const id = await upload('a.txt', bytesOf('mine'))
    const addresses = [`/o/harbor/evidence/${id}/file`, `/api/v1/organizations/harbor/evidence/${id}/file`]
    for (const address of addresses) {
      expect(await statusOf(address, learner)).toBe(200)
      for (const who of [other, assessor, manager]) expect(await statusOf(address, who)).toBe(403)
    }
  })

  it('F8: by a link copied from another session, or after signing out: it opens nothing by itself', async () => {
    const id = await upload('a.txt', bytesOf('mine'))
    const page = `/o/harbor/evidence/${id}/file`
    expect(await statusOf(page, undefined)).toBe(302)
    expect(await statusOf(`/api/v1/organizations/harbor/evidence/${id}/file`, undefined)).toBe(401)
    const leaving = await app.person('Leaving')
    expect(await statusOf(page, leaving)).toBe(404)
  })

  it('F8: after the work was withdrawn: the assessor who saw the file no longer gets it', async () => {
    await upload('a.txt', bytesOf('mine'))
    const { submissionId } = await handIn(enrollmentId)
    const [artifact] = await app.asOwner(
      `SELECT id FROM assay.submission_artifact WHERE submission_id = '${submissionId}'`,
    )
    const addresses = [
      `/o/harbor/submissions/${submissionId}/files/${artifact?.id}`,
      `/api/v1/organizations/harbor/submissions/${submissionId}/files/${artifact?.id}`,
    ]
    for (const address of addresses) expect(await statusOf(address, assessor)).toBe(200)
    const withdrawn = await app.fetch(
      `/api/v1/organizations/harbor/enrollments/${enrollmentId}/submissions/withdraw`,
      { method: 'POST', as: learner },
    )
    expect(withdrawn.status).toBe(204)
    for (const address of addresses) {
      expect(await statusOf(address, assessor)).toBe(403)
      expect(await statusOf(address, learner)).toBe(200)
    }
  })
})
