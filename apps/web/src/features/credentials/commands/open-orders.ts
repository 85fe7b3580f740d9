import { encodeUtf8, isJsonObject, type JsonObject, parseJson, type Signer } from '@assay/core'
import { open } from '@assay/node'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { openSigner } from '../../issuer/commands.ts'
import { currentIssuerDocument, currentKey, getIssuer, listKeys } from '../../issuer/queries.ts'

/** An ordered credential, ready to be signed. */
export interface OpenOrder {
  readonly credentialId: string
  readonly document: JsonObject
  readonly verificationMethod: string
  readonly signingKeyId: string
  readonly proofCreated: Date
  readonly signer: Signer
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
  return rows.flatMap((row) => {
    const dataKey = dataKeys.get(row.dataKeyId)
    const key = signers.get(row.signingKeyId)
    if (key === undefined) throw new Error(`the key ${row.signingKeyId} is missing`)
    if (dataKey === undefined) return []
    return [
      {
        credentialId: row.id,
        document: openDocument(row, dataKey),
        verificationMethod: `${issuer.url}#${key.fragment}`,
        signingKeyId: row.signingKeyId,
        proofCreated: row.proofCreated,
        signer: key.signer,
      },
    ]
  })
}

/** Credentials, locked in one order everywhere, so that two who lock the same ones never wait in a circle. */
export function lockOrders({ db, orgId }: OrgScope, credentialIds: readonly string[]) {
  return db
    .selectFrom('credential')
    .selectAll()
    .where('orgId', '=', orgId)
    .where('id', 'in', [...credentialIds])
    .orderBy('id')
    .forUpdate()
    .execute()
}

function openDocument(row: Row<'credential'>, dataKey: Uint8Array): JsonObject {
  const document = parseJson(open(dataKey, row.unsignedSealed, encodeUtf8(`credential:${row.id}:unsigned`)))
  if (!isJsonObject(document)) throw new Error(`what was frozen for ${row.id} is not a document`)
  return document
}

/** A key that became known as compromised between order and signing must not sign; nothing was published yet, so another may. */
async function avoidRevokedKeys(
  scope: OrgScope,
  rows: readonly Row<'credential'>[],
): Promise<readonly Row<'credential'>[]> {
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

async function openSigners(scope: OrgScope, keyIds: readonly string[]) {
  const keys = await listKeys(scope)
  const wanted = keys.filter(({ id }) => keyIds.includes(id))
  const opened = new Map<string, { readonly fragment: string; readonly signer: Signer }>()
  for (const { id, fragment } of wanted) opened.set(id, { fragment, signer: await openSigner(scope, id) })
  return opened
}
