import {
  canonicalJson,
  concatBytes,
  encodeMultibase,
  formatDateTimeStamp,
  type JsonObject,
} from '@assay/core'
import { writeAssessmentRecord } from './assessment-record.ts'
import { compactObject } from './compact-object.ts'
import { credentialsV2Url, openBadgesUrl } from './contexts.ts'
import type {
  AchievementInput,
  AlignmentInput,
  EvidenceInput,
  ImageInput,
  IssuerInput,
  OpenBadgeInput,
  ResultDescriptionInput,
  ResultInput,
  SubjectInput,
} from './open-badge-input.ts'

/**
 * Unsigned Open Badges 3.0 credential (STANDARDS OI1-OI3) in standard terms only, so that a verifier needs no context
 * of ours. The same input gives the same document. What it says and where is decided in ADR 0003.
 */
export function buildOpenBadge(input: OpenBadgeInput): JsonObject {
  const statuses = input.credentialStatus ?? []
  return compactObject({
    '@context': [credentialsV2Url, openBadgesUrl],
    id: input.id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: input.name,
    description: input.description,
    issuer: buildIssuer(input.issuer),
    validFrom: formatDateTimeStamp(input.validFrom),
    validUntil: input.validUntil === undefined ? undefined : formatDateTimeStamp(input.validUntil),
    awardedDate: formatDateTimeStamp(input.awardedDate),
    credentialSubject: buildSubject(input),
    evidence: (input.evidence ?? []).map(buildEvidence),
    // Open Badges 3.0 knows one status; VCDM 2.0 knows several, and two purposes need two entries.
    credentialStatus: statuses.length === 1 ? statuses[0] : statuses,
  })
}

/** Multihash of a SHA-256 digest as `digestMultibase` (VCDM 2.0, 5.3): header 0x12 0x20, base64url. */
export function encodeDigestMultibase(sha256: Uint8Array): string {
  if (sha256.length !== 32) throw new TypeError('this is not a SHA-256 digest')
  return encodeMultibase('u', concatBytes(Uint8Array.of(0x12, 0x20), sha256))
}

function buildIssuer(issuer: IssuerInput): JsonObject {
  return compactObject({
    id: issuer.id,
    type: ['Profile'],
    name: issuer.name,
    url: issuer.url,
    description: issuer.description,
    image: buildImage(issuer.image),
    email: issuer.email,
  })
}

function buildSubject(input: OpenBadgeInput): JsonObject {
  const { subject, achievement, assessment } = input
  const record = writeAssessmentRecord(assessment, achievement)
  return compactObject({
    id: subject.id,
    type: ['AchievementSubject'],
    identifier: buildIdentifiers(subject),
    achievement: buildAchievement(achievement, record.descriptions),
    result: [...(input.results ?? []).map(buildResult), ...record.results],
  })
}

/** `credentialSubject.identifier` of a holder: hashed addresses, and the name in plain. */
export function buildIdentifiers(subject: SubjectInput): readonly JsonObject[] {
  const hashed = subject.identifiers.map((identifier) => ({
    type: 'IdentityObject',
    hashed: true,
    identityHash: identifier.identityHash,
    identityType: identifier.identityType,
    salt: identifier.salt,
  }))
  if (subject.name === undefined) return hashed
  // OB3 has no name at the subject; it is an identifier in plain (IdentifierTypeEnum `name`).
  return [
    { type: 'IdentityObject', hashed: false, identityHash: subject.name, identityType: 'name' },
    ...hashed,
  ]
}

function buildAchievement(achievement: AchievementInput, record: readonly JsonObject[]): JsonObject {
  return compactObject({
    id: achievement.id,
    type: ['Achievement'],
    achievementType: achievement.achievementType,
    name: achievement.name,
    description: achievement.description,
    criteria: compactObject({ id: achievement.criteria.id, narrative: achievement.criteria.narrative }),
    image: buildImage(achievement.image),
    inLanguage: achievement.inLanguage,
    version: achievement.version,
    humanCode: achievement.humanCode,
    creditsAvailable: achievement.creditsAvailable,
    tag: achievement.tags,
    alignment: distinct((achievement.alignments ?? []).map(buildAlignment)),
    resultDescription: [...(achievement.resultDescriptions ?? []).map(buildResultDescription), ...record],
  })
}

function buildAlignment(alignment: AlignmentInput): JsonObject {
  return compactObject({ type: ['Alignment'], ...alignment })
}

function buildResultDescription(row: ResultDescriptionInput): JsonObject {
  return compactObject({
    id: row.id,
    type: ['ResultDescription'],
    name: row.name,
    resultType: 'RubricCriterionLevel',
    requiredLevel: row.requiredLevel,
    rubricCriterionLevel: row.levels.map((level) =>
      compactObject({ type: ['RubricCriterionLevel'], ...level }),
    ),
  })
}

function buildResult(result: ResultInput): JsonObject {
  return compactObject({ type: ['Result'], ...result })
}

function buildEvidence(evidence: EvidenceInput): JsonObject {
  const { kind, genre, digest, ...rest } = evidence
  return compactObject({
    type: ['Evidence'],
    ...rest,
    genre: genre === undefined ? kind : `${kind}: ${genre}`,
    digestMultibase: digest === undefined ? undefined : encodeDigestMultibase(digest),
  })
}

/** The same thing said twice would make two blank nodes that cannot be told apart. */
function distinct(objects: readonly JsonObject[]): readonly JsonObject[] {
  return [...new Map(objects.map((object) => [canonicalJson(object), object])).values()]
}

function buildImage(image: ImageInput | undefined): JsonObject | undefined {
  return image === undefined
    ? undefined
    : compactObject({ id: image.id, type: 'Image', caption: image.caption })
}
