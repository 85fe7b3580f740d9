import { z } from 'zod'
import type { BackupTable } from './backup-tables.ts'

/** What a backup says of itself before its rows. */
const beginSchema = z.object({
  /** Version of this layout. A program reads the ones that it knows. */
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  instance: z.object({
    id: z.uuid(),
    origin: z.string(),
    epoch: z.int(),
    /** The word by which the instance knows its master key, in base64. */
    keyCheck: z.base64(),
  }),
  /** The migrations that the database had, in order. */
  migrations: z.array(z.string()).min(1),
  /** Only where it was asked for: whoever opens the backup then opens everything in it. */
  masterKey: z.base64().optional(),
})

const tableSchema = z.object({
  schema: z.enum(['assay', 'auth', 'kept', 'queue']),
  name: z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/),
  columns: z.array(z.string().min(1)).min(1),
  order: z.array(z.string().min(1)).min(1),
})

const digest = z.string().regex(/^[0-9a-f]{64}$/)
const tableEndSchema = z.object({ rows: z.int().min(0), digest })

/** What there was, written last: whoever reads it has read everything. */
const endSchema = z.object({
  tables: z.array(z.object({ table: z.string(), rows: z.int(), digest })),
  blobs: z.object({ count: z.int(), bytes: z.int() }),
  /** Files that rows name and the store did not have whole. */
  lost: z.array(z.string()),
})

export type BackupBegin = z.infer<typeof beginSchema>
export type BackupTableEnd = z.infer<typeof tableEndSchema>
export type BackupEnd = z.infer<typeof endSchema>

/** A backup is these, in this order: begin, tables with their rows, files, end. */
export type BackupRecord =
  | { readonly kind: 'begin'; readonly begin: BackupBegin }
  | { readonly kind: 'table'; readonly table: BackupTable }
  /** A piece of what COPY gave, in its text format. */
  | { readonly kind: 'rows'; readonly bytes: Uint8Array }
  | { readonly kind: 'table-end'; readonly end: BackupTableEnd }
  | { readonly kind: 'blob'; readonly key: string; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly end: BackupEnd }

const KINDS = ['begin', 'table', 'rows', 'table-end', 'blob', 'end'] as const

/** Kind and length before each record. */
const HEAD_BYTES = 5

/** A file is one record, and files are far smaller; a length beyond this is damage, not a request for memory. */
const LARGEST_RECORD = 1024 * 1024 * 1024

/** What a backup is altered into, or made of by another version. */
export class BackupDamage extends Error {
  constructor(what: string) {
    super(`The backup is damaged: ${what}.`)
    this.name = 'BackupDamage'
  }
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

function bodyOf(record: BackupRecord): readonly Uint8Array[] {
  switch (record.kind) {
    case 'begin':
      return [json(record.begin)]
    case 'table':
      return [json(record.table)]
    case 'rows':
      return [record.bytes]
    case 'blob': {
      const key = Buffer.from(record.key)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(key.length)
      return [length, key, record.bytes]
    }
    case 'table-end':
    case 'end':
      return [json(record.end)]
  }
}

/** Records as bytes. */
export async function* writeRecords(
  records: AsyncIterable<BackupRecord>,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const record of records) {
    const body = bodyOf(record)
    const head = Buffer.alloc(HEAD_BYTES)
    head[0] = KINDS.indexOf(record.kind)
    head.writeUInt32BE(
      body.reduce((sum, part) => sum + part.length, 0),
      1,
    )
    yield head
    yield* body
  }
}

/** Bytes as records. Throws {@link BackupDamage} for what is none, and for an end within a record. */
export async function* readRecords(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<BackupRecord, void, void> {
  let parts: Uint8Array[] = []
  let held = 0
  let wanted = HEAD_BYTES
  let kind: (typeof KINDS)[number] | undefined
  for await (const chunk of source) {
    parts.push(chunk)
    held += chunk.length
    if (held < wanted) continue
    let bytes = Buffer.concat(parts)
    while (bytes.length >= wanted) {
      const piece = bytes.subarray(0, wanted)
      bytes = bytes.subarray(wanted)
      if (kind === undefined) [kind, wanted] = readHead(piece)
      else {
        yield readBody(kind, piece)
        ;[kind, wanted] = [undefined, HEAD_BYTES]
      }
    }
    ;[parts, held] = [[bytes], bytes.length]
  }
  if (held > 0 || kind !== undefined) throw new BackupDamage('it ends within a record')
}

function readHead(head: Buffer): [(typeof KINDS)[number], number] {
  const kind = KINDS[head[0] ?? -1]
  const length = head.readUInt32BE(1)
  if (kind === undefined || length > LARGEST_RECORD) throw new BackupDamage('there is no such record')
  return [kind, length]
}

function readBody(kind: (typeof KINDS)[number], body: Buffer): BackupRecord {
  switch (kind) {
    case 'begin':
      return { kind, begin: readBegin(body) }
    case 'table':
      return { kind, table: parse(tableSchema, body) }
    case 'rows':
      return { kind, bytes: body }
    case 'table-end':
      return { kind, end: parse(tableEndSchema, body) }
    case 'blob':
      return readBlob(body)
    case 'end':
      return { kind, end: parse(endSchema, body) }
  }
}

function readBegin(body: Buffer): BackupBegin {
  const { format } = parse(z.object({ format: z.int() }), body)
  if (format === 1) return parse(beginSchema, body)
  throw new Error(
    `The backup was written by a later version of Assay (its layout is ${format}). Restore it with that version.`,
  )
}

function readBlob(body: Buffer): BackupRecord {
  const start = 2 + (body.length < 2 ? 0 : body.readUInt16BE(0))
  if (body.length < start) throw new BackupDamage('a file has no name')
  return { kind: 'blob', key: body.toString('utf8', 2, start), bytes: body.subarray(start) }
}

function parse<T>(schema: z.ZodType<T>, body: Buffer): T {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  } catch {
    throw new BackupDamage('a record is not JSON')
  }
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new BackupDamage('a record is not what it says it is')
  return parsed.data
}
