import { createHash, randomUUID } from 'node:crypto'
import { decodeUtf8, encodeUtf8, isJsonObject, type JsonObject, parseJson, type Signer } from '@assay/core'
import { createProof } from '@assay/credentials'
import { AppError } from '../../../app-error.ts'
import { inOrg, type OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { Deps } from '../../../deps.ts'
import { enqueue } from '../../../jobs/enqueue.ts'
import { recordEvent } from '../../audit/commands.ts'
import { type DataKey, sealWith } from '../../data-keys/commands.ts'
import { openDataKeys, openSealed } from '../../data-keys/queries.ts'
import { copyLetter } from '../../identity/commands/copy-letter.ts'
import { openSigner } from '../../issuer/commands.ts'
import { currentIssuerDocument, currentKey, getIssuer, getKey, holdUsableKey } from '../../issuer/queries.ts'
import { queueLetter } from '../../mail/commands.ts'
import { canonicalizerOf } from './canonicalizer.ts'
import { storeLogRow } from './store-log-row.ts'

/** The organization's own work, without a person. */
const asJob = (orgId: string) => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' } as const,
})

/**
 * Signs an ordered credential: opens what was frozen, signs outside any transaction, then stores the bytes with the pending log row, the
 * backpack entry and the letter in one. Run twice, or again after a crash at any point, it leaves exactly one credential: the first
 * writer wins, and a later run finds it.
 */
export async function issueCredential(deps: Deps, orgId: string, credentialId: string): Promise<void> {
  const order = await inOrg(deps, asJob(orgId), (scope) => openOrder(scope, credentialId))
  if (order === undefined) return
  const signed = await createProof({
    document: order.document,
    verificationMethod: order.verificationMethod,
    created: order.proofCreated.getTime(),
    signer: order.signer,
    canonicalize: canonicalizerOf(deps),
    crypto: deps.crypto,
  })
  await inOrg(deps, asJob(orgId), (scope) => storeSigned(scope, order, encodeUtf8(JSON.stringify(signed))))
}

interface OpenOrder {
  readonly credentialId: string
  readonly document: JsonObject
  readonly verificationMethod: string
  readonly signingKeyId: string
  readonly proofCreated: Date
  readonly signer: Signer
}

/** Undefined when there is nothing to sign: it is issued already, or it was erased before it could be. */
async function openOrder(scope: OrgScope, credentialId: string): Promise<OpenOrder | undefined> {
  const locked = await lockOrder(scope, credentialId)
  if (locked === undefined || locked.issuedAt !== null) return undefined
  const row = await avoidRevokedKey(scope, locked)
  const text = await openSealed(
    scope,
    row.dataKeyId,
    row.unsignedSealed,
    `credential:${row.id}:unsigned`,
  ).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'gone') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const document = parseJson(text)
  if (!isJsonObject(document)) throw new Error(`what was frozen for ${credentialId} is not a document`)
  const [issuer, key] = [await getIssuer(scope), await getKey(scope, row.signingKeyId)]
  return {
    credentialId,
    document,
    verificationMethod: `${issuer.url}#${key.fragment}`,
    signingKeyId: key.id,
    proofCreated: row.proofCreated,
    signer: await openSigner(scope, key.id),
  }
}

function lockOrder({ db, orgId }: OrgScope, credentialId: string) {
  return db
    .selectFrom('credential')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst()
}

/** A key that became known as compromised between order and signing must not sign; nothing was published yet, so another may. */
async function avoidRevokedKey(scope: OrgScope, row: Row<'credential'>): Promise<Row<'credential'>> {
  const key = await getKey(scope, row.signingKeyId)
  if (key.revokedAt === null) return row
  const [current, document] = [
    await currentKey(scope, 'credential'),
    await currentIssuerDocument(scope, scope.orgId),
  ]
  const now = scope.deps.now()
  const changed = {
    signingKeyId: current.id,
    issuerDocumentDigest: document?.digest ?? row.issuerDocumentDigest,
    proofCreated: new Date(Math.floor(now.getTime() / 1000) * 1000),
  }
  await scope.db
    .updateTable('credential')
    .set(changed)
    .where('orgId', '=', scope.orgId)
    .where('id', '=', row.id)
    .execute()
  return { ...row, ...changed }
}

