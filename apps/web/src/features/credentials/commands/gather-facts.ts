import { randomUUID } from 'node:crypto'
import { AppError, notFound } from '../../../app-error.ts'
import { among } from '../../../db/among.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { achievementAddress, getVersion } from '../../achievements/queries.ts'
import { currentIssuerDocument, currentKey, getIssuer } from '../../issuer/queries.ts'
import { getRecipients } from '../../recipients/queries.ts'
import { imageUrlOf } from '../present/addresses.ts'
import type { CredentialOrder } from '../schema.ts'

/** What credentials of one version say alike, as it is at this moment: gathered once, however many are ordered. */
export async function gatherShared(scope: OrgScope, achievementVersionId: string) {
  const version = await getVersion(scope, achievementVersionId)
  return {
    ...(await presentSigning(scope)),
    organization: await holdOrganization(scope),
    achievementVersionId,
    achievementId: version.achievementId,
    achievementUrl: await achievementAddress(scope, version.achievementId),
    version: version.number,
    definition: version.definition,
  }
}

/** With what the issuer signs at this moment. Credentials keep the origin that the issuer was made with, whatever the settings say. */
export async function presentSigning(scope: OrgScope) {
  const [issuer, key, document] = [
    await getIssuer(scope),
    await currentKey(scope, 'credential'),
    await currentIssuerDocument(scope, scope.orgId),
  ]
  if (document === undefined) throw notFound('issuer document')
  return {
    origin: new URL(issuer.url).origin,
    issuerUrl: issuer.url,
    signingKeyId: key.id,
    verificationMethod: `${issuer.url}#${key.fragment}`,
    issuerDocumentDigest: document.digest,
  }
}
export type SharedFacts = Awaited<ReturnType<typeof gatherShared>>

/** What only this credential says: dates and holder. */
export function ownFacts(shared: SharedFacts, order: CredentialOrder, { decision, holder }: Recipient) {
  const validFrom = wholeSecond(decision.decidedAt)
  const awardedAt = order.awardedAt === undefined ? validFrom : wholeSecond(order.awardedAt)
  const { validityMonths } = shared.definition
  return {
    basis: decision.basis,
    subjectId: `urn:uuid:${randomUUID()}`,
    validFrom,
    validUntil: validityMonths === undefined ? undefined : addMonths(awardedAt, validityMonths),
    awardedAt,
    holder,
    imageUrl: imageUrlOf(shared.issuerUrl, shared.achievementVersionId, awardedAt),
  }
}

/** To whom a credential goes, and by which decision. */
export interface Recipient {
  readonly decision: Pick<Row<'decision'>, 'basis' | 'decidedAt'>
  readonly holder: { readonly name: string | undefined; readonly address: string | undefined }
}

/** The recipient of each order. Error `not_found` when one of the decisions is no award of its order, or one of the people is nobody here. */
export async function gatherRecipients(
  scope: OrgScope,
  orders: readonly CredentialOrder[],
): Promise<(order: CredentialOrder) => Recipient> {
  const decisions = await getAwards(scope, orders)
  const holders = await getHolders(scope, orders)
  return (order) => {
    const decision = decisions.get(order.decisionId)
    if (
      decision === undefined ||
      decision.personId !== order.personId ||
      decision.recipientId !== (order.recipientId ?? null) ||
      decision.achievementVersionId !== order.achievementVersionId
    )
      throw notFound('award')
    return { decision, holder: holderIn(holders, order) }
  }
}

async function getAwards({ db, orgId }: OrgScope, orders: readonly CredentialOrder[]) {
  const rows = await db
    .selectFrom('decision')
    .select(['id', 'personId', 'recipientId', 'achievementVersionId', 'basis', 'decidedAt'])
    .where('orgId', '=', orgId)
    .where(
      among(
        'id',
        orders.map(({ decisionId }) => decisionId),
      ),
    )
    .where('outcome', '=', 'awarded')
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** What credentials say of the organization, which cannot leave until the transaction ends. Error `wrong_state` when it left. */
export async function holdOrganization({ db, orgId }: OrgScope) {
  const { closedAt, ...organization } = await db
    .selectFrom('organization')
    .select(['name', 'website', 'description', 'email', 'closedAt'])
    .where('id', '=', orgId)
    .forShare()
    .executeTakeFirstOrThrow()
  // What is awarded after the last export would be missing from it, and its place in a status list given twice.
  if (closedAt !== null)
    throw new AppError(
      'wrong_state',
      'This organization has left this installation: it awards nothing here.',
      {
        text: 'organization_closed',
      },
    )
  return organization
}

type HolderIds = Pick<CredentialOrder, 'personId' | 'recipientId'>

/** Name and address of one holder, as they may stand in a credential. Error `not_found`. */
export async function getHolder(scope: OrgScope, ids: HolderIds): Promise<Recipient['holder']> {
  return holderIn(await getHolders(scope, [ids]), ids)
}

/** The holder among those of {@link getHolders}. Error `not_found`. */
export function holderIn(
  holders: ReadonlyMap<string, Recipient['holder']>,
  { personId, recipientId }: HolderIds,
): Recipient['holder'] {
  const holder = holders.get(recipientId ?? personId)
  if (holder === undefined) throw notFound('person')
  return holder
}

/** By recipient, or by person for a member; the names only of those who agreed to have them on credentials. */
export async function getHolders(scope: OrgScope, orders: readonly HolderIds[]) {
  const recipients = await getRecipients(
    scope,
    orders.flatMap(({ recipientId }) => recipientId ?? []),
  )
  const members = await getMembers(
    scope,
    orders.flatMap(({ personId, recipientId }) => (recipientId === undefined ? [personId] : [])),
  )
  const awarded = recipients.map(({ id, name, nameShown, address }) => {
    return [id, { name: nameShown ? (name ?? undefined) : undefined, address }] as const
  })
  return new Map<string, Recipient['holder']>([...members, ...awarded])
}

async function getMembers({ db }: OrgScope, personIds: readonly string[]) {
  if (personIds.length === 0) return []
  const rows = await db
    .selectFrom('person')
    .leftJoin('personEmail', (join) =>
      join.onRef('personEmail.personId', '=', 'person.id').on('personEmail.isPrimary', '=', true),
    )
    .select(['person.id', 'name', 'nameOnCredentials', 'address'])
    .where(among('person.id', personIds))
    .execute()
  return rows.map(({ id, name, nameOnCredentials, address }) => {
    return [id, { name: nameOnCredentials ? name : undefined, address: address ?? undefined }] as const
  })
}

export const wholeSecond = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 1000) * 1000)

/** The same day and time some months later; the last day of the month where there is no such day. */
export function addMonths(from: Date, months: number): Date {
  const day = from.getUTCDate()
  const result = new Date(from)
  result.setUTCDate(1)
  result.setUTCMonth(result.getUTCMonth() + months)
  const last = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate()
  result.setUTCDate(Math.min(day, last))
  return result
}
