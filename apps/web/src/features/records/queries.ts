import { decodeUtf8 } from '@assay/core'
import { sql } from 'kysely'
import { notFound } from '../../app-error.ts'
import type { OrgScope, PersonScope } from '../../db/scopes.ts'
import { openSealed } from '../data-keys/queries.ts'

/** A learner record of a person. */
export interface LearnerRecord {
  readonly id: string
  readonly url: string
  readonly title: string
  readonly issuerName: string
  readonly credentialCount: number
  readonly partial: boolean
  readonly createdAt: Date
  readonly revocationReason: string | null
}

/** The person's records, newest first, without those that were removed. */
export async function listRecords(scope: PersonScope): Promise<readonly LearnerRecord[]> {
  const rows = await scope.db
    .selectFrom('clr')
    .innerJoin('organization', 'organization.id', 'clr.orgId')
    .select(['clr.id', 'url', 'credentialCount', 'partial', 'clr.createdAt', 'revocationReason'])
    .select(['organization.name as issuerName'])
    .where('personId', '=', scope.personId)
    .where('removedAt', 'is', null)
    .orderBy('clr.createdAt', 'desc')
    .execute()
  const records: LearnerRecord[] = []
  for (const row of rows) {
    const { name } = JSON.parse(decodeUtf8(await openRecord(scope, row.id))) as { name: string }
    records.push({ ...row, title: name })
  }
  return records
}

/** The signed JSON of one of the person's records. Error `not_found`. */
export async function openRecord(scope: PersonScope, recordId: string): Promise<Uint8Array> {
  const row = await scope.db
    .selectFrom('clr')
    .select(['id', 'sealed', 'dataKeyId'])
    .where('personId', '=', scope.personId)
    .where(sql`id::text`, '=', recordId)
    .executeTakeFirst()
  if (row === undefined || row.sealed === null) throw notFound('record')
  return openSealed(scope, row.dataKeyId, row.sealed, `clr:${row.id}:sealed`)
}

/** Organizations that issued badges in the person's backpack, by the badge. */
export async function listIssuersOfBadges(scope: PersonScope) {
  return scope.db
    .selectFrom('backpackEntry')
    .innerJoin('organization', 'organization.id', 'backpackEntry.orgId')
    .select(['backpackEntry.id as entryId', 'organization.id', 'organization.name'])
    .where('personId', '=', scope.personId)
    .where('source', '=', 'issued')
    .where('removedAt', 'is', null)
    .orderBy('organization.name')
    .execute()
}

/** Records that the organization signed, without what stands in them, newest first. */
export async function listSignedRecords({ db, orgId }: OrgScope) {
  return db
    .selectFrom('clr')
    .select([
      'id',
      'url',
      'personId',
      'credentialCount',
      'partial',
      'createdAt',
      'revokedAt',
      'revocationReason',
    ])
    .where('orgId', '=', orgId)
    .orderBy('createdAt', 'desc')
    .execute()
}