async function storeSigned(scope: OrgScope, order: OpenOrder, bytes: Uint8Array): Promise<void> {
  const row = await lockOrder(scope, order.credentialId)
  if (row === undefined || row.issuedAt !== null) return
  if (row.signingKeyId !== order.signingKeyId)
    throw new Error('the key was replaced while this credential was signed; the next try takes the new one')
  await holdUsableKey(scope, order.signingKeyId)
  const key = (await openDataKeys(scope, [row.dataKeyId])).get(row.dataKeyId)
  if (key === undefined) return
  const digest = createHash('sha256').update(bytes).digest()
  await storeForm(scope, row, { id: row.dataKeyId, key }, bytes, digest)
  await storeLogRow(scope, { credential: row, digest, event: { kind: 'issued' } })
  await addToBackpack(scope, row, digest)
  await scope.db
    .updateTable('credential')
    .set({ issuedAt: scope.deps.now() })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', row.id)
    .execute()
  await tellHolder(scope, row, bytes)
  await recordEvent(scope, {
    action: 'credential.issued',
    recordType: 'credential',
    recordId: row.id,
    personId: row.personId,
    data: { digest: digest.toString('hex'), verificationMethod: order.verificationMethod },
  })
}

async function storeForm(
  scope: OrgScope,
  row: Row<'credential'>,
  dataKey: DataKey,
  bytes: Uint8Array,
  digest: Buffer,
): Promise<void> {
  await scope.db
    .insertInto('credentialForm')
    .values({
      orgId: scope.orgId,
      credentialId: row.id,
      form: 'data_integrity',
      mediaType: 'application/vc+ld+json',
      ...sealWith(dataKey, bytes, `credential_form:${row.id}:data_integrity`),
      digest,
      size: bytes.length,
      createdAt: scope.deps.now(),
    })
    .onConflict((oc) => oc.doNothing())
    .execute()
}

async function addToBackpack(scope: OrgScope, row: Row<'credential'>, digest: Buffer): Promise<void> {
  const issuer = await getIssuer(scope)
  await scope.db
    .insertInto('backpackEntry')
    .values({
      personId: row.personId,
      id: randomUUID(),
      source: 'issued',
      orgId: scope.orgId,
      credentialId: row.id,
      issuerId: issuer.url,
      credentialUrl: row.url,
      digest,
      validFrom: row.validFrom,
      addedAt: scope.deps.now(),
    })
    .onConflict((oc) => oc.doNothing())
    .execute()
}

async function tellHolder(scope: OrgScope, row: Row<'credential'>, bytes: Uint8Array): Promise<void> {
  if (row.recipientId !== null) {
    const { orgId } = scope
    return enqueue(scope, 'tell_recipient', { orgId, credentialId: row.id }, { key: `tell:${row.id}` })
  }
  const holder = await scope.db
    .selectFrom('person')
    .innerJoin('personEmail', 'personEmail.personId', 'person.id')
    .select(['address', 'locale'])
    .where('person.id', '=', row.personId)
    .where('isPrimary', '=', true)
    .executeTakeFirst()
  if (holder === undefined) return
  const { name, issuer } = JSON.parse(decodeUtf8(bytes)) as { name: string; issuer: { name: string } }
  const letter = {
    template: 'credential_issued',
    to: holder.address,
    language: holder.locale,
    values: { name, issuer: issuer.name },
    link: `${scope.deps.config.publicUrl}/backpack`,
    personId: row.personId,
  } as const
  await queueLetter(scope, letter)
  await copyLetter(scope, letter)
}
