import { randomBytes, randomUUID } from 'node:crypto'
import { buildOpenBadge } from '@assay/credentials'
import { notFound } from '../../../app-error.ts'
import type { OrgScope } from '../../../db/scopes.ts'
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
import { reserveStatus } from './reserve-status.ts'

/**
 * Freezes what a decision awards: id, address, dates, proof time, salt, status index, key, issuer document and every word of the
 * credential; and orders its signing. Runs in the transaction that wrote the decision. Called twice for one decision, it finds the
 * first order. Errors: `not_found` for a decision that is no award in this organization; `too_large`.
 */
export async function orderCredential(
  scope: OrgScope,
  order: CredentialOrder,
): Promise<{ readonly credentialId: string }> {
  const existing = await findOrder(scope, order.decisionId)
  if (existing !== undefined) return { credentialId: existing.id }
  const { db, orgId, deps } = scope
  const facts = await gatherFacts(scope, order)
  const id = randomUUID()
  const url = `${facts.origin}/credentials/${id}`
  const document = buildOpenBadge(composeCredential({ ...facts, order, url, crypto: deps.crypto }))
  const dataKey = await dataKeyOf(scope, order.personId)
  await db
    .insertInto('credential')
    .values({
      orgId,
      id,
      decisionId: order.decisionId,
      personId: order.personId,
      achievementId: facts.achievementId,
      achievementVersionId: order.achievementVersionId,
      url,
      subjectId: facts.subjectId,
      unsignedSealed: sealWith(dataKey, JSON.stringify(document), `credential:${id}:unsigned`).sealed,
      saltSealed: sealWith(dataKey, new Uint8Array(randomBytes(32)), `credential:${id}:salt`).sealed,
      dataKeyId: dataKey.id,
      validFrom: facts.validFrom,
      validUntil: facts.validUntil ?? null,
      proofCreated: wholeSecond(deps.now()),
      signingKeyId: facts.signingKeyId,
      issuerDocumentDigest: facts.issuerDocumentDigest,
      statusGroupId: facts.status.groupId,
      statusIndex: facts.status.index,
      orderedAt: deps.now(),
      recipientId: order.recipientId ?? null,
    })
    .execute()
  await freezeVersion(scope, order.achievementVersionId)
  await recordEvent(scope, {
    action: 'credential.ordered',
    recordType: 'credential',
    recordId: id,
    personId: order.personId,
    data: { decisionId: order.decisionId, achievementVersionId: order.achievementVersionId },
  })
  await enqueue(scope, 'issue_credential', { orgId, credentialId: id }, { key: `issue:${id}` })
  return { credentialId: id }
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
  const [issuer, key, document] = [
    await getIssuer(scope),
    await currentKey(scope, 'credential'),
    await currentIssuerDocument(scope, scope.orgId),
  ]
  if (document === undefined) throw notFound('issuer document')
  // Credentials keep the origin that the issuer was made with, whatever the settings say later.
  const { origin } = new URL(issuer.url)
  const validFrom = wholeSecond(decision.decidedAt)
  return {
    origin,
    basis: decision.basis,
    subjectId: `urn:uuid:${randomUUID()}`,
    validFrom,
    validUntil:
      definition.validityMonths === undefined ? undefined : addMonths(validFrom, definition.validityMonths),
    awardedAt: validFrom,
    issuerUrl: issuer.url,
    organization: await getOrganization(scope),
    holder: await getHolder(scope, order),
    achievementId: version.achievementId,
    achievementUrl: await achievementAddress(scope, version.achievementId),
    imageUrl: imageUrlOf(issuer.url, order.achievementVersionId, validFrom),
    version: version.number,
    definition,
    signingKeyId: key.id,
    issuerDocumentDigest: document.digest,
    status: await reserveStatus(scope, origin),
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
  return db
    .selectFrom('organization')
    .select(['name', 'website', 'description', 'email'])
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
}

/** The name only where the holder agreed to have it on credentials. */
async function getHolder(scope: OrgScope, { personId, recipientId }: CredentialOrder) {
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
