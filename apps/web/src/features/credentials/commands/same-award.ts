import { randomUUID } from 'node:crypto'
import { decodeUtf8, isJsonObject, type JsonObject, memberOf } from '@assay/core'
import { buildIdentifiers, buildOpenBadge, buildStatusEntry, freezePart } from '@assay/credentials'
import { type CredentialFactsToSign, composeCredential, subjectOf } from './compose-credential.ts'
import {
  bytesOf,
  type DocumentText,
  type Filling,
  type TextTemplate,
  templateOf,
  textOf,
  wholeText,
} from './document-text.ts'
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

/** A document and its JSON. */
export interface ComposedDocument {
  readonly document: JsonObject
  readonly text: DocumentText
}

/** The first document of an award, and what the text of the others is made from; without it each is written for itself. */
interface Award {
  readonly first: JsonObject
  readonly template: TextTemplate | undefined
}

/**
 * Documents of one version, ordered at one moment: those that say the same of the award are made from the first of them, whose issuer and
 * achievement they share. What is shared is read and hashed once when they are signed, written once and deflated once.
 */
export function composeAlike(): (facts: CredentialFactsToSign) => ComposedDocument {
  const awards = new Map<string, Award>()
  return (facts) => {
    const name = awardOf(facts)
    const award = awards.get(name)
    const another: Another = { ...facts, ...describeHolder(facts) }
    // Without an identifier the member is left out, which only the whole composition does.
    if (award !== undefined && another.identifiers.length > 0) {
      const document = forAnother(award.first, another)
      return { document, text: award.template?.fill(fillingOf(another)) ?? textOf(document) }
    }
    const document = buildOpenBadge(composeCredential(facts))
    if (another.identifiers.length > 0) awards.set(name, awardLike(document, another))
    return { document, text: textOf(document) }
  }
}

function awardLike(document: JsonObject, own: Another): Award {
  const first = shareParts(document)
  const marks = {
    url: randomUUID(),
    subject: randomUUID(),
    identifiers: `"${randomUUID()}"`,
    index: MARK_INDEX,
  }
  const marked = forAnother(first, {
    ...{ url: marks.url, subjectId: marks.subject },
    identifiers: JSON.parse(marks.identifiers),
    status: { ...own.status, index: Number(MARK_INDEX) },
  })
  const template = templateOf(JSON.stringify(marked), marks)
  const same =
    decodeUtf8(bytesOf(wholeText(template.fill(fillingOf(own))))) === JSON.stringify(forAnother(first, own))
  // A mark that stands elsewhere in the words of an organization would be taken for a hole.
  return { first, template: same ? template : undefined }
}

/** No list is so long. */
const MARK_INDEX = '987654321'

const fillingOf = ({ url, subjectId, identifiers, status }: Another): Filling => ({
  url: JSON.stringify(url).slice(1, -1),
  subject: JSON.stringify(subjectId).slice(1, -1),
  identifiers: JSON.stringify(identifiers),
  index: String(status.index),
})

const describeHolder = (facts: CredentialFactsToSign) => ({ identifiers: buildIdentifiers(subjectOf(facts)) })

/** All that a document says beyond {@link Another} and the facts that documents of one version and moment have in common. */
const awardOf = ({
  basis,
  validFrom,
  validUntil,
  awardedAt,
  imageUrl,
  order,
  status,
}: CredentialFactsToSign): string => {
  const { results, assessors, assessedAt, evidence, reason } = order
  // Each piece of evidence has an id of its own.
  const own = evidence.length === 0 ? '' : order.decisionId
  return JSON.stringify([
    ...[basis, validFrom, validUntil, awardedAt, imageUrl],
    ...[results, assessors, assessedAt, reason, own, status.groupId],
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
