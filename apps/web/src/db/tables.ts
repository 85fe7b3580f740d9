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
  /** Whether members with duties need a second factor, or a passkey. */
  requiresFactor: Generated<boolean>
  createdAt: Date
  /** Set when the organization left this installation: no new awards. */
  closedAt: Generated<Date | null>
}

export interface PersonTable {
  id: Generated<string>
  userId: string | null
  name: string
  locale: Generated<string>
  timeZone: Generated<string>
  nameOnCredentials: Generated<boolean>
  /** The address whose mailed link set the present password. */
  passwordBy: Generated<string | null>
  createdAt: Generated<Date>
  /** The person that this one turned out to be. */
  mergedInto: string | null
}

export interface PersonEmailTable {
  id: Generated<string>
  personId: string
  address: string
  isPrimary: Generated<boolean>
  verifiedAt: Date | null
  verifyTokenHash: Bytes | null
  verifySentAt: Date | null
  /** Whether a link mailed to it may sign in or set a password. */
  recovers: Generated<boolean>
  /** Whether letters about badges go to it besides the primary one. */
  receives: Generated<boolean>
  /** The organization whose mailbox it is. */
  belongsTo: Generated<string | null>
  createdAt: Generated<Date>
}

export interface SecondFactorTable {
  personId: string
  id: string
  secretSealed: Bytes
  /** Of the last code that was accepted; a string because the database's 64 bits are wider than a number. */
  lastStep: Generated<string>
  createdAt: Date
  confirmedAt: Date | null
}

export interface RecoveryCodeTable {
  personId: string
  hash: Bytes
  createdAt: Date
  usedAt: Date | null
}

export interface PasskeyTable {
  personId: string
  id: string
  /** As the authenticator names it, in base64url. */
  credentialId: string
  publicKey: Bytes
  counter: ColumnType<string, number, number>
  transports: string[]
  name: string
  synced: boolean
  createdAt: Date
  lastUsedAt: Date | null
}

export interface IdentityTokenTable {
  hash: Bytes
  purpose: string
  personId: string | null
  data: Json<Record<string, string>>
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
}

export interface FactorRecoveryTable {
  personId: string
  id: string
  address: string
  startedAt: Date
  ripensAt: Date
  expiresAt: Date
  stoppedAt: Date | null
  usedAt: Date | null
}

export interface DataKeyTable {
  id: string
  personId: string
  wrapped: Bytes | null
  createdAt: Date
  destroyedAt: Date | null
  /** The one that seals what comes; others, of persons merged into this one, open what they sealed. */
  isCurrent: Generated<boolean>
}

/** Whom an organization knows; kept by triggers. */
interface DirectoryTable {
  orgId: string
  personId: string
  name: string
  address: string | null
  /** Name and address in small letters. */
  search: string
  /** Whether they are a member now. */
  member: boolean
}

export interface MembershipTable {
  orgId: string
  personId: string
  roles: Role[]
  departmentId: string | null
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
  departmentId: string | null
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
  /** The observation that it came with; null for what the learner gathered. */
  observationId: Generated<string | null>
}

export interface ObservationTable {
  orgId: string
  id: string
  enrollmentId: string
  personId: string
  criterionId: string
  observerId: string
  /** By what right: the observer's role, or as a manager of the person. */
  capacity: 'observer' | 'manager'
  /** Whether every row reached the level that the criterion asks for. */
  sufficient: boolean
  sealed: Bytes
  dataKeyId: string
  /** SHA-256 of the plain content. */
  digest: Bytes
  supersedesId: string | null
  createdAt: Date
  endedAt: Generated<Date | null>
  endedHow: Generated<'withdrawn' | 'superseded' | null>
}

export interface ObservationRemarkTable {
  orgId: string
  id: string
  observationId: string
  /** Who was observed. */
  personId: string
  authorId: string
  kind: 'comment' | 'disagreement' | 'withdrawn' | 'superseded'
  sealed: Bytes
  dataKeyId: string
  createdAt: Date
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
  /** Where the award went to an address. */
  recipientId: string | null
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
  recipientId: string | null
  /** Another credential of the same award stands in its place. */
  supersededAt: Date | null
  /** The older credential of the same holder that this one renews. */
  renewsId: Generated<string | null>
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
  /** Either this or `clrId`. */
  credentialId: string | null
  clrId: string | null
  kind: 'revoke' | 'suspend' | 'reinstate' | 'supersede'
  reason: string
  changedBy: string
  changedAt: Date
}

export interface LogRowTable {
  orgId: string
  id: string
  logId: string
  kind: number
  /** Either this or `clrId`. */
  credentialId: string | null
  clrId: string | null
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
  /** Until when others see it; null: until its owner ends that. Says nothing while it is private. */
  shareEndsAt: Generated<Date | null>
  removedAt: Date | null
  /** Of imported badges only. */
  scan: Generated<'not_scanned' | 'clean' | 'quarantined'>
  /** When the scanner last gave an answer. */
  scannedAt: Generated<Date | null>
  /** What the scanner calls what it found. */
  scanSignature: Generated<string | null>
}

