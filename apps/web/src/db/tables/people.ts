import type { ColumnType, Generated } from 'kysely'
import type { Bytes, Json } from './column-types.ts'

/** People, their addresses, and how their accounts open. */
export interface PeopleTables {
  person: PersonTable
  personEmail: PersonEmailTable
  secondFactor: SecondFactorTable
  recoveryCode: RecoveryCodeTable
  passkey: PasskeyTable
  identityToken: IdentityTokenTable
  factorRecovery: FactorRecoveryTable
}

interface PersonTable {
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

interface PersonEmailTable {
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

interface SecondFactorTable {
  personId: string
  id: string
  secretSealed: Bytes
  /** Of the last code that was accepted; a string because the database's 64 bits are wider than a number. */
  lastStep: Generated<string>
  createdAt: Date
  confirmedAt: Date | null
}

interface RecoveryCodeTable {
  personId: string
  hash: Bytes
  createdAt: Date
  usedAt: Date | null
}

interface PasskeyTable {
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

interface IdentityTokenTable {
  hash: Bytes
  purpose: string
  personId: string | null
  data: Json<Record<string, string>>
  createdAt: Date
  expiresAt: Date
  usedAt: Date | null
}

interface FactorRecoveryTable {
  personId: string
  id: string
  address: string
  startedAt: Date
  ripensAt: Date
  expiresAt: Date
  stoppedAt: Date | null
  usedAt: Date | null
}
