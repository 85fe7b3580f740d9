import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely'
import type { Role } from './scopes.ts'

/** Column types of every table, in camelCase (the connection maps names). Timestamps are `Date`; sealed columns are ciphertext. */
type Json<T> = ColumnType<T, string, string>
type Bytes = Buffer

export interface InstanceTable {
  single: Generated<boolean>
  id: Generated<string>
  epoch: Generated<number>
  origin: string
  demo: Generated<boolean>
  setupCodeHash: Bytes | null
  keyCheck: Generated<Bytes | null>
  /** Set while the master key is being changed. */
  nextKeyCheck: Generated<Bytes | null>
  /** Where the instance's files are, by `nameOfPlace`. */
  filesPlace: Generated<string>
  demoReadyAt: Generated<Date | null>
  demoCredential: Generated<string | null>
  createdAt: Date
}

export interface OrganizationTable {
  id: string
  slug: string
  name: string
  mark: string
  accent: string | null
  description: Generated<string>
  website: string | null
  email: string | null
  locale: Generated<string>
  createdAt: Date
}

export interface PersonTable {
  id: Generated<string>
  userId: string | null
  name: string
  locale: Generated<string>
  timeZone: Generated<string>
  nameOnCredentials: Generated<boolean>
  createdAt: Generated<Date>
}

export interface PersonEmailTable {
  id: Generated<string>
  personId: string
  address: string
  isPrimary: Generated<boolean>
  verifiedAt: Date | null
  verifyTokenHash: Bytes | null
  verifySentAt: Date | null
  createdAt: Generated<Date>
}

export interface DataKeyTable {
  id: string
  personId: string
  wrapped: Bytes | null
  createdAt: Date
  destroyedAt: Date | null
}

export interface MembershipTable {
  orgId: string
  personId: string
  roles: Role[]
  department: string | null
  jobTitle: string | null
  managerId: string | null
  joinedAt: Date
  leftAt: Date | null
}

export interface InvitationTable {
  orgId: string
  id: string
  address: string
  name: string | null
  roles: Role[]
  department: string | null
  jobTitle: string | null
  tokenHash: Bytes
  invitedBy: string
  createdAt: Date
  expiresAt: Date
  acceptedAt: Date | null
  acceptedBy: string | null
  revokedAt: Date | null
}