export interface RecipientTable {
  orgId: string
  id: string
  personId: string
  address: string
  name: string | null
  nameShown: Generated<boolean>
  locale: string
  createdAt: Date
  updatedAt: Date
}

export interface ClaimTable {
  orgId: string
  id: string
  credentialId: string
  recipientId: string
  tokenHash: Bytes
  tokenSealed: Bytes
  linkHash: Bytes
  linkSealed: Bytes
  createdAt: Date
  expiresAt: Date
  sentAt: Date
  letters: Generated<number>
  mailId: string
  reminders: Generated<number>
  remindAt: Date | null
  bouncedAt: Date | null
  bounceReason: string | null
  openedAt: Date | null
  claimedAt: Date | null
  endedAt: Date | null
}

export interface EventClaimTable {
  orgId: string
  id: string
  achievementVersionId: string
  title: string
  reason: string
  tokenHash: Bytes
  tokenSealed: Bytes
  places: number
  taken: Generated<number>
  opensAt: Date
  closesAt: Date
  needsApproval: boolean
  createdBy: string
  createdAt: Date
  closedAt: Date | null
}

export interface EventEntryTable {
  orgId: string
  id: string
  eventId: string
  recipientId: string
  personId: string
  state: 'waiting' | 'awarded' | 'refused'
  credentialId: string | null
  createdAt: Date
  decidedAt: Date | null
  decidedBy: string | null
}

export interface ClrTable {
  orgId: string
  id: string
  personId: string
  url: string
  /** The signed JSON; absent after its holder removed it. */
  sealed: Bytes | null
  saltSealed: Bytes
  dataKeyId: string
  digest: Bytes
  credentialCount: number
  partial: boolean
  signingKeyId: string
  issuerDocumentDigest: Bytes
  statusGroupId: string
  statusIndex: number
  createdAt: Date
  revokedAt: Date | null
  revocationReason: string | null
  removedAt: Date | null
}

export interface BulkBatchTable {
  orgId: string
  id: string
  achievementVersionId: string
  /** Of rows that give none of their own. */
  reason: string
  state: 'preview' | 'running' | 'paused' | 'done' | 'revoking' | 'revoked' | 'discarded'
  format: 'csv' | 'ndjson'
  rowCount: number
  wrongCount: number
  /** Rows that were good in the preview. */
  readyCount: number
  /** Of these, how many are issued or turned out not to be issuable; once taken back, how many of `revokeCount` are revoked. */
  handledCount: Generated<number>
  ignoredColumns: Json<readonly string[]>
  createdBy: string
  createdAt: Date
  startedBy: string | null
  startedAt: Date | null
  /** The rate is counted from here: the start, or the last going on. */
  measuredAt: Date | null
  measuredFrom: Generated<number>
  /** When the recipients are told; null: as soon as their credential is signed. */
  tellAt: Date | null
  finishedAt: Date | null
  revokeReason: string | null
  revokeCount: number | null
  revokedBy: string | null
  revokedAt: Date | null
}

export interface BulkRowTable {
  orgId: string
  batchId: string
  /** As the file counts. */
  number: number
  /** Also the id of the decision that the row becomes. */
  id: string
  state:
    | 'ready'
    | 'wrong'
    | 'repeated'
    | 'held'
    | 'unchanged'
    | 'ordered'
    | 'issued'
    | 'failed'
    | 'left_out'
    | 'revoked'
    | 'kept'
  /** By which a program says that it may send the row again. */
  key: string | null
  problems: Json<readonly { readonly field: string; readonly code: string }[]>
  /** The row's content; sealed for who uploaded it until it is issued, then the address, for whose it is. */
  sealed: Bytes | null
  dataKeyId: string | null
  personId: string | null
  credentialId: string | null
}

export interface DepartmentTable {
  orgId: string
  id: Generated<string>
  name: string
  parentId: string | null
  headId: string | null
}

export interface PeopleGroupTable {
  orgId: string
  id: string
  name: string
  description: Generated<string>
  createdAt: Date
}

export interface GroupMemberTable {
  orgId: string
  groupId: string
  personId: string
  addedAt: Date
}

