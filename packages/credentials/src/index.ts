export { readAssessmentRecord } from './assessment-record.ts'
export { type BadgeFormat, type BakedBadge, bakePng, readPng } from './bake-png.ts'
export { bakeSvg, readBakedSvg } from './bake-svg.ts'
export { type CanonicalGraph, type CanonicalizeGraphOptions, canonicalizeGraph } from './canonical-graph.ts'
export {
  type CanonicalDocument,
  type Canonicalize,
  type CanonicalizeHard,
  type CanonicalizeOptions,
  type CanonicalNQuads,
  canonicalize,
  createCanonicalize,
  type InspectDocumentOptions,
  inspectDocument,
} from './canonicalize.ts'
export {
  ASSOCIATION_TYPES,
  type AssociationInput,
  type AssociationType,
  buildClr,
  type ClrInput,
} from './clr/build-clr.ts'
export { clrContext, clrUrl, clrUrls } from './clr/clr-context.ts'
export { type CompiledOptions, canonicalizeCompiled } from './compiled/compiled-canonicalize.ts'
export { Declined } from './compiled/declined.ts'
export { freezePart } from './compiled/freeze-part.ts'
export type { DatasetCaps } from './compiled/read-plan.ts'
export {
  type BundledContext,
  bundledContexts,
  credentialsV1Url,
  credentialsV2Url,
  openBadgesUrl,
  openBadgesUrls,
} from './contexts.ts'
export {
  attachProof,
  type CreateProofOptions,
  createProof,
  type PreparedProof,
  type PrepareProofOptions,
  type ProofDetails,
  prepareProof,
  prepareProofs,
} from './create-proof.ts'
export { type Cryptosuite, cryptosuites } from './cryptosuites.ts'
export { checkDataModel, modelVersion } from './data-model/check-data-model.ts'
export { isClr } from './data-model/clr-rules.ts'
export type { ModelVersion } from './data-model/credential-rules.ts'
export { isOpenBadge } from './data-model/open-badge-rules.ts'
export { checkPresentationModel, envelopeFault, isPresentation } from './data-model/presentation-rules.ts'
export { type Problem, type ProblemCode, type ProblemType, problemTypeUrl } from './data-model/problem.ts'
export { type DigestAlgorithm, type ResourceDigest, statedDigests } from './data-model/resource-digest.ts'
export { allowsNumericIndex } from './data-model/status-rules.ts'
export type { ContextTable, GraphSize } from './document-contexts.ts'
export { CredentialError, type CredentialErrorCode, isUncheckable } from './errors.ts'
export type { Expand } from './expand.ts'
export {
  findRefusals,
  type IssueCredentialOptions,
  type IssueResult,
  issueCredential,
} from './issue-credential.ts'
export {
  algorithmOfKey,
  type CreateJwsOptions,
  createJws,
  fitsAlgorithm,
  type Jws,
  type JwsAlgorithm,
  parseJws,
  parsePart,
  verifyJws,
} from './jws.ts'
export { listProofs } from './list-proofs.ts'
export { loadEngines } from './load-engines.ts'
export { buildIdentifiers, buildOpenBadge, encodeDigestMultibase } from './open-badge.ts'
export type {
  AchievementInput,
  AlignmentInput,
  AssessmentRecord,
  EvidenceInput,
  IdentifierInput,
  ImageInput,
  IssuerInput,
  OpenBadgeInput,
  ProofType,
  ResultDescriptionInput,
  ResultInput,
  RubricLevelInput,
  SubjectInput,
} from './open-badge-input.ts'
export { checkAssertionForm, checkBadgeClassForm, checkProfileForm } from './open-badges-2/check-form.ts'
export { checkExtension, isKnownExtension } from './open-badges-2/extensions.ts'
export { type IdentityAnswer, matchesOpenBadge2Recipient } from './open-badges-2/identity.ts'
export { readPublicKeyPem } from './open-badges-2/read-pem.ts'
export { upgradeOpenBadge } from './open-badges-2/upgrade.ts'
export {
  type Extension,
  earlierVersions,
  openBadges1Urls,
  openBadges2Url,
  readWords,
} from './open-badges-2/vocabulary.ts'
export { previousProofs } from './proof-chain.ts'
export type {
  InvalidProofCode,
  ProofFacts,
  ProofPurpose,
  ProofRefusal,
  ProofResult,
  UncheckedProofCode,
  UnsupportedProofCode,
} from './proof-result.ts'
export { publishedDigests } from './published-digests.ts'
export { readPdfAttachments } from './read-pdf.ts'
export type { ProofExpectations } from './read-proof.ts'
export { hashIdentity, type IdentityHash, matchesRecipient, type RecipientQuestion } from './recipient.ts'
export type { SdAlgorithm, SdCrypto } from './sd-jwt/disclosure.ts'
export { type IssueSdJwtOptions, issueSdJwt } from './sd-jwt/issue-sd-jwt.ts'
export {
  type KeyBindingOptions,
  type PresentSdJwtOptions,
  presentSdJwt,
} from './sd-jwt/present-sd-jwt.ts'
export { type KeyBinding, readSdJwt, type SdJwt } from './sd-jwt/read-sd-jwt.ts'
export type { RevealedDisclosure, RevealedPayload } from './sd-jwt/reveal.ts'
export type { SelectiveInput } from './selective/base-proof.ts'
export { type DeriveProofOptions, deriveProof } from './selective/derive-proof.ts'
export { mandatoryBadgePointers } from './selective/mandatory-pointers.ts'
export {
  type BitEntryType,
  bitEntryType,
  buildStatusEntry,
  readStatusEntry,
  type StatusEntry,
  type StatusEntryFault,
  type StatusEntryInput,
  type StatusEntryReading,
  type StatusPurpose,
  statusPurposes,
} from './status-entry.ts'
export {
  buildStatusListCredential,
  type DecodeListOptions,
  decodeStatusList,
  emptyStatusList,
  encodeStatusList,
  type Gzip,
  makeStatusList,
  readStatus,
  type StatusListInput,
  type StatusListShape,
  withStatus,
} from './status-list.ts'
export type { HashName } from './text-hash.ts'
export { looksLikeSdJwt, looksLikeToken } from './token-shape.ts'
export { type TokenType, typeOfToken } from './token-type.ts'
export { buildEnvelope, type CreateVcJoseOptions, createVcJose } from './vc-jose.ts'
export {
  type CreateVcJwtOptions,
  createVcJwt,
  type ReadVcJwtOptions,
  readVcJwt,
  type VcJwt,
} from './vc-jwt.ts'
export type { ClaimProblem } from './vc-jwt-claims.ts'
export { type VerifyProofOptions, verifyProof } from './verify-proof.ts'
export { readVpJwt, type VpJwt } from './vp-jwt.ts'
export { type RefuseXml, scanXml, type XmlFault, type XmlOpenTag, type XmlPiece } from './xml-scanner.ts'
