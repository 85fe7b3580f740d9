import type { PersonScope } from '../../../db/scopes.ts'
import { sharedUrl } from '../commands.ts'
import { type Entry, getShareKey, listEntries, listRemoved } from '../queries.ts'
import {
  exportCredentials,
  exportDecisions,
  exportDrafts,
  exportEnrollments,
  exportEvidence,
  exportObservations,
  exportSubmissions,
  type Placed,
} from './everything-earned.ts'
import {
  exportApps,
  exportCollections,
  exportCounts,
  exportDuties,
  exportKnownAs,
  exportLearnerRecords,
  exportRoles,
  exportSecurity,
} from './everything-own.ts'

/**
 * Everything that is kept about a person beside files, one record a part (THREATS P7). `placed` tells where the files went. Nobody else
 * is named: who decided or changed something is `another person`.
 */
export const RECORDS = {
  profile: exportProfile,
  addresses: exportAddresses,
  memberships: exportMemberships,
  api_keys: exportKeys,
  connected_apps: exportApps,
  enrollments: exportEnrollments,
  drafts: exportDrafts,
  evidence: exportEvidence,
  observations: exportObservations,
  submissions: exportSubmissions,
  decisions: exportDecisions,
  credentials: exportCredentials,
  backpack: exportBackpack,
  learner_records: exportLearnerRecords,
  sharing: exportSharing,
  collections: exportCollections,
  counts: exportCounts,
  duties: exportDuties,
  roles: exportRoles,
  security: exportSecurity,
  known_as: exportKnownAs,
  audit_trail: exportTrail,
} as const satisfies Record<string, (scope: PersonScope, placed: Placed) => Promise<unknown>>

/** A part of what is kept about a person. */
export type RecordName = keyof typeof RECORDS

/** Whose archive it is. */
export function getOwner({ db, personId }: PersonScope) {
  return db
    .selectFrom('person')
    .select(['id', 'name', 'locale', 'timeZone'])
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
}

function exportProfile({ db, personId }: PersonScope) {
  return db
    .selectFrom('person')
    .select(['id', 'name', 'locale', 'timeZone', 'nameOnCredentials', 'createdAt'])
    .where('id', '=', personId)
    .executeTakeFirst()
}

function exportAddresses({ db, personId }: PersonScope) {
  return db
    .selectFrom('personEmail')
    .select(['address', 'isPrimary', 'verifiedAt', 'receives', 'recovers', 'createdAt'])
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .execute()
}

/** Without the manager, who is somebody else. */
function exportMemberships({ db, personId }: PersonScope) {
  return db
    .selectFrom('membership')
    .innerJoin('organization', 'organization.id', 'membership.orgId')
    .leftJoin('department', (join) =>
      join
        .onRef('department.orgId', '=', 'membership.orgId')
        .onRef('department.id', '=', 'membership.departmentId'),
    )
    .select([
      'organization.name as organization',
      'roles',
      'department.name as department',
      'jobTitle',
      'joinedAt',
      'leftAt',
    ])
    .where('personId', '=', personId)
    .orderBy('joinedAt')
    .execute()
}

/** Their secrets are not kept, so they cannot be exported. */
function exportKeys({ db, personId }: PersonScope) {
  return db
    .selectFrom('apiKey')
    .select(['name', 'prefix', 'scopes', 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'])
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .execute()
}

/** Badges of every issuer with the report of their last verification; removed ones while they can be taken back. */
async function exportBackpack(scope: PersonScope, placed: Placed) {
  const describe = ({ art: _, picture: __, ...facts }: Entry) => ({
    ...facts,
    file: placed.get(facts.credentialId ?? facts.id),
  })
  const removed = await listRemoved(scope)
  return { kept: (await allEntries(scope)).map(describe), removed: removed.map(describe) }
}

/** What others can see, and by which link. */
async function exportSharing(scope: PersonScope) {
  const shared = (await allEntries(scope)).filter(({ visibility }) => visibility !== 'private')
  const rows = []
  for (const { id, credentialId, name, visibility, sharedAt, shareEndsAt, hidden } of shared) {
    const key = await getShareKey(scope, id)
    const url = sharedUrl(scope, { id, credentialId: credentialId ?? null }, visibility, key)
    rows.push({ badge: id, name, visibility, sharedAt, shareEndsAt, hidden, url })
  }
  return rows
}

const allEntries = async (scope: PersonScope) =>
  (await listEntries(scope, { limit: Number.MAX_SAFE_INTEGER, offset: 0 })).items

/** What others did is told without who they are, and without the facts that could name them. */
async function exportTrail({ db, personId }: PersonScope) {
  const events = await db
    .selectFrom('auditEvent')
    .select(['at', 'action', 'recordType', 'recordId', 'actorKind', 'actorPersonId', 'data'])
    .where('personId', '=', personId)
    .orderBy('at')
    .orderBy('id')
    .execute()
  return events.map(({ actorPersonId, actorKind, data, ...event }) => {
    const own = actorPersonId === personId
    const mine = actorKind === 'app' ? 'an app that you connected' : 'you'
    const by = own ? mine : actorKind === 'system' ? 'Assay' : 'another person'
    return { ...event, by, ...(by === 'another person' ? {} : { data }) }
  })
}
