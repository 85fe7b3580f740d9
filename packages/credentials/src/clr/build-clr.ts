import { formatDateTimeStamp, type JsonObject } from '@assay/core'
import { compactObject } from '../compact-object.ts'
import { credentialsV2Url, openBadgesUrl } from '../contexts.ts'
import { buildIssuer } from '../open-badge.ts'
import type { IssuerInput } from '../open-badge-input.ts'
import { clrUrl } from './clr-context.ts'

/** How two achievements of a record belong together (CLR 2.0, AssociationType). */
export const ASSOCIATION_TYPES = [
  'exactMatchOf',
  'isChildOf',
  'isParentOf',
  'isPartOf',
  'isPeerOf',
  'isRelatedTo',
  'precedes',
  'replacedBy',
] as const

/** One of {@link ASSOCIATION_TYPES}. */
export type AssociationType = (typeof ASSOCIATION_TYPES)[number]

/** A relation between two achievements of the record, by their ids. */
export interface AssociationInput {
  readonly type: AssociationType
  readonly sourceId: string
  readonly targetId: string
}

/** Everything a learner record says. Instants are milliseconds since 1970. */
export interface ClrInput {
  readonly id: string
  readonly name: string
  readonly description?: string
  /** Who puts the record together and signs it; the credentials inside keep their own issuers. */
  readonly issuer: IssuerInput
  readonly validFrom: number
  readonly awardedDate?: number
  readonly subject: {
    readonly id: string
    /** Identity objects of the credentials inside, as they stand there: they show that all are about one person (CL3). */
    readonly identifiers: readonly JsonObject[]
  }
  /** Signed credentials, unchanged. */
  readonly credentials: readonly JsonObject[]
  readonly associations?: readonly AssociationInput[]
  /** Whether more is known of the learner than the record holds. */
  readonly partial?: boolean
  /** Entries of `buildStatusEntry`. */
  readonly credentialStatus?: readonly JsonObject[]
}

/** Unsigned Comprehensive Learner Record 2.0 (STANDARDS CL1). The same input gives the same document. */
export function buildClr(input: ClrInput): JsonObject {
  const statuses = input.credentialStatus ?? []
  return compactObject({
    '@context': [credentialsV2Url, clrUrl, openBadgesUrl],
    id: input.id,
    type: ['VerifiableCredential', 'ClrCredential'],
    name: input.name,
    description: input.description,
    partial: input.partial,
    issuer: buildIssuer(input.issuer),
    validFrom: formatDateTimeStamp(input.validFrom),
    awardedDate: input.awardedDate === undefined ? undefined : formatDateTimeStamp(input.awardedDate),
    credentialSubject: compactObject({
      id: input.subject.id,
      type: ['ClrSubject'],
      identifier: input.subject.identifiers,
      verifiableCredential: input.credentials,
      association: (input.associations ?? []).map(({ type, sourceId, targetId }) => ({
        type: 'Association',
        associationType: type,
        sourceId,
        targetId,
      })),
    }),
    credentialStatus: statuses.length === 1 ? statuses[0] : statuses,
  })
}
