import { isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { buildIdentifiers, buildOpenBadge, buildStatusEntry, freezePart } from '@assay/credentials'
import { type CredentialFactsToSign, composeCredential, subjectOf } from './compose-credential.ts'
import type { StatusPlace } from './reserve-statuses.ts'

/** What tells a credential from another of the same award. */
export interface Another {
  readonly url: string
  readonly subjectId: string
  readonly identifiers: readonly JsonObject[]
  readonly status: StatusPlace
}

/** The same award word for word; only whose it is, its own address and its places on the status lists differ. */
export function forAnother(
  document: JsonObject,
  { url, subjectId, identifiers, status }: Another,
): JsonObject {
  const subject = memberOf(document, 'credentialSubject')
  if (!isJsonObject(subject)) throw new Error('a credential of ours has one subject')
  return {
    ...document,
    id: url,
    credentialSubject: { ...subject, id: subjectId, identifier: identifiers },
    credentialStatus: (['revocation', 'suspension'] as const).map((purpose) =>
      buildStatusEntry({ purpose, list: status.lists[purpose], index: status.index }),
    ),
  }
}

/**
 * Documents of one version, ordered at one moment: those that say the same of the award are made from the first of them, whose issuer and
 * achievement they share. What is shared is read and hashed once when they are signed.
 */
export function composeAlike(): (facts: CredentialFactsToSign) => JsonObject {
  const firsts = new Map<string, JsonObject>()
  return (facts) => {
    const award = awardOf(facts)
    const first = firsts.get(award)
    const { identifiers } = describeHolder(facts)
    // Without an identifier the member is left out, which only the whole composition does.
    if (first !== undefined && identifiers.length > 0) return forAnother(first, { ...facts, identifiers })
    const document = buildOpenBadge(composeCredential(facts))
    if (identifiers.length > 0) firsts.set(award, shareParts(document))
    return document
  }
}

const describeHolder = (facts: CredentialFactsToSign) => ({ identifiers: buildIdentifiers(subjectOf(facts)) })

/** All that a document says beyond {@link Another} and the facts that documents of one version and moment have in common. */
const awardOf = ({
  basis,
  validFrom,
  validUntil,
  awardedAt,
  imageUrl,
  order,
}: CredentialFactsToSign): string => {
  const { results, assessors, assessedAt, evidence, reason } = order
  // Each piece of evidence has an id of its own.
  const own = evidence.length === 0 ? '' : order.decisionId
  return JSON.stringify([
    ...[basis, validFrom, validUntil, awardedAt, imageUrl],
    ...[results, assessors, assessedAt, reason, own],
  ])
}

function shareParts(document: JsonObject): JsonObject {
  for (const part of [memberOf(document, 'issuer'), achievementOf(document)])
    if (isJsonObject(part)) freezePart(part)
  return document
}

function achievementOf(document: JsonObject) {
  const subject = memberOf(document, 'credentialSubject')
  return isJsonObject(subject) ? memberOf(subject, 'achievement') : undefined
}
