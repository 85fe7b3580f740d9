import { jobHandlers } from '../../src/app.ts'
import { delegate } from '../../src/features/absence/commands.ts'
import { uploadArt } from '../../src/features/achievements/commands/art.ts'
import { createDraft, publishVersion } from '../../src/features/achievements/commands.ts'
import type { DefinitionInput } from '../../src/features/achievements/schema.ts'
import { createKey } from '../../src/features/api-keys/commands.ts'
import { changeStatus } from '../../src/features/credentials/commands/change-status.ts'
import { directAward } from '../../src/features/credentials/commands/direct-award.ts'
import { invite } from '../../src/features/organizations/commands/invitations.ts'
import { addToGroup, createGroup } from '../../src/features/structure/commands/groups.ts'
import { setManager } from '../../src/features/structure/commands/managers.ts'
import { createRoleSet, giveRoleSet } from '../../src/features/structure/commands/role-sets.ts'
import { createDepartment, moveIntoDepartment } from '../../src/features/structure/commands.ts'
import { orderArchive } from '../../src/features/way-out/commands/order-archive.ts'
import {
  createWebhook,
  disableWebhook,
  enableWebhook,
  sendTest,
} from '../../src/features/webhooks/commands.ts'
import { archiveKeys } from '../archives.ts'
import { REEFER } from '../awards.ts'
import { DOT_PNG } from '../foreign-badge.ts'
import type { TestApp, TestOrganization, TestPerson } from '../test-app.ts'
import { type BulkRecords, makeBatches } from './bulk-records.ts'
import { type ClaimRecords, makeClaims } from './claim-records.ts'
import { type DutyRecords, makeDuties } from './duty-records.ts'
import { makeObservations, type ObservationRecords } from './observation-records.ts'
import { makeOwnRecords, type OwnRecords } from './own-records.ts'
import { makeWork, type WorkRecords } from './work-records.ts'

/** The people whom an organization's records need. */
export interface Cast {
  readonly administrator: TestPerson
  readonly manager: TestPerson
  readonly assessor: TestPerson
  readonly secondAssessor: TestPerson
  readonly learner: TestPerson
  readonly secondLearner: TestPerson
  readonly newcomer: TestPerson
  readonly lead: TestPerson
  readonly setHolder: TestPerson
  readonly delegate: TestPerson
}

/** What one organization has of every kind, by the names under which routes ask for it. */
export interface Records
  extends OwnRecords,
    WorkRecords,
    ClaimRecords,
    BulkRecords,
    DutyRecords,
    ObservationRecords {
  readonly org: string
  readonly orgId: string
  /** Published and frozen by an enrollment. */
  readonly achievement: string
  readonly version: string
  /** Published, and nobody is enrolled on it. */
  readonly unstarted: string
  readonly draft: string
  readonly draftVersion: string
  /** The draft's revision, after its picture was uploaded. */
  readonly draftRevision: number
  /** The learner's, private. */
  readonly credential: string
  /** The second learner's. */
  readonly suspended: string
  readonly statusList: string
  readonly signingKey: string
  readonly apiKey: string
  readonly invitation: string
  readonly invitationToken: string
  /** A member whose role others may change. */
  readonly person: string
  readonly learnerId: string
  /** A member who holds nothing yet. */
  readonly newcomer: string
  readonly department: string
  readonly group: string
  readonly roleSet: string
  /** Of the assessor's role, to the delegate. */
  readonly delegation: string
  readonly delegateAddress: string
  /** Enabled; its one delivery failed. */
  readonly webhook: string
  readonly delivery: string
  /** Ready. */
  readonly archive: string
}

/** Words that stand in private records only; each names its organization, so that a leak can be told from an echo. */
export const secretWords = (slug: string): readonly string[] =>
  [
    'department',
    'group',
    'roleset',
    'absence',
    'assigned',
    'draftname',
    'evidencetext',
    'evidencetitle',
    'reflection',
    'feedback',
    'keyname',
    'reason',
    'observed',
  ].map((word) => `zq${word}${slug}`)

