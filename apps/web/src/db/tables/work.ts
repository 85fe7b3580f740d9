import type { ColumnType, Generated } from 'kysely'
import type { Bytes, Json } from './column-types.ts'

/** What people do for a micro-credential and how it is judged. */
export interface WorkTables {
  enrollment: EnrollmentTable
  evidence: EvidenceTable
  observation: ObservationTable
  observationRemark: ObservationRemarkTable
  submissionArtifact: SubmissionArtifactTable
  enrollmentDraft: EnrollmentDraftTable
  submission: SubmissionTable
  assessment: AssessmentTable
  decision: DecisionTable
}

interface EnrollmentTable {
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

interface EvidenceTable extends ArtifactColumns {
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

interface ObservationTable {
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

interface ObservationRemarkTable {
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

interface SubmissionArtifactTable extends ArtifactColumns {
  submissionId: string
  evidenceId: string
  scan: 'not_scanned' | 'clean' | 'quarantined'
  disclosed: boolean
  position: number
}

interface EnrollmentDraftTable {
  orgId: string
  enrollmentId: string
  personId: string
  sealed: Bytes
  dataKeyId: string
  revision: Generated<number>
  updatedAt: Date
}

interface SubmissionTable {
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

interface AssessmentTable {
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

interface DecisionTable {
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
