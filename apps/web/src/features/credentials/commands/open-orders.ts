import { encodeUtf8, isJsonObject, type JsonObject, parseJson, type Signer } from '@assay/core'
import { open } from '@assay/node'
import { among } from '../../../db/among.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import type { DataKey } from '../../data-keys/commands.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { openSigner } from '../../issuer/commands.ts'
import { currentIssuerDocument, currentKey, getIssuer, listKeys } from '../../issuer/queries.ts'
import { type DocumentText, textOf } from './document-text.ts'

/** An ordered credential, ready to be signed. */
export interface OpenOrder {
  readonly credentialId: string
  readonly document: JsonObject
  /** The document as JSON. */
  readonly text: DocumentText
  readonly verificationMethod: string
  readonly signingKeyId: string
  readonly proofCreated: Date
  readonly signer: Signer
  /** Of its holder, open: what is signed is sealed under it. */
  readonly dataKey: DataKey
  /** Of its row in the log. */
  readonly salt: Uint8Array
}

/** The orders among `credentialIds` that are to be signed: not those that are issued already, or were erased before they could be. */
export async function openOrders(
  scope: OrgScope,
  credentialIds: readonly string[],
): Promise<readonly OpenOrder[]> {
  const waiting = (await lockOrders(scope, credentialIds)).filter(({ issuedAt }) => issuedAt === null)
  if (waiting.length === 0) return []
  const rows = await avoidRevokedKeys(scope, waiting)
  const issuer = await getIssuer(scope)
  const signers = await openSigners(
    scope,
    rows.map(({ signingKeyId }) => signingKeyId),
  )
  const dataKeys = await openDataKeys(
    scope,
    rows.map(({ dataKeyId }) => dataKeyId),
  )
  const unsigned = await unsignedOf(scope, rows)
  return rows.flatMap((row) => {
    const dataKey = dataKeys.get(row.dataKeyId)
    const sealed = unsigned.get(row.id)
    const key = signerOf(signers, row.signingKeyId)
    if (dataKey === undefined || sealed === undefined) return []
    const document = openDocument(row, sealed, dataKey)
    return [
      {
        credentialId: row.id,
        document,
        text: textOf(document),
        verificationMethod: `${issuer.url}#${key.fragment}`,
        signingKeyId: row.signingKeyId,
        proofCreated: row.proofCreated,
        signer: key.signer,
        dataKey: { id: row.dataKeyId, key: dataKey },
        salt: open(dataKey, row.saltSealed, encodeUtf8(`credential:${row.id}:salt`)),
      },
    ]
  })
}

/** All but what was frozen, which is long and needed once. */
const ORDER_COLUMNS = [
  'orgId',
  'id',
  'decisionId',
  'personId',
  'recipientId',
  'achievementId',
  'achievementVersionId',
  'url',
  'subjectId',
  'saltSealed',
  'dataKeyId',
  'validFrom',
  'validUntil',
  'proofCreated',
  'signingKeyId',
  'issuerDocumentDigest',
  'statusGroupId',
  'statusIndex',
  'revokedAt',
  'suspendedAt',
  'supersededAt',
  'orderedAt',
  'issuedAt',
  'renewsId',
] as const satisfies readonly (keyof Row<'credential'>)[]

/** A credential without what was frozen to be signed. */
export type LockedOrder = Omit<Row<'credential'>, 'unsignedSealed'>

/** Credentials, locked in one order everywhere, so that two who lock the same ones never wait in a circle. */
export function lockOrders({ db, orgId }: OrgScope, credentialIds: readonly string[]) {
  return db
    .selectFrom('credential')
    .select(ORDER_COLUMNS)
    .where('orgId', '=', orgId)
    .where(among('id', credentialIds))
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** What was frozen to be signed, sealed, by credential. */
async function unsignedOf(
  { db, orgId }: OrgScope,
  rows: readonly Pick<LockedOrder, 'id'>[],
): Promise<ReadonlyMap<string, Buffer>> {
  const found = await db
    .selectFrom('credential')
    .select(['id', 'unsignedSealed'])
    .where('orgId', '=', orgId)
    .where(
      among(
        'id',
        rows.map(({ id }) => id),
      ),
    )
    .execute()
  return new Map(
    found.flatMap(({ id, unsignedSealed }) => (unsignedSealed === null ? [] : [[id, unsignedSealed]])),
  )
}

function openDocument({ id }: LockedOrder, sealed: Buffer, dataKey: Uint8Array): JsonObject {
  const document = parseJson(open(dataKey, sealed, encodeUtf8(`credential:${id}:unsigned`)))
  if (!isJsonObject(document)) throw new Error(`what was frozen for ${id} is not a document`)
  return document
}

/** A key that became known as compromised between order and signing must not sign; nothing was published yet, so another may. */
async function avoidRevokedKeys(
  scope: OrgScope,
  rows: readonly LockedOrder[],
): Promise<readonly LockedOrder[]> {
  const keys = await listKeys(scope)
  const revoked = new Set(keys.filter(({ revokedAt }) => revokedAt !== null).map(({ id }) => id))
  const hit = rows.filter(({ signingKeyId }) => revoked.has(signingKeyId))
  if (hit.length === 0) return rows
  const [current, document] = [
    await currentKey(scope, 'credential'),
    await currentIssuerDocument(scope, scope.orgId),
  ]
  const changed = {
    signingKeyId: current.id,
    ...(document === undefined ? {} : { issuerDocumentDigest: document.digest }),
    proofCreated: new Date(Math.floor(scope.deps.now().getTime() / 1000) * 1000),
  }
  await scope.db
    .updateTable('credential')
    .set(changed)
    .where('orgId', '=', scope.orgId)
    .where(
      'id',
      'in',
      hit.map(({ id }) => id),
    )
    .execute()
  return rows.map((row) => (revoked.has(row.signingKeyId) ? { ...row, ...changed } : row))
}

interface OpenSigner {
  readonly fragment: string
  readonly signer: Signer
}

export function signerOf(signers: ReadonlyMap<string, OpenSigner>, keyId: string): OpenSigner {
  const signer = signers.get(keyId)
  if (signer === undefined) throw new Error(`the key ${keyId} is missing`)
  return signer
}

/** The keys with these ids, open to sign. */
export async function openSigners(scope: OrgScope, keyIds: readonly string[]) {
  const keys = await listKeys(scope)
  const wanted = keys.filter(({ id }) => keyIds.includes(id))
  const opened = new Map<string, OpenSigner>()
  for (const { id, fragment } of wanted) opened.set(id, { fragment, signer: await openSigner(scope, id) })
  return opened
}
