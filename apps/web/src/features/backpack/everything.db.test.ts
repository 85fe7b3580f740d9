import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeProgram, type Program } from '../../../test/awards.ts'
import { createTestApp, type TestApp, type TestPerson } from '../../../test/test-app.ts'
import { enroll } from '../enrollments/commands/enroll.ts'
import { addTextEvidence } from '../enrollments/commands/evidence.ts'
import { submitEnrollment } from '../enrollments/commands/submit.ts'
import { uploadEvidence } from '../enrollments/commands/upload.ts'

let app: TestApp
let program: Program
let other: TestPerson

beforeAll(async () => {
  app = await createTestApp()
  program = await makeProgram(app, 'harbor')
  other = await app.member(program.organization, 'Other', 'learner')
  const { organization, learner } = program
  const { enrollmentId } = await app.inOrg(organization, learner, (scope) =>
    enroll(scope, program.achievementId),
  )
  await app.inOrg(organization, learner, (scope) =>
    addTextEvidence(scope, enrollmentId, { criterionId: 'logs', title: 'Log', text: 'What I read at noon.' }),
  )
  await uploadEvidence(app.deps, (work) => app.inOrg(organization, learner, work), enrollmentId, {
    criterionId: 'logs',
    fileName: 'log.txt',
    bytes: Buffer.from('4 degrees at noon'),
  })
  await app.inOrg(organization, learner, (scope) =>
    submitEnrollment(scope, enrollmentId, {
      authorship: true,
      reflection: 'I learned to look first.',
      aiHelp: '',
    }),
  )
})
afterAll(() => app.close())

interface Everything {
  readonly enrollments: readonly { readonly achievement: string; readonly state: string }[]
  readonly evidence: readonly { readonly kind: string; readonly download?: string }[]
  readonly submissions: readonly {
    readonly content: { readonly reflection: string }
    readonly artifacts: readonly {
      readonly kind: string
      readonly content: object
      readonly download?: string
    }[]
  }[]
  readonly auditTrail: readonly { readonly by: string }[]
}

const exported = async (as: TestPerson) =>
  (await (await app.fetch('/api/v1/me/export', { as })).json()) as Everything

it('P7 the export holds what was handed in, in words', async () => {
  const { enrollments, submissions, auditTrail } = await exported(program.learner)
  expect(enrollments).toMatchObject([{ achievement: 'Reefer Cargo Handling', state: 'submitted' }])
  expect(submissions[0]).toMatchObject({
    content: { reflection: 'I learned to look first.' },
    artifacts: [
      { kind: 'text', content: { title: 'Log', text: 'What I read at noon.' } },
      { kind: 'file', content: { fileName: 'log.txt' } },
    ],
  })
  expect(new Set(auditTrail.map(({ by }) => by))).toContain('you')
})

it('P7 the files that it lists are fetched from the addresses in it, by their owner alone', async () => {
  const { evidence, submissions } = await exported(program.learner)
  const links = [...evidence, ...(submissions[0]?.artifacts ?? [])].flatMap(({ download }) => download ?? [])
  expect(links).toHaveLength(2)
  for (const link of links) {
    const response = await app.fetch(new URL(link).pathname, { as: program.learner })
    expect(await response.text()).toBe('4 degrees at noon')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
    expect((await app.fetch(new URL(link).pathname, { as: other })).status).toBe(404)
    expect((await app.fetch(new URL(link).pathname, { as: program.manager })).status).toBe(404)
  }
})

it('P7 the export of somebody else holds none of it', async () => {
  expect(JSON.stringify(await exported(other))).not.toMatch(/noon|look first/)
})
