import { decodeUtf8, encodeUtf8 } from '@assay/core'
import { open } from '@assay/node'
import type { PersonScope } from '../../../db/scopes.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { toldCount } from '../schema/told-count.ts'
import { collectionUrl, listCollections } from './collections.ts'

/** Collections with the badges in them, and by which link others see them. */
export async function exportCollections(scope: PersonScope) {
  const rows = []
  for (const { entries: badges, ...collection } of await listCollections(scope))
    rows.push({ ...collection, badges, url: await collectionUrl(scope, collection.id) })
  return rows
}

/** Views and verifications of what is shared, as far as they may be told: exact ones would say who came. */
export async function exportCounts({ db }: PersonScope) {
  const rows = await db
    .selectFrom('shareCount')
    .select((eb) => [
      'subjectId as of',
      eb.fn.sum<string>('views').as('views'),
      eb.fn.sum<string>('verifications').as('verifications'),
    ])
    .groupBy('subjectId')
    .orderBy('subjectId')
    .execute()
  return rows.map(({ of, views, verifications }) => ({
    of,
    views: toldCount(Number(views)),
    verifications: toldCount(Number(verifications)),
  }))
}

/** Which micro-credentials the person is to hold by when and why, and what was asked and answered about being exempt. */
export async function exportDuties({ db, personId }: PersonScope) {
  const duties = await db
    .selectFrom('duty')
    .innerJoin('assignment', (join) =>
      join.onRef('assignment.orgId', '=', 'duty.orgId').onRef('assignment.id', '=', 'duty.assignmentId'),
    )
    .innerJoin('organization', 'organization.id', 'duty.orgId')
    .select([
      ...(['duty.id', 'organization.name as organization', 'assignment.achievementId'] as const),
      ...(['assignment.reason', 'duty.state', 'duty.openedAt', 'duty.dueAt', 'duty.credentialId'] as const),
    ])
    .where('duty.personId', '=', personId)
    .orderBy('duty.openedAt')
    .execute()
  const exemptions = await db
    .selectFrom('exemption')
    .select(['dutyId', 'state', 'reason', 'endsAt', 'askedAt', 'decidedAt', 'answer'])
    .where('personId', '=', personId)
    .orderBy('askedAt')
    .execute()
  return duties.map((duty) => ({
    ...duty,
    exemptions: exemptions.filter(({ dutyId }) => dutyId === duty.id),
  }))
}

/** Groups, role sets and delegations. Who else is in them, or stands on the other side, is not said. */
export async function exportRoles({ db, personId }: PersonScope) {
  const groups = await db
    .selectFrom('groupMember')
    .innerJoin('peopleGroup', (join) =>
      join
        .onRef('peopleGroup.orgId', '=', 'groupMember.orgId')
        .onRef('peopleGroup.id', '=', 'groupMember.groupId'),
    )
    .select(['peopleGroup.name', 'groupMember.addedAt'])
    .where('groupMember.personId', '=', personId)
    .orderBy('addedAt')
    .execute()
  const roleSets = await db
    .selectFrom('roleSetMember')
    .innerJoin('roleSet', (join) =>
      join
        .onRef('roleSet.orgId', '=', 'roleSetMember.orgId')
        .onRef('roleSet.id', '=', 'roleSetMember.roleSetId'),
    )
    .select(['roleSet.name', 'roleSet.roles', 'roleSet.areas'])
    .where('roleSetMember.personId', '=', personId)
    .orderBy('roleSet.name')
    .execute()
  const delegations = await db
    .selectFrom('delegation')
    .select(['delegatorId', 'roles', 'startsAt', 'endsAt', 'reason', 'createdAt', 'revokedAt'])
    .orderBy('createdAt')
    .execute()
  return {
    groups,
    roleSets,
    delegations: delegations.map(({ delegatorId, reason, ...rest }) =>
      // The reason of somebody else's absence is theirs.
      delegatorId === personId
        ? { side: 'from you to another person', ...rest, reason }
        : { side: 'from another person to you', ...rest },
    ),
  }
}

/** Ways to sign in that the account has. Keys and secrets are not exported: they open the account. */
export async function exportSecurity({ db, personId }: PersonScope) {
  const passkeys = await db
    .selectFrom('passkey')
    .select(['name', 'synced', 'createdAt', 'lastUsedAt'])
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .execute()
  const factor = await db
    .selectFrom('secondFactor')
    .select(['confirmedAt'])
    .where('personId', '=', personId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()
  return { passkeys, secondFactorSince: factor?.confirmedAt ?? null }
}

/** Platforms that the person let in, also those that they disconnected. Their tokens are not exported: they open the backpack. */
export function exportApps({ db, personId }: PersonScope) {
  return db
    .selectFrom('hostGrant')
    .innerJoin('hostClient', 'hostClient.id', 'hostGrant.clientId')
    .select(['hostClient.name', 'hostClient.host', 'hostGrant.scopes', 'grantedAt', 'endsAt'])
    .select(['lastUsedAt', 'revokedAt'])
    .where('personId', '=', personId)
    .orderBy('grantedAt')
    .execute()
}

/** Learner records (CLR) that were signed for the person, byte for byte in `document`; absent where the person removed one. */
export async function exportLearnerRecords(scope: PersonScope) {
  const rows = await scope.db
    .selectFrom('clr')
    .select(['id', 'url', 'credentialCount', 'partial', 'createdAt', 'revokedAt', 'sealed', 'dataKeyId'])
    .where('personId', '=', scope.personId)
    .orderBy('createdAt')
    .execute()
  const keys = await openDataKeys(
    scope,
    rows.map(({ dataKeyId }) => dataKeyId),
  )
  return rows.map(({ sealed, dataKeyId, ...row }) => {
    const key = keys.get(dataKeyId)
    const document =
      key === undefined || sealed === null || sealed.length === 0
        ? undefined
        : decodeUtf8(open(key, sealed, encodeUtf8(`clr:${row.id}:sealed`)))
    return { ...row, document }
  })
}

/** Addresses and names that organizations typed when they awarded to the person. */
export function exportKnownAs({ db, personId }: PersonScope) {
  return db
    .selectFrom('recipient')
    .select(['address', 'name', 'locale', 'createdAt', 'updatedAt'])
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .execute()
}

/** Tables with a `person_id` of which the archive holds nothing, and why. A test holds it and the archive's own against the database. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  bulk_row: 'the line of a file that an organization brought; what came of it is among the credentials',
  mail: 'letters are in the mailbox that they were sent to',
  data_key: 'keys of what stands open in the archive',
  directory: 'an index made of names and addresses',
  recovery_code: 'opens the account; kept as a digest alone',
  factor_recovery: 'a step of getting an account back; the trail tells of it',
  identity_token: 'opens the account; kept as a digest alone',
  host_visit: 'a step on the way to another platform, of half an hour',
  event_entry: 'the list of an organization; what came of it is among the credentials',
}

/** Tables with a `person_id` of which the archive holds what they say of the person. */
export const EXPORTED: readonly string[] = [
  ...['person_email', 'membership', 'api_key', 'enrollment', 'enrollment_draft', 'evidence', 'submission'],
  ...['decision', 'credential', 'backpack_entry', 'clr', 'collection', 'duty', 'exemption', 'group_member'],
  ...[
    'observation',
    'observation_remark',
    'role_set_member',
    'passkey',
    'second_factor',
    'recipient',
    'audit_event',
    'host_grant',
  ],
]
