import { createHash } from 'node:crypto'
import { encodeUtf8 } from '@assay/core'
import { NodeError } from '@assay/node'
import { AppError } from '../../../app-error.ts'
import type { Deps } from '../../../deps.ts'
import { streamOf, ZIP_LIMITS, type ZipFile, zipStream } from '../../../http/zip-stream.ts'
import type { RunOwn } from '../commands/import-badge.ts'
import { getOwner, RECORDS, type RecordName } from '../queries/everything.ts'
import { listFiles, type PlannedFile } from '../queries/everything-files.ts'
import { type ArchiveIndex, coverPage, type IndexedFile, type MissingFile } from './everything-page.ts'

/**
 * Everything about a person as one ZIP archive (THREATS P7): credentials byte for byte with their pictures, badges from elsewhere as they
 * were brought, evidence files in the clear, a record of each part, and an index with the digest of every file. It is made while it is
 * read, one file at a time and each in a transaction of its own, so neither its size nor a slow reader holds anything up.
 */
export async function everythingResponse(deps: Deps, run: RunOwn): Promise<Response> {
  const exportedAt = deps.now()
  const person = await run(getOwner)
  const plan = withinLimits(await run(listFiles))
  const files = archiveFiles({ deps, run, person, exportedAt }, plan)
  const failed = (error: unknown) => deps.log.error({ err: error }, 'an export broke off')
  return new Response(streamOf(zipStream(files, exportedAt), failed), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="everything.zip"',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
  })
}

interface Making {
  readonly deps: Deps
  readonly run: RunOwn
  readonly person: Awaited<ReturnType<typeof getOwner>>
  readonly exportedAt: Date
}

interface Plan {
  readonly files: readonly PlannedFile[]
  readonly missing: readonly MissingFile[]
}

/** Most that one file other than evidence can have, for the sum below; its size is known when it is opened. */
const LARGEST_BADGE = 11 * 1024 * 1024

/** Leaves out what is held back, and what the format has no room for; both are named in the index. */
function withinLimits(planned: readonly PlannedFile[]): Plan {
  const files: PlannedFile[] = []
  const missing: MissingFile[] = []
  let bytes = 0
  for (const file of planned) {
    const size = file.size ?? LARGEST_BADGE
    const fits = bytes + size <= ZIP_LIMITS.bytes && files.length < ZIP_LIMITS.files
    if (file.held === undefined && fits) {
      bytes += size
      files.push(file)
    } else missing.push(missed(file, file.held ?? 'no_room'))
  }
  return { files, missing }
}

const missed = ({ kind, title, download }: PlannedFile, reason: MissingFile['reason']): MissingFile => ({
  ...{ kind, title, reason },
  ...(reason === 'no_room' && download !== undefined ? { download } : {}),
})

async function* archiveFiles(making: Making, plan: Plan): AsyncGenerator<ZipFile, void, void> {
  const indexed: IndexedFile[] = []
  const missing = [...plan.missing]
  const placed = new Map<string, string>()
  const add = (file: ZipFile, about: Omit<IndexedFile, 'path' | 'size' | 'sha256'>): ZipFile => {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex')
    indexed.push({ path: file.path, ...about, size: file.bytes.length, sha256 })
    return file
  }
  for (const file of plan.files) {
    const opened = await openPlanned(making, file)
    if (typeof opened === 'string') {
      missing.push(missed(file, opened))
      continue
    }
    const { path, kind, mediaType, title } = file
    if (kind !== 'picture') placed.set(file.id, path)
    yield add({ path, bytes: opened, pack: isText(mediaType) }, { kind, mediaType, title })
  }
  for (const name of Object.keys(RECORDS) as RecordName[]) {
    const record = await making.run<unknown>((scope) => RECORDS[name](scope, placed))
    const about = { kind: 'record' as const, mediaType: 'application/json', title: name }
    yield add(jsonFile(`records/${name.replaceAll('_', '-')}.json`, record), about)
  }
  const index = indexOf(making, indexed, missing)
  const cover = { path: 'index.html', bytes: encodeUtf8(coverPage(index)), pack: true }
  yield add(cover, { kind: 'cover', mediaType: 'text/html', title: 'index' })
  yield jsonFile('everything.json', indexOf(making, indexed, missing))
}

/** The file, or why it is not in the archive. One that cannot be read keeps nobody from the rest. */
async function openPlanned(
  { deps, run }: Making,
  file: PlannedFile,
): Promise<Uint8Array | 'gone' | 'damaged'> {
  try {
    return await run((scope) => file.open(scope))
  } catch (error) {
    if (error instanceof AppError && error.code === 'gone') return 'gone'
    if (!(error instanceof NodeError)) throw error
    deps.log.error({ err: error, kind: file.kind }, 'a stored file cannot be read')
    return 'damaged'
  }
}

const isText = (mediaType: string): boolean => /^text\/|json$/.test(mediaType)

function jsonFile(path: string, value: unknown): ZipFile {
  return { path, bytes: encodeUtf8(`${JSON.stringify(value ?? null, null, 2)}\n`), pack: true }
}

function indexOf(
  { person, exportedAt, deps }: Making,
  files: readonly IndexedFile[],
  missing: readonly MissingFile[],
): ArchiveIndex {
  return {
    ...{ format: 'assay-person', version: 1, exportedAt: exportedAt.toISOString() },
    ...{ origin: deps.config.publicUrl, person, files: [...files], missing },
  }
}
