import { type ColumnTypes, insertMany } from '../../../db/insert-many.ts'
import type { OrgScope } from '../../../db/scopes.ts'
import type { Row } from '../../../db/tables.ts'
import { sealDocument, sealWith } from '../../data-keys/commands.ts'
import { findRenewed } from '../queries/renewals.ts'
import { wholeText } from './document-text.ts'
import type { SealedCredential } from './freeze-credential.ts'

/**
 * Writes the rows of credentials, each sealed for its holder. Those that are `ordered` keep what will be signed; of those that were signed
 * already, the signed form says it.
 */
export async function insertCredentials(
  scope: OrgScope,
  sealed: readonly SealedCredential[],
  state: 'ordered' | 'issued',
): Promise<void> {
  const renewed = await findRenewed(
    scope,
    sealed.map(({ validUntil, ...one }) => ({ ...one, validUntil: validUntil ?? null })),
  )
  const now = scope.deps.now()
  await insertMany(
    scope.db,
    'credential',
    COLUMNS,
    sealed.map((one, at) => ({
      ...rowOf(scope, one),
      orderedAt: now,
      ...(state === 'issued'
        ? { issuedAt: now, unsignedSealed: null }
        : { issuedAt: null, unsignedSealed: sealUnsigned(one) }),
      renewsId: renewed[at] ?? null,
    })),
  )
}

const COLUMNS: ColumnTypes<'credential'> = {
  orgId: 'uuid',
  id: 'uuid',
  decisionId: 'uuid',
  personId: 'uuid',
  recipientId: 'uuid',
  achievementId: 'uuid',
  achievementVersionId: 'uuid',
  url: 'text',
  subjectId: 'text',
  unsignedSealed: 'bytea',
  saltSealed: 'bytea',
  dataKeyId: 'uuid',
  validFrom: 'timestamptz',
  validUntil: 'timestamptz',
  proofCreated: 'timestamptz',
  signingKeyId: 'uuid',
  issuerDocumentDigest: 'bytea',
  statusGroupId: 'uuid',
  statusIndex: 'integer',
  orderedAt: 'timestamptz',
  issuedAt: 'timestamptz',
  renewsId: 'uuid',
}

const sealUnsigned = ({ id, dataKey, text }: SealedCredential): Buffer =>
  sealDocument(dataKey, wholeText(text), `credential:${id}:unsigned`).sealed

function rowOf(
  { orgId }: OrgScope,
  sealed: SealedCredential,
): Omit<Row<'credential'>, 'renewsId' | 'orderedAt' | 'issuedAt' | 'unsignedSealed'> {
  const { id, status, dataKey } = sealed
  return {
    orgId,
    id,
    decisionId: sealed.decisionId,
    personId: sealed.personId,
    recipientId: sealed.recipientId,
    achievementId: sealed.achievementId,
    achievementVersionId: sealed.achievementVersionId,
    url: sealed.url,
    subjectId: sealed.subjectId,
    saltSealed: sealWith(dataKey, sealed.salt, `credential:${id}:salt`).sealed,
    dataKeyId: dataKey.id,
    validFrom: sealed.validFrom,
    validUntil: sealed.validUntil ?? null,
    proofCreated: sealed.proofCreated,
    signingKeyId: sealed.signingKeyId,
    issuerDocumentDigest: sealed.issuerDocumentDigest,
    statusGroupId: status.groupId,
    statusIndex: status.index,
    revokedAt: null,
    suspendedAt: null,
    supersededAt: null,
  }
}
