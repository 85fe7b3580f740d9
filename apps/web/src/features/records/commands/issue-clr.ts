import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { AssayError, encodeUtf8, type JsonObject, type Signer } from '@assay/core'
import { buildClr, buildStatusEntry, CredentialError, createProof } from '@assay/credentials'
import { AppError, notFound } from '../../../app-error.ts'
import { inOrg, type OrgScope, type PersonScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { recordEvent } from '../../audit/commands.ts'
import type { RunOwn } from '../../backpack/commands/import-badge.ts'
import { reserveStatus } from '../../credentials/commands/reserve-statuses.ts'
import { storeLogRows } from '../../credentials/commands/store-log-rows.ts'
import { dataKeyOf, sealWith } from '../../data-keys/commands.ts'
import { openSigner } from '../../issuer/commands.ts'
import { currentIssuerDocument, currentKey, getIssuer, holdUsableKey } from '../../issuer/queries.ts'
import { verifyDocument } from '../../verify/commands.ts'
import type { MakeRecord } from '../schema.ts'
import { type ChosenBadges, chooseBadges } from './choose-badges.ts'

/** The organization's own work, without a person. */
const asJob = (orgId: string) => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' } as const,
})

/**
 * Puts badges of a person into a learner record that an organization signs (CLR 2.0, STANDARDS CL1-CL3). The organization is one that
 * issued a badge among them; badges of others are verified anew first, so that it signs nothing false. Its signature says whose the badges are
 * and that they belong together; each keeps its own. A crash before the end leaves a status index that nobody uses, and no record.
 * Errors: those of `chooseBadges`; `invalid_input` for a badge that does not verify now; `too_large`.
 */
export async function issueClr(
  deps: Deps,
  run: RunOwn,
  input: MakeRecord,
): Promise<{ readonly recordId: string }> {
  const { chosen, personId } = await run(async (scope) => ({
    chosen: await chooseBadges(scope, input),
    personId: scope.personId,
  }))
  for (const credential of chosen.foreign) {
    const report = await verifyDocument(deps, JSON.stringify(credential))
    if (report.verdict !== 'valid')
      throw new AppError('invalid_input', 'A badge does not verify now.', { text: 'record_form' })
  }
  const order = await inOrg(deps, asJob(input.organization), (scope) =>
    orderRecord(scope, chosen, input.title),
  )
  const signed = await sign(deps, order)
  await inOrg(deps, asJob(input.organization), (scope) =>
    storeRecord(scope, { ...order, personId, chosen }, signed),
  )
  await run((scope) => note(scope, order.id, chosen.credentials.length))
  return { recordId: order.id }
}

interface RecordOrder {
  readonly id: string
  readonly url: string
  readonly document: JsonObject
  readonly verificationMethod: string
  readonly signer: Signer
  readonly signingKeyId: string
  readonly issuerDocumentDigest: Buffer
  readonly status: { readonly groupId: string; readonly index: number }
  readonly createdAt: Date
}

async function orderRecord(scope: OrgScope, chosen: ChosenBadges, title: string): Promise<RecordOrder> {
  const [issuer, key, document] = [
    await getIssuer(scope),
    await currentKey(scope, 'credential'),
    await currentIssuerDocument(scope, scope.orgId),
  ]
  if (document === undefined) throw notFound('issuer document')
  const { name } = await scope.db
    .selectFrom('organization')
    .select('name')
    .where('id', '=', scope.orgId)
    .executeTakeFirstOrThrow()
  const { origin } = new URL(issuer.url)
  const status = await reserveStatus(scope, origin)
  const id = randomUUID()
  const url = `${origin}/records/${id}`
  const createdAt = new Date(Math.floor(scope.deps.now().getTime() / 1000) * 1000)
  return {
    ...{ id, url, status, createdAt, signingKeyId: key.id, issuerDocumentDigest: document.digest },
    verificationMethod: `${issuer.url}#${key.fragment}`,
    signer: await openSigner(scope, key.id),
    document: buildClr({
      ...{ id: url, name: title, partial: chosen.partial, credentials: chosen.credentials },
      issuer: { id: issuer.url, name },
      validFrom: createdAt.getTime(),
      awardedDate: createdAt.getTime(),
      subject: { id: `urn:uuid:${randomUUID()}`, identifiers: chosen.identifiers },
      credentialStatus: [
        buildStatusEntry({ purpose: 'revocation', list: status.lists.revocation, index: status.index }),
      ],
    }),
  }
}

/** Badges alike make nodes that cannot be told apart, so a record is canonicalised where that can be stopped. */
async function sign({ canonicalize, crypto }: Deps, order: RecordOrder): Promise<Uint8Array> {
  const { document, verificationMethod, signer, createdAt } = order
  const created = createdAt.getTime()
  try {
    const signed = await createProof({ document, verificationMethod, created, signer, canonicalize, crypto })
    return encodeUtf8(JSON.stringify(signed))
  } catch (error) {
    if (!(error instanceof AssayError) || !(error instanceof CredentialError)) throw error
    throw new AppError('too_large', 'The badges are too large for one record.', {
      text: 'record_too_large',
      cause: error,
    })
  }
}

interface Storing extends RecordOrder {
  readonly personId: string
  readonly chosen: ChosenBadges
}

async function storeRecord(scope: OrgScope, record: Storing, bytes: Uint8Array): Promise<void> {
  const { id, url, personId, chosen } = record
  await holdUsableKey(scope, record.signingKeyId)
  const dataKey = await dataKeyOf(scope, personId)
  const salt = new Uint8Array(randomBytes(32))
  const digest = createHash('sha256').update(bytes).digest()
  const saltSealed = sealWith(dataKey, salt, `clr:${id}:salt`).sealed
  await scope.db
    .insertInto('clr')
    .values({
      ...{ orgId: scope.orgId, id, url, personId, digest, saltSealed, partial: chosen.partial },
      ...sealWith(dataKey, bytes, `clr:${id}:sealed`),
      credentialCount: chosen.credentials.length,
      signingKeyId: record.signingKeyId,
      issuerDocumentDigest: record.issuerDocumentDigest,
      statusGroupId: record.status.groupId,
      statusIndex: record.status.index,
      createdAt: record.createdAt,
    })
    .execute()
  const subject = { id, url, saltSealed, dataKeyId: dataKey.id }
  await storeLogRows(scope, [{ record: subject, digest, event: { kind: 'issued' } }])
  await recordEvent(scope, {
    ...{ action: 'record.issued', recordType: 'record', recordId: id, personId },
    data: { digest: digest.toString('hex'), credentials: chosen.credentials.length },
  })
}

async function note(scope: PersonScope, recordId: string, credentials: number): Promise<void> {
  await recordEvent(scope, { action: 'record.issued', recordType: 'record', recordId, data: { credentials } })
}