const word = (slug: string, kind: string) => `zq${kind}${slug}`

/** Makes one of everything in an organization, by the commands that people use. */
export async function makeRecords(
  app: TestApp,
  organization: TestOrganization,
  cast: Cast,
  invited: string,
): Promise<Records> {
  const definitions = await makeDefinitions(app, organization, cast)
  const work = await makeWork(app, organization, cast, definitions.achievement, (kind) =>
    word(organization.slug, kind),
  )
  const credentials = await makeCredentials(app, organization, cast, definitions)
  const invitation = await app.inOrg(organization, cast.administrator, (scope) =>
    invite(scope, {
      address: invited,
      roles: ['learner'],
      name: undefined,
      departmentId: undefined,
      jobTitle: undefined,
    }),
  )
  const apiKey = await app.inOrg(organization, cast.administrator, (scope) =>
    createKey(scope, {
      name: word(organization.slug, 'keyname'),
      scopes: ['people:read'],
      expiresInDays: 30,
    }),
  )
  const hooked = await makeWebhook(app, organization, cast)
  const invitationToken = await mailedInvitation(app, invited)
  const structure = await makeStructure(app, organization, cast)
  return {
    ...definitions,
    ...structure,
    ...(await makeDelegation(app, organization, cast)),
    ...work,
    ...credentials,
    ...hooked,
    ...(await makeOwnRecords(app, organization, cast.learner)),
    ...(await makeClaims(app, organization, cast.manager, definitions.version)),
    ...(await makeDuties(app, organization, cast.manager, {
      achievement: definitions.achievement,
      personId: cast.secondLearner.id,
      reason: word(organization.slug, 'assigned'),
    })),
    ...(await makeObservations(
      app,
      organization,
      { manager: cast.manager, observer: cast.newcomer, observed: cast.secondLearner },
      word(organization.slug, 'observed'),
    )),
    ...(await makeArchiveOf(app, organization, cast.administrator)),
    ...(await makeBatches(app, organization, cast.manager, definitions.version)),
    org: organization.slug,
    orgId: organization.id,
    invitation: invitation.invitationId,
    invitationToken,
    apiKey: apiKey.id,
    person: cast.secondLearner.id,
    learnerId: cast.learner.id,
    newcomer: cast.newcomer.id,
  }
}

/** Lies there to be fetched. */
async function makeArchiveOf(app: TestApp, organization: TestOrganization, administrator: TestPerson) {
  const { archiveId } = await app.inOrg(organization, administrator, (scope) =>
    orderArchive(scope, archiveKeys()),
  )
  await jobHandlers.make_archive(app.deps, { orgId: organization.id, archiveId })
  return { archive: archiveId }
}

/** A department and a group with the second learner in each. */
async function makeStructure(app: TestApp, organization: TestOrganization, cast: Cast) {
  const { slug } = organization
  return app.inOrg(organization, cast.administrator, async (scope) => {
    const department = await createDepartment(scope, { name: word(slug, 'department') })
    await moveIntoDepartment(scope, department.id, [cast.secondLearner.id])
    const group = await createGroup(scope, { name: word(slug, 'group'), description: '' })
    await addToGroup(scope, group.id, [cast.secondLearner.id])
    await setManager(scope, [cast.secondLearner.id], cast.lead.id)
    const roleSet = await createRoleSet(scope, {
      name: word(slug, 'roleset'),
      description: '',
      roles: ['people_manager'],
      areas: ['people:read'],
    })
    await giveRoleSet(scope, roleSet.id, [cast.setHolder.id])
    return { department: department.id, group: group.id, roleSet: roleSet.id }
  })
}

