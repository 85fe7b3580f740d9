import { formatDateTimeStamp, type JsonObject, type Signer } from '@assay/core'
import { buildStatusListCredential, createProof, emptyStatusList, encodeStatusList } from '@assay/credentials'
import { gzip } from '@assay/node'
import { inOrg, inSystem, type OrgScope } from '../../../db/scopes.ts'
import type { Deps } from '../../../deps.ts'
import { openSigner } from '../../issuer/commands.ts'
import { currentKey, getIssuer, holdUsableKey } from '../../issuer/queries.ts'
import { FINAL_VALIDITY, STATUS_TTL, STATUS_VALIDITY } from '../schema.ts'
import { canonicalizerOf } from './canonicalizer.ts'

const asJob = (orgId: string) => ({
  orgId,
  personId: undefined,
  roles: [],
  actor: { kind: 'system' } as const,
})

/**
 * Signs the organization's lists that changed or grow old. Every bit is read from the credentials, never from the list before. What was
 * read is at least as new as the version that it is stored under, and an older version never replaces a newer one; so runs may overlap.
 */
export async function signStatusLists(deps: Deps, orgId: string, { all = false } = {}): Promise<void> {
  const lists = await inOrg(deps, asJob(orgId), (scope) => listDue(scope, all))
  for (const list of lists) {
    const draft = await inOrg(deps, asJob(orgId), (scope) => draftList(scope, list.id))
    if (draft === undefined) continue
    const signed = await createProof({
      document: draft.document,
      verificationMethod: draft.verificationMethod,
      created: draft.signedAt.getTime(),
      signer: draft.signer,
      canonicalize: canonicalizerOf(deps),
      crypto: deps.crypto,
    })
    await inOrg(deps, asJob(orgId), (scope) => storeList(scope, list.id, draft, JSON.stringify(signed)))
  }
}

/** Signs the lists of all organizations that grow old or were missed; runs every few minutes. */
export async function renewStatusLists(deps: Deps): Promise<void> {
  const due = await inSystem(deps, (scope) =>
    scope.db
      .selectFrom('statusList')
      .select('orgId')
      .distinct()
      .where((eb) =>
        eb.or([eb('validUntil', '<', renewBefore(deps)), eb('signedVersion', '<', eb.ref('version'))]),
      )
      .execute(),
  )
  for (const { orgId } of due) await signStatusLists(deps, orgId)
}

/** Lists are renewed after half of their time. */
const renewBefore = (deps: Deps): Date => new Date(deps.now().getTime() + STATUS_VALIDITY / 2)

function listDue({ db, orgId, deps }: OrgScope, all: boolean) {
  return db
    .selectFrom('statusList')
    .select('id')
    .where('orgId', '=', orgId)
    .where((eb) =>
      eb.or([
        eb.lit(all),
        eb('signedVersion', '<', eb.ref('version')),
        eb('validUntil', 'is', null),
        eb('validUntil', '<', renewBefore(deps)),
      ]),
    )
    .execute()
}

interface ListDraft {
  readonly version: number
  readonly document: JsonObject
  readonly verificationMethod: string
  readonly keyId: string
  readonly signer: Signer
  readonly signedAt: Date
  readonly validUntil: Date
}

async function draftList(scope: OrgScope, listId: string): Promise<ListDraft | undefined> {
  const { db, orgId, deps } = scope
  // The version is read before the bits: what commits in between is in the bits and will be signed once more.
  const list = await db
    .selectFrom('statusList')
    .innerJoin('statusGroup', (join) =>
      join.onRef('statusGroup.id', '=', 'groupId').onRef('statusGroup.orgId', '=', 'statusList.orgId'),
    )
    .innerJoin('organization', 'organization.id', 'statusList.orgId')
    .select(['url', 'purpose', 'version', 'groupId', 'size', 'closedAt'])
    .where('statusList.orgId', '=', orgId)
    .where('statusList.id', '=', listId)
    .executeTakeFirst()
  if (list === undefined) return undefined
  const set = await db
    .selectFrom('credential')
    .select('statusIndex')
    .where('orgId', '=', orgId)
    .where('statusGroupId', '=', list.groupId)
    .where(list.purpose === 'revocation' ? 'revokedAt' : 'suspendedAt', 'is not', null)
    .execute()
  // Learner records take their indexes from the same counter; they are revoked and never suspended.
  const records =
    list.purpose === 'revocation'
      ? await db
          .selectFrom('clr')
          .select('statusIndex')
          .where('orgId', '=', orgId)
          .where('statusGroupId', '=', list.groupId)
          .where('revokedAt', 'is not', null)
          .execute()
      : []
  const [issuer, key] = [await getIssuer(scope), await currentKey(scope, 'credential')]
  const signedAt = new Date(Math.floor(deps.now().getTime() / 1000) * 1000)
  const validUntil = new Date(
    signedAt.getTime() + (list.closedAt === null ? STATUS_VALIDITY : FINAL_VALIDITY),
  )
  return {
    version: list.version,
    document: buildStatusListCredential({
      id: list.url,
      issuer: issuer.url,
      purpose: list.purpose,
      encodedList: encodeStatusList(bitsOf([...set, ...records], list.size), gzip),
      validFrom: formatDateTimeStamp(signedAt.getTime()),
      validUntil: formatDateTimeStamp(validUntil.getTime()),
      ttl: STATUS_TTL,
    }),
    verificationMethod: `${issuer.url}#${key.fragment}`,
    keyId: key.id,
    signer: await openSigner(scope, key.id),
    signedAt,
    validUntil,
  }
}

/** One bit an entry, the left-most of the first byte first (STANDARDS BS4). */
function bitsOf(set: readonly { readonly statusIndex: number }[], size: number): Uint8Array {
  const bits = emptyStatusList(size / 8)
  for (const { statusIndex } of set) {
    const place = statusIndex >>> 3
    bits[place] = (bits[place] ?? 0) | (0x80 >> (statusIndex & 7))
  }
  return bits
}

async function storeList(scope: OrgScope, listId: string, draft: ListDraft, body: string): Promise<void> {
  await holdUsableKey(scope, draft.keyId)
  await scope.db
    .updateTable('statusList')
    .set({
      signedVersion: draft.version,
      signedBody: body,
      signedAt: draft.signedAt,
      validUntil: draft.validUntil,
    })
    .where('orgId', '=', scope.orgId)
    .where('id', '=', listId)
    .where('signedVersion', '<=', draft.version)
    .execute()
}
