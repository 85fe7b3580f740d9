import type { ColumnType, Generated } from 'kysely'
import type { Bytes } from './column-types.ts'

/** What people own and whom they show it to. */
export interface BackpackTables {
  backpackEntry: BackpackEntryTable
  collection: CollectionTable
  collectionEntry: CollectionEntryTable
  shareCount: ShareCountTable
}

interface BackpackEntryTable {
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
  /** Groups of fields that others do not get; see `HIDEABLE`. Of badges that were issued here only. */
  hidden: Generated<string[]>
  /** What others get in place of the whole, with its SHA-256; null while nothing is hidden. */
  partSealed: Generated<Bytes | null>
  partDataKeyId: Generated<string | null>
  partDigest: Generated<Bytes | null>
  /** The platform that put an imported badge in; null: its owner did. */
  broughtBy: Generated<string | null>
}

interface CollectionTable {
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

interface CollectionEntryTable {
  collectionId: string
  entryId: string
  position: number
}

/** How often something shared was seen on a day (UTC); nothing of who saw it. */
interface ShareCountTable {
  /** A credential, an imported badge's place in the backpack, or a collection. */
  subjectId: string
  day: ColumnType<Date, string, never>
  views: Generated<number>
  verifications: Generated<number>
}
