import { decodeUtf8, encodeUtf8 } from '@assay/core'
import { bakePng } from '@assay/credentials'
import { open } from '@assay/node'
import type { PersonScope } from '../../../db/scopes.ts'
import { badgePicture } from '../../credentials/queries/badge-picture.ts'
import { getCredentialJson, listCredentialsOf } from '../../credentials/queries.ts'
import { openDataKeys } from '../../data-keys/queries.ts'
import { openFile } from '../../enrollments/queries.ts'
import { type Entry, listEntries, listRemoved } from '../queries.ts'
import { createNames, endingOf, type NameFile, stemOf } from '../schema/archive-names.ts'
import { openBadge } from './badge-file.ts'

/** A file of the archive that is not opened yet. */
export interface PlannedFile {
  readonly path: string
  readonly mediaType: string
  /** What a person calls it. */
  readonly title: string
  readonly kind: 'credential' | 'picture' | 'badge' | 'evidence'
  /** The credential, the entry of the backpack, or the stored file. */
  readonly id: string
  /** Bytes, where they are known before it is opened. */
  readonly size: number | undefined
  readonly held: 'quarantined' | undefined
  /** Where one file can be fetched by itself. */
  readonly download: string | undefined
  /** Errors as of the query below. */
  open(scope: PersonScope): Promise<Uint8Array>
}

/**
 * Every file that is kept of a person: credentials with their pictures, badges brought from elsewhere (removed ones too, while they are
 * kept), evidence files once each. Nothing large is opened for it.
 */
export async function listFiles(scope: PersonScope): Promise<readonly PlannedFile[]> {
  const name = createNames()
  return [
    ...(await credentialFiles(scope, name)),
    ...(await importedFiles(scope, name)),
    ...(await evidenceFiles(scope, name)),
  ]
}

const JSON_TYPE = 'application/vc+ld+json'
const UNKNOWN = { size: undefined, held: undefined, download: undefined }

async function credentialFiles(scope: PersonScope, name: NameFile): Promise<PlannedFile[]> {
  const credentials = await listCredentialsOf(scope, scope.personId)
  return credentials.flatMap((row) => {
    if (row.issuedAt === null) return []
    const common = { title: row.achievementName, id: row.id, ...UNKNOWN }
    const year = row.validFrom.getUTCFullYear()
    return [
      {
        ...common,
        kind: 'credential' as const,
        path: name('credentials', row.achievementName, 'json'),
        mediaType: JSON_TYPE,
        open: (own: PersonScope) => getCredentialJson(own, row.id),
      },
      {
        ...common,
        kind: 'picture' as const,
        path: name('credentials', row.achievementName, 'png'),
        mediaType: 'image/png',
        open: async (own: PersonScope) =>
          bakePng(
            await badgePicture(own, row.achievementVersionId, year),
            decodeUtf8(await getCredentialJson(own, row.id)),
          ),
      },
    ]
  })
}

async function importedFiles(scope: PersonScope, name: NameFile): Promise<PlannedFile[]> {
  const kept = await listEntries(scope, { source: 'imported', limit: Number.MAX_SAFE_INTEGER, offset: 0 })
  const entries = [...kept.items, ...(await listRemoved(scope))]
  const types = await mediaTypesOf(scope)
  return entries.flatMap((entry: Entry) => {
    const mediaType = types.get(entry.id)
    // A harmful one is told in the records, and not put where somebody opens it.
    if (entry.source !== 'imported' || mediaType === undefined || entry.scan === 'quarantined') return []
    return [
      {
        kind: 'badge' as const,
        title: entry.name,
        id: entry.id,
        path: name('imported', entry.name, EXTENSIONS[mediaType] ?? 'json'),
        mediaType,
        ...UNKNOWN,
        open: async (own: PersonScope) => (await openBadge(own, entry)).bytes,
      },
    ]
  })
}

async function mediaTypesOf({ db, personId }: PersonScope): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .selectFrom('backpackEntry')
    .select(['id', 'mediaType'])
    .where('personId', '=', personId)
    .where('source', '=', 'imported')
    .execute()
  return new Map(rows.flatMap(({ id, mediaType }) => (mediaType === null ? [] : [[id, mediaType] as const])))
}

/** A file of the portfolio and its copies in submissions are one stored file. */
async function evidenceFiles(scope: PersonScope, name: NameFile): Promise<PlannedFile[]> {
  const rows = [...(await draftedFiles(scope)), ...(await submittedFiles(scope))]
  const once = [...new Map(rows.map((row) => [row.blobKey ?? '', row])).values()]
  const keys = await openDataKeys(
    scope,
    once.map(({ dataKeyId }) => dataKeyId),
  )
  return once.flatMap((row) => {
    const { blobKey } = row
    if (blobKey === null) return []
    const fileName = fileNameOf(row, keys.get(row.dataKeyId))
    return [
      {
        kind: 'evidence' as const,
        title: fileName,
        id: blobKey,
        path: name('evidence', stemOf(fileName), endingOf(fileName)),
        mediaType: row.mediaType ?? 'application/octet-stream',
        size: row.size,
        held: row.scan === 'quarantined' ? ('quarantined' as const) : undefined,
        download: `${scope.deps.config.publicUrl}/backpack/files/${row.id}`,
        open: (own: PersonScope) => openFile(own, { ...row, blobKey }),
      },
    ]
  })
}

/** Of the forms in which badges are brought. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'text/plain': 'txt',
}

const STORED = ['blobKey', 'mediaType', 'size', 'scan', 'sealed'] as const

async function draftedFiles({ db, personId }: PersonScope) {
  const rows = await db
    .selectFrom('evidence')
    .select([...STORED, 'id', 'id as evidenceId', 'dataKeyId'])
    .where('personId', '=', personId)
    .where('blobKey', 'is not', null)
    .where('removedAt', 'is', null)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, place: `evidence:${row.id}:sealed` }))
}

async function submittedFiles({ db, personId }: PersonScope) {
  const rows = await db
    .selectFrom('submissionArtifact as artifact')
    .innerJoin('submission', 'submission.id', 'artifact.submissionId')
    .select(STORED.map((column) => `artifact.${column}` as const))
    .select(['artifact.id', 'artifact.evidenceId', 'artifact.dataKeyId'])
    .where('submission.personId', '=', personId)
    .where('artifact.blobKey', 'is not', null)
    .orderBy('artifact.id')
    .execute()
  return rows.map((row) => ({ ...row, place: `submission_artifact:${row.id}:sealed` }))
}

/** The name that its owner gave it; nothing where the key was destroyed. */
function fileNameOf(
  { sealed, place }: { readonly sealed: Buffer; readonly place: string },
  key: Uint8Array | undefined,
): string {
  if (key === undefined) return ''
  const content = JSON.parse(decodeUtf8(open(key, sealed, encodeUtf8(place)))) as { fileName?: unknown }
  return typeof content.fileName === 'string' ? content.fileName : ''
}
