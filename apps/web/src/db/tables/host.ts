import type { Generated } from 'kysely'
import type { Bytes, Json } from './column-types.ts'

/** Other platforms that people let into their backpacks. */
export interface HostTables {
  hostClient: HostClientTable
  hostGrant: HostGrantTable
  hostToken: HostTokenTable
  hostVisit: HostVisitTable
}

interface HostClientTable {
  id: string
  secretHash: Bytes
  name: string
  /** The one host of all its addresses. */
  host: string
  redirectUris: string[]
  scopes: string[]
  /** Whether it may renew its access without the person. */
  refreshes: boolean
  /** What it registered, as it is echoed. */
  metadata: Json<Record<string, unknown>>
  createdAt: Date
}

/** One consent of one person. */
interface HostGrantTable {
  id: string
  personId: string
  clientId: string
  scopes: string[]
  redirectUri: string
  codeChallenge: string
  grantedAt: Date
  endsAt: Date
  lastUsedAt: Generated<Date | null>
  revokedAt: Generated<Date | null>
}

interface HostTokenTable {
  hash: Bytes
  grantId: string
  kind: 'code' | 'access' | 'refresh'
  scopes: string[]
  expiresAt: Date
  usedAt: Generated<Date | null>
  revokedAt: Generated<Date | null>
}

/** A person who is at another platform, to let this server read their badges there. */
interface HostVisitTable {
  id: string
  personId: string
  stateHash: Bytes
  /** Which platform, and the secrets that this server has of it. */
  sealed: Bytes
  dataKeyId: string
  expiresAt: Date
}