export interface RoleSetTable {
  orgId: string
  id: string
  name: string
  description: Generated<string>
  roles: Role[]
  /** Areas of `policy.ts` in which the roles count. */
  areas: string[]
  revision: Generated<number>
  createdBy: string
  createdAt: Date
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

export interface RoleSetMemberTable {
  orgId: string
  roleSetId: string
  personId: string
  givenBy: string
  givenAt: Date
}

export interface DelegationTable {
  orgId: string
  id: string
  delegatorId: string
  delegateId: string
  roles: Role[]
  startsAt: Date
  /** The first moment at which it no longer counts. */
  endsAt: Date
  reason: string
  createdAt: Date
  revokedAt: Date | null
  revokedBy: string | null
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

export interface CollectionTable {
  personId: string
  id: string
  /** Title and words, sealed with the owner's data key. */
  contentSealed: Bytes
  dataKeyId: string
  visibility: Generated<'private' | 'link' | 'public'>
  shareTokenHash: Bytes | null
  shareTokenSealed: Bytes | null
  sharedAt: Date | null
  endsAt: Date | null
  revision: Generated<number>
  createdAt: Date
  updatedAt: Date
}

export interface CollectionEntryTable {
  collectionId: string
  entryId: string
  position: number
}

/** How often something shared was seen on a day (UTC); nothing of who saw it. */
export interface ShareCountTable {
  /** A credential, an imported badge's place in the backpack, or a collection. */
  subjectId: string
  day: ColumnType<Date, string, never>
  views: Generated<number>
  verifications: Generated<number>
}

export interface AssignmentTable {
  orgId: string
  id: string
  achievementId: string
  targetKind: 'person' | 'group' | 'department' | 'role' | 'everybody'
  targetId: string | null
  targetRole: Role | null
  dueAt: Date | null
  dueDays: number | null
  reason: string
  /** Set where the credential is to be kept in force: days before its end from which the duty is open again. */
  renewDays: number | null
  assignedBy: string
  createdAt: Date
  endedAt: Generated<Date | null>
  endedBy: Generated<string | null>
}

export interface DutyTable {
  orgId: string
  id: string
  assignmentId: string
  personId: string
  state: 'open' | 'met' | 'exempt' | 'ended'
  round: Generated<number>
  openedAt: Date
  dueAt: Date
  credentialId: string | null
  changedAt: Date
}

export interface ExemptionTable {
  orgId: string
  id: string
  dutyId: string
  /** Of the duty: it counts for that round only. */
  round: number
  personId: string
  state: 'asked' | 'approved' | 'refused'
  reason: string
  endsAt: Date | null
  askedBy: string
  askedAt: Date
  decidedBy: Generated<string | null>
  decidedAt: Generated<Date | null>
  answer: Generated<string>
}

export interface DutyNoticeTable {
  orgId: string
  dutyId: string
  round: number
  day: number
  sentAt: Date
}

export interface DutyDigestTable {
  orgId: string
  readerId: string
  kind: 'manager' | 'assigner'
  /** Its Monday. */
  week: string
  sentAt: Date
}

export interface ExpiryNoticeTable {
  orgId: string
  credentialId: string
  days: number
  sentAt: Date
}

export interface OrganizationArchiveTable {
  orgId: string
  id: string
  orderedBy: string
  orderedAt: Date
  /** Ended: cancelled, replaced or expired; it goes once its parts are deleted. */
  state: 'waiting' | 'running' | 'ready' | 'failed' | 'ended'
  /** One of `ARCHIVE_FAILURES` (features/way-out). */
  failure: string | null
  /** Gone with the end. */
  keysSealed: Bytes | null
  try: Generated<number>
  startedAt: Date | null
  /** Addresses and records; strings because the database's 64 bits are wider than a number. */
  done: ColumnType<string, number | undefined, number>
  total: ColumnType<string, number | undefined, number>
  finishedAt: Date | null
  size: ColumnType<string | null, number | null, number | null>
  expiresAt: Date | null
  fetchSessions: Generated<string[]>
}

export interface OrganizationArchivePartTable {
  orgId: string
  archiveId: string
  try: number
  number: number
  blobKey: string
  size: number
}

export interface Database {
  organizationArchive: OrganizationArchiveTable
  organizationArchivePart: OrganizationArchivePartTable
  assignment: AssignmentTable
  duty: DutyTable
  exemption: ExemptionTable
  observation: ObservationTable
  observationRemark: ObservationRemarkTable
  dutyNotice: DutyNoticeTable
  dutyDigest: DutyDigestTable
  expiryNotice: ExpiryNoticeTable
  bulkBatch: BulkBatchTable
  bulkRow: BulkRowTable
  webhookEndpoint: WebhookEndpointTable
  webhookEvent: WebhookEventTable
  webhookDelivery: WebhookDeliveryTable
  webhookAttempt: WebhookAttemptTable
  letterTemplate: LetterTemplateTable
  instance: InstanceTable
  organization: OrganizationTable
  person: PersonTable
  personEmail: PersonEmailTable
  secondFactor: SecondFactorTable
  recoveryCode: RecoveryCodeTable
  passkey: PasskeyTable
  identityToken: IdentityTokenTable
  factorRecovery: FactorRecoveryTable
  dataKey: DataKeyTable
  membership: MembershipTable
  directory: DirectoryTable
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
  recipient: RecipientTable
  claim: ClaimTable
  eventClaim: EventClaimTable
  eventEntry: EventEntryTable
  clr: ClrTable
  department: DepartmentTable
  peopleGroup: PeopleGroupTable
  groupMember: GroupMemberTable
  roleSet: RoleSetTable
  roleSetMember: RoleSetMemberTable
  delegation: DelegationTable
  collection: CollectionTable
  collectionEntry: CollectionEntryTable
  shareCount: ShareCountTable
}

export type Row<T extends keyof Database> = Selectable<Database[T]>
