import type { Generated } from 'kysely'
import type { Bytes, Json } from './column-types.ts'

/** What one installation keeps for itself: its state, limits on calls, keys to call with, letters, and who did what. */
export interface InstanceTables {
  instance: InstanceTable
  dataKey: DataKeyTable
  idempotency: IdempotencyTable
  rateWindow: RateWindowTable
  apiKey: ApiKeyTable
  mail: MailTable
  auditEvent: AuditEventTable
}

interface InstanceTable {
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

interface DataKeyTable {
  id: string
  personId: string
  wrapped: Bytes | null
  createdAt: Date
  destroyedAt: Date | null
  /** The one that seals what comes; others, of persons merged into this one, open what they sealed. */
  isCurrent: Generated<boolean>
}

interface IdempotencyTable {
  actor: string
  key: string
  requestHash: Bytes
  status: number | null
  body: string | null
  contentType: string | null
  createdAt: Date
}

interface RateWindowTable {
  bucket: string
  windowStart: Date
  count: number
}

interface ApiKeyTable {
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

interface MailTable {
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

interface AuditEventTable {
  id: string
  orgId: string | null
  personId: string | null
  actorPersonId: string | null
  actorKind: 'person' | 'api_key' | 'app' | 'system'
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