export interface ApiKeyTable {
  id: string
  orgId: string | null
  personId: string
  name: string
  prefix: string
  hash: Bytes
  scopes: string[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export interface IdempotencyTable {
  actor: string
  key: string
  requestHash: Bytes
  status: number | null
  body: string | null
  contentType: string | null
  createdAt: Date
}

export interface RateWindowTable {
  bucket: string
  windowStart: Date
  count: number
}

export interface MailTable {
  id: string
  orgId: string | null
  personId: string | null
  toAddress: string
  template: string
  subject: string
  textBody: string | null
  htmlBody: string | null
  createdAt: Date
  sentAt: Date | null
  failedAt: Date | null
  error: string | null
}

export interface AuditEventTable {
  id: string
  orgId: string | null
  personId: string | null
  actorPersonId: string | null
  actorKind: 'person' | 'api_key' | 'system'
  actorKeyId: string | null
  action: string
  recordType: string
  recordId: string
  data: Json<Record<string, unknown>>
  at: Date
  simulated: Generated<boolean>
  canonical: string
  salt: Bytes
}

export interface AchievementTable {
  orgId: string
  id: string
  createdBy: string
  createdAt: Date
  retiredAt: Date | null
}

export interface AchievementVersionTable {
  orgId: string
  id: string
  achievementId: string
  number: number
  state: 'draft' | 'published' | 'superseded' | 'retired'
  name: string
  /** Shape: `definitionSchema` of features/achievements. */
  definition: Json<unknown>
  artBlob: string | null
  artMediaType: string | null
  revision: Generated<number>
  changeNote: Generated<string>
  createdBy: string
  createdAt: Date
  updatedAt: Date
  publishedAt: Date | null
  publishedBy: string | null
  frozenAt: Date | null
}

export interface EnrollmentTable {
  orgId: string
  id: string
  personId: string
  achievementId: string
  achievementVersionId: string
  source: 'self' | 'manager' | 'rule'
  state: 'active' | 'submitted' | 'awarded' | 'declined' | 'withdrawn'
  dueAt: Date | null
  createdAt: Date
  endedAt: Date | null
}

interface ArtifactColumns {
  orgId: string
  id: string
  criterionId: string
  kind: 'text' | 'file' | 'link'
  sealed: Bytes
  dataKeyId: string
  blobKey: string | null
  mediaType: string | null
  size: number
  digest: Bytes
}

export interface EvidenceTable extends ArtifactColumns {
  enrollmentId: string
  personId: string
  scan: Generated<'not_scanned' | 'clean' | 'quarantined'>
  /** When the scanner last gave an answer. */
  scannedAt: Generated<Date | null>
  /** What the scanner calls what it found. */
  scanSignature: Generated<string | null>
  disclosed: Generated<boolean>
  revision: Generated<number>
  position: Generated<number>
  createdAt: Date
  updatedAt: Date
  removedAt: Date | null
}

export interface SubmissionArtifactTable extends ArtifactColumns {
  submissionId: string
  evidenceId: string
  scan: 'not_scanned' | 'clean' | 'quarantined'
  disclosed: boolean
  position: number
}

export interface EnrollmentDraftTable {
  orgId: string
  enrollmentId: string
  personId: string
  sealed: Bytes
  dataKeyId: string
  revision: Generated<number>
  updatedAt: Date
}

export interface SubmissionTable {
  orgId: string
  id: string
  enrollmentId: string
  personId: string
  number: number
  state: 'submitted' | 'withdrawn' | 'returned' | 'awarded' | 'declined'
  sealed: Bytes
  dataKeyId: string
  submittedAt: Date
  promisedAt: Date
  claimedBy: string | null
  claimExpiresAt: Date | null
  endedAt: Date | null
}

export interface AssessmentTable {
  orgId: string
  id: string
  submissionId: string
  assessorId: string
  capacity: Generated<string>
  /** Shape: `scoresSchema` of features/assessments. */
  scores: Json<unknown>
  feedback: Generated<string>
  state: 'draft' | 'final'
  revision: Generated<number>
  createdAt: Date
  updatedAt: Date
  finishedAt: Date | null
}

export interface DecisionTable {
  orgId: string
  id: string
  personId: string
  enrollmentId: string | null
  submissionId: string | null
  achievementVersionId: string
  outcome: 'awarded' | 'returned' | 'declined'
  basis: 'assessed' | 'direct' | 'bulk' | 'rule'
  reason: Generated<string>
  missing: ColumnType<unknown, string | undefined, string>
  decidedBy: string
  decidedAt: Date
}

export interface IssuerTable {
  orgId: string
  url: string
  didWeb: string
  logId: string
  logOrigin: string
  createdAt: Date
}

export interface SigningKeyTable {
  orgId: string
  id: string
  fragment: string
  purpose: 'credential' | 'credential_p256' | 'credential_jwt' | 'log'
  type: 'ed25519' | 'p256' | 'rsa2048'
  publicKey: Bytes
  publicJwk: Json<Record<string, unknown>> | null
  sealedPrivate: Bytes
  createdAt: Date
  retiredAt: Date | null
  revokedAt: Date | null
}

export interface IssuerDocumentTable {
  orgId: string
  digest: Bytes
  body: string
  createdAt: Date
}

export interface StatusGroupTable {
  orgId: string
  id: string
  number: number
  size: number
  nextCounter: Generated<number>
  permutationKey: Bytes
  createdAt: Date
}

export interface StatusListTable {
  orgId: string
  id: string
  groupId: string
  purpose: 'revocation' | 'suspension'
  url: string
  version: Generated<number>
  signedVersion: Generated<number>
  signedBody: string | null
  signedAt: Date | null
  validUntil: Date | null
}

export interface CredentialTable {
  orgId: string
  id: string
  decisionId: string
  personId: string
  achievementId: string
  achievementVersionId: string
  url: string
  subjectId: string
  unsignedSealed: Bytes
  saltSealed: Bytes
  dataKeyId: string
  validFrom: Date
  validUntil: Date | null
  proofCreated: Date
  signingKeyId: string
  issuerDocumentDigest: Bytes
  statusGroupId: string
  statusIndex: number
  revokedAt: Date | null
  suspendedAt: Date | null
  orderedAt: Date
  issuedAt: Date | null
}

export interface CredentialFormTable {
  orgId: string
  credentialId: string
  form: 'data_integrity' | 'jwt' | 'sd_base'
  mediaType: string
  sealed: Bytes
  dataKeyId: string
  digest: Bytes
  size: number
  createdAt: Date
}

export interface StatusChangeTable {
  orgId: string
  id: string
  credentialId: string
  kind: 'revoke' | 'suspend' | 'reinstate'
  reason: string
  changedBy: string
  changedAt: Date
}

export interface LogRowTable {
  orgId: string
  id: string
  logId: string
  kind: number
  credentialId: string
  /** Of a change of state only. */
  statusChangeId: string | null
  /** The order in which rows were written. */
  ordinal: GeneratedAlways<number>
  commitment: Bytes
  simulated: Generated<boolean>
  createdAt: Date
  leafIndex: number | null
}

export interface BackpackEntryTable {
  personId: string
  id: string
  source: 'issued' | 'imported'
  orgId: string | null
  credentialId: string | null
  issuerId: string
  credentialUrl: string
  sealed: Bytes | null
  mediaType: string | null
  reportSealed: Bytes | null
  dataKeyId: string | null
  digest: Bytes | null
  validFrom: Date | null
  verdict: string | null
  verifiedAt: Date | null
  addedAt: Date
  visibility: Generated<'private' | 'link' | 'public'>
  shareTokenHash: Bytes | null
  shareTokenSealed: Bytes | null
  sharedAt: Date | null
  removedAt: Date | null
}

export interface WebhookEndpointTable {
  orgId: string
  id: string
  url: string
  description: Generated<string>
  /** Null: every type. */
  events: string[] | null
  secretSealed: Bytes
  previousSecretSealed: Bytes | null
  previousUntil: Date | null
  enabled: Generated<boolean>
  disabledFor: 'asked' | 'gone' | 'failing' | null
  failingSince: Date | null
  revision: Generated<number>
  createdBy: string
  createdAt: Date
}

export interface WebhookEventTable {
  orgId: string
  id: string
  type: string
  body: string
  createdAt: Date
}

export interface WebhookDeliveryTable {
  orgId: string
  id: string
  endpointId: string
  eventId: string
  state: 'waiting' | 'delivered' | 'failed'
  attempts: Generated<number>
  tries: Generated<number>
  nextAt: Date | null
  createdAt: Date
  endedAt: Date | null
}

export interface WebhookAttemptTable {
  orgId: string
  deliveryId: string
  number: number
  at: Date
  status: number | null
  answer: Generated<string>
  error: string | null
  milliseconds: number
}

export interface LetterTemplateTable {
  orgId: string
  template: string
  language: string
  subject: string
  body: string
  action: Generated<string>
  revision: Generated<number>
  updatedBy: string
  updatedAt: Date
}

export interface Database {
  webhookEndpoint: WebhookEndpointTable
  webhookEvent: WebhookEventTable
  webhookDelivery: WebhookDeliveryTable
  webhookAttempt: WebhookAttemptTable
  letterTemplate: LetterTemplateTable
  instance: InstanceTable
  organization: OrganizationTable
  person: PersonTable
  personEmail: PersonEmailTable
  dataKey: DataKeyTable
  membership: MembershipTable
  invitation: InvitationTable
  apiKey: ApiKeyTable
  idempotency: IdempotencyTable
  rateWindow: RateWindowTable
  mail: MailTable
  auditEvent: AuditEventTable
  achievement: AchievementTable
  achievementVersion: AchievementVersionTable
  enrollment: EnrollmentTable
  evidence: EvidenceTable
  enrollmentDraft: EnrollmentDraftTable
  submission: SubmissionTable
  submissionArtifact: SubmissionArtifactTable
  assessment: AssessmentTable
  decision: DecisionTable
  issuer: IssuerTable
  signingKey: SigningKeyTable
  issuerDocument: IssuerDocumentTable
  statusGroup: StatusGroupTable
  statusList: StatusListTable
  credential: CredentialTable
  credentialForm: CredentialFormTable
  statusChange: StatusChangeTable
  logRow: LogRowTable
  backpackEntry: BackpackEntryTable
}

export type Row<T extends keyof Database> = Selectable<Database[T]>
