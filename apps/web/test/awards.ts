import { randomUUID } from 'node:crypto'
import type { OrgScope } from '../src/db/scopes.ts'
import { definitionSchema } from '../src/features/achievements/schema.ts'
import { orderCredential } from '../src/features/credentials/commands/order-credential.ts'
import type { CredentialOrder } from '../src/features/credentials/schema.ts'
import type { TestApp, TestOrganization, TestPerson } from './test-app.ts'

/** A micro-credential with two rubric rows, as its editor would send it. */
export const REEFER = definitionSchema.parse({
  name: 'Reefer Cargo Handling',
  proves: 'Keeps refrigerated cargo within its set range from gate to vessel.',
  proofType: 'demonstration',
  art: { category: 'quality', icon: 'snow', level: 3, levels: 4 },
  levels: ['With help', 'By the sheet', 'Alone', 'Leads others'],
  criteria: [
    {
      id: 'logs',
      kind: 'performance',
      title: 'Temperature logs of 20 boxes',
      evidence: { instructions: 'Logs of four weeks.', kinds: ['text', 'file'], min: 1, max: 5 },
      rubric: ['range', 'handover'].map((id) => ({
        id,
        title: `Row ${id}`,
        required: 2,
        descriptions: ['one', 'two', 'three', 'four'].map((level) => `${id} at ${level}`),
      })),
    },
  ],
  effortHours: 24,
  turnaroundDays: 5,
  validityMonths: 24,
  alignments: [{ targetName: 'Cold chain control', targetUrl: 'https://skills.example/cold-chain' }],
  qualityAssurance: 'Reviewed each year.',
  tags: ['cold chain'],
})

export interface PublishedVersion {
  readonly achievementId: string
  readonly versionId: string
}

/** Writes a published version straight into the tables: how one is published is tested elsewhere. */
export async function publishedVersion(
  scope: OrgScope,
  definition: typeof REEFER = REEFER,
): Promise<PublishedVersion> {
  const [achievementId, versionId] = [randomUUID(), randomUUID()]
  const { orgId, deps, db } = scope
  const createdBy = scope.personId ?? randomUUID()
  const at = deps.now()
  await db
    .insertInto('achievement')
    .values({ orgId, id: achievementId, createdBy, createdAt: at, retiredAt: null })
    .execute()
  await db
    .insertInto('achievementVersion')
    .values({
      orgId,
      id: versionId,
      achievementId,
      number: 1,
      state: 'published',
      name: definition.name,
      definition: JSON.stringify(definition),
      artBlob: null,
      artMediaType: null,
      createdBy,
      createdAt: at,
      updatedAt: at,
      publishedAt: at,
      publishedBy: createdBy,
      frozenAt: null,
    })
    .execute()
  return { achievementId, versionId }
}

/** Decides a direct award and orders its credential, as a feature that assesses does. */
export async function awardTo(
  scope: OrgScope,
  personId: string,
  versionId: string,
  change: Partial<CredentialOrder> = {},
): Promise<string> {
  const decisionId = randomUUID()
  await scope.db
    .insertInto('decision')
    .values({
      orgId: scope.orgId,
      id: decisionId,
      personId,
      enrollmentId: null,
      submissionId: null,
      achievementVersionId: versionId,
      outcome: 'awarded',
      basis: 'direct',
      reason: 'Known work',
      decidedBy: scope.personId ?? randomUUID(),
      decidedAt: scope.deps.now(),
    })
    .execute()
  const { credentialId } = await orderCredential(scope, {
    decisionId,
    personId,
    achievementVersionId: versionId,
    results: [
      { criterionId: 'logs', rowId: 'range', level: 3 },
      { criterionId: 'logs', rowId: 'handover', level: 2 },
    ],
    assessors: { count: 2, capacity: 'Supervisor' },
    assessedAt: scope.deps.now(),
    evidence: [],
    ...change,
  })
  return credentialId
}

/** An organization with a manager, a learner and one published micro-credential. */
export interface Program extends PublishedVersion {
  readonly organization: TestOrganization
  readonly manager: TestPerson
  readonly learner: TestPerson
}

export async function makeProgram(app: TestApp, slug: string): Promise<Program> {
  const founder = await app.person(`Founder ${slug}`)
  const organization = await app.organization(founder, slug)
  const manager = await app.member(organization, `Manager ${slug}`, 'program_manager', 'administrator')
  const learner = await app.member(organization, `Learner ${slug}`, 'learner')
  const version = await app.inOrg(organization, manager, (scope) => publishedVersion(scope))
  return { organization, manager, learner, ...version }
}

/** Awards, signs, and shares with everybody or nobody. */
export async function issuedTo(
  app: TestApp,
  { organization, manager, versionId }: Program,
  holder: TestPerson,
  options: { readonly shared?: boolean; readonly order?: Partial<CredentialOrder> } = {},
): Promise<string> {
  const credentialId = await app.inOrg(organization, manager, (scope) =>
    awardTo(scope, holder.id, versionId, options.order),
  )
  await app.runJobs()
  if (options.shared ?? true) await share(app, credentialId, holder)
  return credentialId
}

/** Makes a credential public, as its holder does. */
export async function share(app: TestApp, credentialId: string, holder: TestPerson): Promise<void> {
  await app.inPerson(holder, (scope) =>
    scope.db
      .updateTable('backpackEntry')
      .set({ visibility: 'public', sharedAt: scope.deps.now() })
      .where('credentialId', '=', credentialId)
      .execute(),
  )
}
