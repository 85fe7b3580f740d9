import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { countUpTo, type Total } from '../../../db/count-up-to.ts'
import { escapeLike } from '../../../db/escape-like.ts'
import { inIndexOrder } from '../../../db/in-index-order.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Database } from '../../../db/tables.ts'
import { type DirectoryMatches, findInDirectory } from '../../organizations/queries.ts'
import type { CredentialState } from '../schema/terms.ts'
import type { CredentialsQuery } from '../schema.ts'
import { LISTED } from './listed.ts'

/**
 * The organization's credentials, the newest first unless asked otherwise. The page is found in the table of credentials (and the
 * directory) by its indexes; names are read for its rows only.
 */
export async function listCredentials(scope: OrgScope, query: CredentialsQuery) {
  const { db } = scope
  const named = await findNamed(scope, query.q)
  const found = matching(scope, query, named)
  const few = isRare(query.state) || (named?.people.kind === 'few' && named.versionIds.length === 0)
  const inOrder = inOrderOf(scope, query, found, few)
  const read = () => inOrder.limit(query.limit).offset(query.offset).execute()
  const page = isWalked(query, named, few) ? await inIndexOrder(db, read) : await read()
  return {
    ...(named?.people.kind === 'many'
      ? await countMany(scope, query, found, named)
      : await countUpTo(db, found)),
    items: await readRows(
      scope,
      page.map(({ id }) => id),
    ),
  }
}

type Found = ReturnType<typeof matching>

/** States that few credentials are in; they have indexes of their own. */
const isRare = (state: CredentialState | undefined): boolean =>
  state === 'revoked' || state === 'suspended' || state === 'signing'

/**
 * Whether the index of the order is walked until a page is full: where so many rows match that gathering and sorting them would cost more.
 */
function isWalked(
  { sort, state, achievementId }: CredentialsQuery,
  named: Named | undefined,
  few: boolean,
): boolean {
  if (few) return false
  if (sort?.endsWith('holder') === true || named?.people.kind === 'many') return true
  return named === undefined && achievementId === undefined && (state === undefined || state === 'in_force')
}

function inOrderOf(scope: OrgScope, query: CredentialsQuery, found: Found, few: boolean) {
  if (query.sort?.endsWith('holder') !== true) return byDate(found, query)
  return few ? byHolder(found, query) : walkHolders(scope, found, query)
}

/** Each match of a text that many names hold costs a look-up in the directory. */
const COUNTED_OF_MANY = 1000

/** Those of some of the people are enough to say "more than a thousand"; only where they are not, all are looked for. */
async function countMany(
  scope: OrgScope,
  query: CredentialsQuery,
  found: Found,
  { people: { personIds } }: Named,
): Promise<Total> {
  const some = matching(scope, query, { people: { kind: 'few', personIds }, versionIds: [] })
  const counted = await countUpTo(scope.db, some, COUNTED_OF_MANY)
  if (counted.more) return counted
  return inIndexOrder(scope.db, () => countUpTo(scope.db, found, COUNTED_OF_MANY))
}

const directionOf = ({ sort = '-validFrom' }: CredentialsQuery) => (sort.startsWith('-') ? 'desc' : 'asc')

const byDate = (found: Found, query: CredentialsQuery) =>
  found
    .select('credential.id')
    .orderBy('credential.validFrom', directionOf(query))
    .orderBy('credential.id', directionOf(query))

const byHolder = (found: Found, query: CredentialsQuery) =>
  found
    .innerJoin('directory', (join) =>
      join
        .onRef('directory.orgId', '=', 'credential.orgId')
        .onRef('directory.personId', '=', 'credential.personId'),
    )
    .select('credential.id')
    .orderBy('directory.name', directionOf(query))
    .orderBy('directory.personId', directionOf(query))
    .orderBy('credential.id', directionOf(query))

/**
 * The same, by a walk of the directory that looks each person's credentials up. The look-up is a query of its own (OFFSET): joined, the
 * planner took all revoked ones for each of a hundred thousand people.
 */
