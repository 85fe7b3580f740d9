import type { Generated } from 'kysely'
import type { Role } from '../scopes.ts'

/** Who is to hold what, and by when. */
export interface AssignmentsTables {
  assignment: AssignmentTable
  duty: DutyTable
  exemption: ExemptionTable
  dutyNotice: DutyNoticeTable
  dutyDigest: DutyDigestTable
  expiryNotice: ExpiryNoticeTable
}

interface AssignmentTable {
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

interface DutyTable {
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

interface ExemptionTable {
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

interface DutyNoticeTable {
  orgId: string
  dutyId: string
  round: number
  day: number
  sentAt: Date
}

interface DutyDigestTable {
  orgId: string
  readerId: string
  kind: 'manager' | 'assigner'
  /** Its Monday. */
  week: string
  sentAt: Date
}

interface ExpiryNoticeTable {
  orgId: string
  credentialId: string
  days: number
  sentAt: Date
}
