import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'

const FACES = ['latin-400', 'latin-600', 'latin-ext-400', 'latin-ext-600'] as const

/**
 * Inter as files that the renderer reads: it knows TrueType and not the WOFF that the package brings. Written once into `folder`;
 * returns their paths.
 */
export function previewFonts(folder: string): readonly string[] {
  const found = written.get(folder)
  if (found !== undefined) return found
  const require = createRequire(import.meta.url)
  mkdirSync(folder, { recursive: true })
  const paths = FACES.map((face) => {
    const path = join(folder, `inter-${face}.ttf`)
    writeFileSync(
      path,
      fromWoff(readFileSync(require.resolve(`@fontsource/inter/files/inter-${face}-normal.woff`))),
    )
    return path
  })
  written.set(folder, paths)
  return paths
}

const written = new Map<string, readonly string[]>()

interface Table {
  readonly tag: Buffer
  readonly checksum: number
  readonly data: Buffer
}

/** The TrueType file inside a WOFF 1.0 file (W3C, sections 3 to 5): the same tables, each unpacked, behind the older directory. */
function fromWoff(file: Buffer): Buffer {
  if (file.toString('latin1', 0, 4) !== 'wOFF') throw new TypeError('this is not a WOFF 1.0 file')
  const count = file.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => readTable(file, 44 + index * 20))
  const log = Math.floor(Math.log2(count))
  const header = Buffer.alloc(12 + count * 16)
  file.copy(header, 0, 4, 8)
  header.writeUInt16BE(count, 4)
  header.writeUInt16BE(2 ** log * 16, 6)
  header.writeUInt16BE(log, 8)
  header.writeUInt16BE((count - 2 ** log) * 16, 10)
  let offset = header.length
  tables.forEach(({ tag, checksum, data }, index) => {
    const at = 12 + index * 16
    tag.copy(header, at)
    header.writeUInt32BE(checksum, at + 4)
    header.writeUInt32BE(offset, at + 8)
    header.writeUInt32BE(data.length, at + 12)
    offset += padded(data).length
  })
  return Buffer.concat([header, ...tables.map(({ data }) => padded(data))])
}

function readTable(file: Buffer, at: number): Table {
  const [offset, packed, size, checksum] = [4, 8, 12, 16].map((skip) => file.readUInt32BE(at + skip)) as [
    number,
    number,
    number,
    number,
  ]
  const bytes = file.subarray(offset, offset + packed)
  return { tag: file.subarray(at, at + 4), checksum, data: packed < size ? inflateSync(bytes) : bytes }
}

/** Tables begin at multiples of four bytes. */
const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((4 - (data.length % 4)) % 4)])