const walkHolders = ({ db, orgId }: OrgScope, found: Found, query: CredentialsQuery) =>
  db
    .selectFrom('directory')
    .innerJoinLateral(
      () =>
        found
          .where(sql<SqlBool>`credential.person_id = directory.person_id`)
          .select('credential.id')
          .offset(0)
          .as('own'),
      (join) => join.onTrue(),
    )
    .where('directory.orgId', '=', orgId)
    .select('own.id')
    .orderBy('directory.name', directionOf(query))
    .orderBy('directory.personId', directionOf(query))
    .orderBy('own.id', directionOf(query))

interface Named {
  readonly people: DirectoryMatches
  readonly versionIds: readonly string[]
}

/** Whose name, and which micro-credential's, holds the text. */
async function findNamed(scope: OrgScope, q: string | undefined): Promise<Named | undefined> {
  if (q === undefined || q === '') return undefined
  const versions = await scope.db
    .selectFrom('achievementVersion')
    .select('id')
    .where('orgId', '=', scope.orgId)
    .where('name', 'ilike', `%${escapeLike(q)}%`)
    .execute()
  return { people: await findInDirectory(scope, q), versionIds: versions.map(({ id }) => id) }
}

function matching(scope: OrgScope, { state, achievementId }: CredentialsQuery, named: Named | undefined) {
  let found = scope.db.selectFrom('credential').where('credential.orgId', '=', scope.orgId)
  if (achievementId !== undefined) found = found.where('credential.achievementId', '=', achievementId)
  if (named !== undefined) found = found.where(isNamed(scope, named))
  if (state !== undefined) found = found.where((eb) => eb.and(inState(eb, state, scope.deps.now())))
  return found
}

function isNamed({ orgId }: OrgScope, { people, versionIds }: Named): Expression<SqlBool> {
  const holder =
    people.kind === 'few'
      ? sql`credential.person_id = ANY(${people.personIds}::uuid[])`
      : // Looked up for each row: as EXISTS, all names are compared first, and their number is mistaken.
        sql`(SELECT named.search LIKE ${people.pattern} FROM directory named WHERE named.org_id = ${orgId}
          AND named.person_id = credential.person_id)`
  if (versionIds.length === 0) return sql<boolean>`${holder}`
  return sql<boolean>`(${holder} OR credential.achievement_version_id = ANY(${versionIds}::uuid[]))`
}

type Credential = ExpressionBuilder<Pick<Database, 'credential'>, 'credential'>

/** The same order of states as `stateOf`, in words that the indexes of rare states answer to. */
function inState(eb: Credential, state: CredentialState, now: Date): Expression<SqlBool>[] {
  if (state === 'revoked') return [eb('credential.revokedAt', 'is not', null)]
  const kept = eb('credential.revokedAt', 'is', null)
  if (state === 'signing') return [kept, eb('credential.issuedAt', 'is', null)]
  const issued = [kept, eb('credential.issuedAt', 'is not', null)]
  if (state === 'expired') return [...issued, eb('credential.validUntil', '<=', now)]
  const lasting = eb.or([eb('credential.validUntil', 'is', null), eb('credential.validUntil', '>', now)])
  const suspended = eb('credential.suspendedAt', state === 'suspended' ? 'is not' : 'is', null)
  return [...issued, lasting, suspended]
}

async function readRows({ db, orgId }: OrgScope, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('credential')
    .innerJoin('achievementVersion', 'achievementVersion.id', 'credential.achievementVersionId')
    .leftJoin('directory', (join) =>
      join
        .onRef('directory.orgId', '=', 'credential.orgId')
        .onRef('directory.personId', '=', 'credential.personId'),
    )
    .select(LISTED)
    .leftJoin('recipient', (join) =>
      join
        .onRef('recipient.orgId', '=', 'credential.orgId')
        .onRef('recipient.id', '=', 'credential.recipientId'),
    )
    // As the organization knows them: what it typed where it awarded to an address.
    .select(sql<string>`coalesce(recipient.name, recipient.address, directory.name, '')`.as('holderName'))
    .select('recipient.address as holderAddress')
    .where('credential.orgId', '=', orgId)
    .where('credential.id', 'in', ids)
    .execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
