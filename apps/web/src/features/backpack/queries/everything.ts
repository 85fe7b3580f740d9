import type { PersonScope } from '../../../db/scopes.ts'
import { openBadge } from '../queries/badge-file.ts'
import { getEntry, listRemoved } from '../queries.ts'
import { exportEarning } from './everything-earned.ts'

/**
 * Everything that is kept about a person, as one JSON document (THREATS P7). Badges stand in it byte for byte. Files are listed with
 * the addresses to fetch them from. Nobody else is named: who decided or changed something is `another person`.
 */
export async function exportEverything(scope: PersonScope): Promise<Record<string, unknown>> {
  return {
    format: 'assay-person',
    version: 1,
    exportedAt: scope.deps.now().toISOString(),
    origin: scope.deps.config.publicUrl,
    profile: await exportProfile(scope),
    memberships: await exportMemberships(scope),
    apiKeys: await exportKeys(scope),
    ...(await exportEarning(scope)),
    badges: await exportBadges(scope),
    auditTrail: await exportTrail(scope),
  }
}

async function exportProfile({ db, personId }: PersonScope) {
  const person = await db
    .selectFrom('person')
    .select(['id', 'name', 'locale', 'timeZone', 'nameOnCredentials', 'createdAt'])
    .where('id', '=', personId)
    .executeTakeFirst()
  const addresses = await db
    .selectFrom('personEmail')
    .select(['address', 'isPrimary', 'verifiedAt', 'createdAt'])
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .execute()
  return { ...person, addresses }
}

/** Without the manager, who is somebody else. */
function exportMemberships({ db, personId }: PersonScope) {
  return db
    .selectFrom('membership')
    .innerJoin('organization', 'organization.id', 'membership.orgId')
    .select(['organization.name as organization', 'roles', 'department', 'jobTitle', 'joinedAt', 'leftAt'])
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

async function exportBadges(scope: PersonScope) {
  const kept = await scope.db
    .selectFrom('backpackEntry')
    .select('id')
    .where('personId', '=', scope.personId)
    .where('removedAt', 'is', null)
    .orderBy('addedAt')
    .orderBy('id')
    .execute()
  const badges = []
  for (const { id } of kept) {
    const entry = await getEntry(scope, id)
    const { bytes, mediaType } = await openBadge(scope, entry)
    const encoding = mediaType === 'image/png' ? 'base64' : 'utf8'
    const { art: _, picture: __, ...facts } = entry
    badges.push({ ...facts, content: { mediaType, encoding, data: Buffer.from(bytes).toString(encoding) } })
  }
  const removed = (await listRemoved(scope)).map(({ id, name, removedAt }) => ({ id, name, removedAt }))
  return { kept: badges, removed }
}

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
    const by = own ? 'you' : actorKind === 'system' ? 'Assay' : 'another person'
    return { ...event, by, ...(by === 'another person' ? {} : { data }) }
  })
}
