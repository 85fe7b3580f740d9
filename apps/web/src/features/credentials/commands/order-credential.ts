import { randomBytes, randomUUID } from 'node:crypto'
import type { JsonObject } from '@assay/core'
import { buildOpenBadge } from '@assay/credentials'
import { AppError, notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { freezeVersion } from '../../achievements/commands.ts'
import { achievementAddress, getVersion } from '../../achievements/queries.ts'
import { recordEvent } from '../../audit/commands.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { currentIssuerDocument, currentKey, getIssuer } from '../../issuer/queries.ts'
import { getRecipient } from '../../recipients/queries.ts'
import { imageUrlOf } from '../present/addresses.ts'
import type { CredentialOrder } from '../schema.ts'
import { composeCredential } from './compose-credential.ts'
import { reserveStatus, type StatusPlace } from './reserve-status.ts'

/**
 * Freezes what a decision awards: id, address, dates, proof time, salt, status index, key, issuer document and every word of the
 * credential; and orders its signing. Runs in the transaction that wrote the decision. Called twice for one decision, it finds the
 * first order. Errors: `not_found` for a decision that is no award in this organization; `wrong_state` for an organization that left;
 * `too_large`.
 */
export async function orderCredential(
  scope: OrgScope,
  order: CredentialOrder,
): Promise<{ readonly credentialId: string }> {
  const existing = await findOrder(scope, order.decisionId)
  if (existing !== undefined) return { credentialId: existing.id }
  const facts = await gatherFacts(scope, order)
  const id = randomUUID()
  const url = `${facts.origin}/credentials/${id}`
  const document = buildOpenBadge(composeCredential({ ...facts, order, url, crypto: scope.deps.crypto }))
  await placeOrder(scope, {
    id,
    url,
    document,
    ...facts,
    decisionId: order.decisionId,
    personId: order.personId,
    recipientId: order.recipientId ?? null,
    achievementVersionId: order.achievementVersionId,
  })
  await freezeVersion(scope, order.achievementVersionId)
  return { credentialId: id }
}

/** A credential with every word that will be signed. */
export interface FrozenCredential
  extends Pick<
    Row<'credential'>,
    | 'id'
    | 'url'
    | 'decisionId'
    | 'personId'
    | 'recipientId'
    | 'achievementId'
    | 'achievementVersionId'
    | 'subjectId'
    | 'validFrom'
    | 'signingKeyId'
    | 'issuerDocumentDigest'
  > {
  readonly validUntil: Date | undefined
  readonly document: JsonObject
  readonly status: StatusPlace
}

/** Writes the order of a credential, sealed for its holder, and the job that signs it. */
export async function placeOrder(
  scope: OrgScope,
  { document, status, validUntil, ...frozen }: FrozenCredential,
): Promise<void> {
  const { db, orgId, deps } = scope
  const { id, decisionId, personId, achievementVersionId } = frozen
  const dataKey = await dataKeyOf(scope, personId)
  await db
    .insertInto('credential')
    .values({
      orgId,
      id,
      decisionId,
      personId,
      recipientId: frozen.recipientId,
      achievementId: frozen.achievementId,
      achievementVersionId,
      url: frozen.url,
      subjectId: frozen.subjectId,
      unsignedSealed: sealWith(dataKey, JSON.stringify(document), `credential:${id}:unsigned`).sealed,
      saltSealed: sealWith(dataKey, new Uint8Array(randomBytes(32)), `credential:${id}:salt`).sealed,
      dataKeyId: dataKey.id,
      validFrom: frozen.validFrom,
      validUntil: validUntil ?? null,
      proofCreated: wholeSecond(deps.now()),
      signingKeyId: frozen.signingKeyId,
      issuerDocumentDigest: frozen.issuerDocumentDigest,
      statusGroupId: status.groupId,
      statusIndex: status.index,
      orderedAt: deps.now(),
    })
    .execute()
  await recordEvent(scope, {
    action: 'credential.ordered',
    recordType: 'credential',
    recordId: id,
    personId,
    data: { decisionId, achievementVersionId },
  })
  await enqueue(scope, 'issue_credential', { orgId, credentialId: id }, { key: `issue:${id}` })
}

function findOrder({ db, orgId }: OrgScope, decisionId: string) {
  return db
    .selectFrom('credential')
    .select('id')
    .where('orgId', '=', orgId)
    .where('decisionId', '=', decisionId)
    .where('supersededAt', 'is', null)
    .executeTakeFirst()
}

/** Everything that the credential will say, as it is at this moment. */
async function gatherFacts(scope: OrgScope, order: CredentialOrder) {
  const decision = await getAward(scope, order)
  const version = await getVersion(scope, order.achievementVersionId)
  const { definition } = version
  const signing = await presentSigning(scope)
  const validFrom = wholeSecond(decision.decidedAt)
  return {
    ...signing,
    basis: decision.basis,
    subjectId: `urn:uuid:${randomUUID()}`,
    validFrom,
    validUntil:
      definition.validityMonths === undefined ? undefined : addMonths(validFrom, definition.validityMonths),
    awardedAt: validFrom,
    organization: await getOrganization(scope),
    holder: await getHolder(scope, order),
    achievementId: version.achievementId,
    achievementUrl: await achievementAddress(scope, version.achievementId),
    imageUrl: imageUrlOf(signing.issuerUrl, order.achievementVersionId, validFrom),
    version: version.number,
    definition,
    status: await reserveStatus(scope, signing.origin),
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
    issuerDocumentDigest: document.digest,
  }
}

async function getAward({ db, orgId }: OrgScope, order: CredentialOrder) {
  const row = await db
    .selectFrom('decision')
    .select(['basis', 'decidedAt'])
    .where('orgId', '=', orgId)
    .where('id', '=', order.decisionId)
    .where('outcome', '=', 'awarded')
    .where('personId', '=', order.personId)
    .where('recipientId', order.recipientId === undefined ? 'is' : '=', order.recipientId ?? null)
    .where('achievementVersionId', '=', order.achievementVersionId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('award')
  return row
}

async function getOrganization({ db, orgId }: OrgScope) {
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

/** The name only where the holder agreed to have it on credentials. */
export async function getHolder(
  scope: OrgScope,
  { personId, recipientId }: Pick<CredentialOrder, 'personId' | 'recipientId'>,
) {
  if (recipientId !== undefined) {
    const { name, nameShown, address } = await getRecipient(scope, recipientId)
    return { name: nameShown ? (name ?? undefined) : undefined, address }
  }
  const row = await scope.db
    .selectFrom('person')
    .leftJoin('personEmail', (join) =>
      join.onRef('personEmail.personId', '=', 'person.id').on('personEmail.isPrimary', '=', true),
    )
    .select(['name', 'nameOnCredentials', 'address'])
    .where('person.id', '=', personId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('person')
  return { name: row.nameOnCredentials ? row.name : undefined, address: row.address ?? undefined }
}

const wholeSecond = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 1000) * 1000)

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