/** The assessor is away, and the delegate judges meanwhile. */
async function makeDelegation(app: TestApp, organization: TestOrganization, cast: Cast) {
  const { id } = await app.inOrg(organization, cast.assessor, (scope) =>
    delegate(scope, {
      address: cast.delegate.email,
      roles: ['assessor'],
      from: '2026-05-03',
      until: '2026-07-31',
      reason: word(organization.slug, 'absence'),
    }),
  )
  return { delegation: id, delegateAddress: cast.delegate.email }
}

/** Nothing is sent: the address has no answer, and the delivery is noted as failed. */
async function makeWebhook(app: TestApp, organization: TestOrganization, cast: Cast) {
  return app.inOrg(organization, cast.administrator, async (scope) => {
    const { id } = await createWebhook(scope, {
      url: 'https://receiver.example.org/',
      description: word(organization.slug, 'keyname'),
      events: ['credential.reinstate'],
    })
    const { deliveryId } = await sendTest(scope, id)
    await disableWebhook(scope, id)
    await enableWebhook(scope, id)
    return { webhook: id, delivery: deliveryId }
  })
}

/** The token of the letter of invitation, which need not be the newest: letters of sign-in run by another clock. */
async function mailedInvitation(app: TestApp, address: string): Promise<string> {
  const letters = await app.inSystem((scope) =>
    scope.db.selectFrom('mail').select('textBody').where('toAddress', '=', address).execute(),
  )
  const tokens = letters.map(({ textBody }) => /\/invitations\/([\w-]+)/.exec(textBody ?? '')?.[1])
  const token = tokens.find((found) => found !== undefined)
  if (token === undefined) throw new Error(`${address} got no letter of invitation`)
  return token
}

async function makeDefinitions(app: TestApp, organization: TestOrganization, cast: Cast) {
  const { slug } = organization
  const definitions = await app.inOrg(organization, cast.manager, async (scope) => {
    const made = await createDraft(scope, REEFER as DefinitionInput)
    await publishVersion(scope, made.versionId, { changeNote: '' })
    const unstarted = await createDraft(scope, { ...(REEFER as DefinitionInput), name: 'Berth planning' })
    await publishVersion(scope, unstarted.versionId, { changeNote: '' })
    const draft = await createDraft(scope, { ...(REEFER as DefinitionInput), name: word(slug, 'draftname') })
    return {
      achievement: made.achievementId,
      version: made.versionId,
      unstarted: unstarted.achievementId,
      draft: draft.achievementId,
      draftVersion: draft.versionId,
    }
  })
  const upload = { versionId: definitions.draftVersion, revision: 1, bytes: DOT_PNG }
  const { revision } = await uploadArt(
    app.deps,
    (work) => app.inOrg(organization, cast.manager, work),
    upload,
  )
  return { ...definitions, draftRevision: revision }
}

async function makeCredentials(
  app: TestApp,
  organization: TestOrganization,
  { manager, learner, secondLearner }: Cast,
  { version }: { readonly version: string },
) {
  const award = (holder: TestPerson) =>
    app.inOrg(organization, manager, (scope) =>
      directAward(scope, {
        personId: holder.id,
        achievementVersionId: version,
        reason: word(organization.slug, 'reason'),
      }),
    )
  const [mine, theirs] = [await award(learner), await award(secondLearner)]
  await app.runJobs()
  await app.inOrg(organization, manager, (scope) =>
    changeStatus(scope, theirs.credentialId, 'suspend', word(organization.slug, 'reason')),
  )
  await app.runJobs()
  const ids = await app.inOrg(organization, manager, async (scope) => ({
    list: await scope.db
      .selectFrom('statusList')
      .select('id')
      .where('orgId', '=', scope.orgId)
      .executeTakeFirstOrThrow(),
    key: await scope.db
      .selectFrom('signingKey')
      .select('id')
      .where('orgId', '=', scope.orgId)
      .where('purpose', '=', 'credential')
      .executeTakeFirstOrThrow(),
  }))
  return {
    credential: mine.credentialId,
    suspended: theirs.credentialId,
    statusList: ids.list.id,
    signingKey: ids.key.id,
  }
}
