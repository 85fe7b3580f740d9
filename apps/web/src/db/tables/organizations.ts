import type { ColumnType, Generated } from 'kysely'
import type { Role } from '../scopes.ts'
import type { Bytes } from './column-types.ts'

/** Organizations, who is in them, and with what powers. */
export interface OrganizationsTables {
  organization: OrganizationTable
  directory: DirectoryTable
  membership: MembershipTable
  invitation: InvitationTable
  department: DepartmentTable
  peopleGroup: PeopleGroupTable
  groupMember: GroupMemberTable
  roleSet: RoleSetTable
  roleSetMember: RoleSetMemberTable
  delegation: DelegationTable
  letterTemplate: LetterTemplateTable
  organizationArchive: OrganizationArchiveTable
  organizationArchivePart: OrganizationArchivePartTable
}

interface OrganizationTable {
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

interface MembershipTable {
  orgId: string
  personId: string
  roles: Role[]
  departmentId: string | null
  jobTitle: string | null
  managerId: string | null
  joinedAt: Date
  leftAt: Date | null
}

interface InvitationTable {
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

interface DepartmentTable {
  orgId: string
  id: Generated<string>
  name: string
  parentId: string | null
  headId: string | null
}

interface PeopleGroupTable {
  orgId: string
  id: string
  name: string
  description: Generated<string>
  createdAt: Date
}

interface GroupMemberTable {
  orgId: string
  groupId: string
  personId: string
  addedAt: Date
}

interface RoleSetTable {
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

interface RoleSetMemberTable {
  orgId: string
  roleSetId: string
  personId: string
  givenBy: string
  givenAt: Date
}

interface DelegationTable {
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

interface LetterTemplateTable {
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

interface OrganizationArchiveTable {
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

interface OrganizationArchivePartTable {
  orgId: string
  archiveId: string
  try: number
  number: number
  blobKey: string
  size: number
}
