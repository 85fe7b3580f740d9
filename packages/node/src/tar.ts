import { NodeError } from './node-error.ts'

/** One file of a tape archive, whole: one at a time is in memory. */
export interface TarFile {
  /** ASCII names and slashes, at most 100 bytes. */
  readonly path: string
  readonly bytes: Uint8Array
}

const BLOCK = 512
/** What an octal field of eleven digits holds is larger; a file of more than this is not read into memory. */
const LARGEST_FILE = 1024 * 1024 * 1024
/** Names of folders and files from us: nothing in them can mean a folder above, a root or a device. */
const SAFE_PATH = /^(?=.{1,100}$)[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/

/** Writes a POSIX tape archive (ustar), a file at a time and of any length together. Throws `TypeError` for a path that is not safe. */
export async function* writeTar(
  files: AsyncIterable<TarFile>,
  modified: Date,
): AsyncGenerator<Uint8Array, void, void> {
  for await (const { path, bytes } of files) {
    if (!SAFE_PATH.test(path)) throw new TypeError(`${path} is no name for a file of an archive`)
    yield headerOf(path, bytes.length, modified)
    yield bytes
    const over = bytes.length % BLOCK
    if (over > 0) yield Buffer.alloc(BLOCK - over)
  }
  yield Buffer.alloc(2 * BLOCK)
}

function headerOf(path: string, size: number, modified: Date): Buffer {
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1')
  header.write(path, 0, 'latin1')
  octal(0o600, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(size, 124, 11)
  octal(Math.floor(modified.getTime() / 1000), 136, 11)
  header.write('0', 156, 'latin1')
  header.write('ustar\x0000', 257, 'latin1')
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return header
}

/** The sum of all bytes with the checksum's own eight as spaces. */
function checksumOf(header: Buffer): number {
  let sum = 8 * 0x20
  for (const [at, byte] of header.entries()) if (at < 148 || at >= 156) sum += byte
  return sum
}

/**
 * Reads what {@link writeTar} writes; nothing is ever put anywhere by its name here. Refused are links, devices, folders, extensions,
 * names that lead outside, and a name that comes twice (THREATS F4).
 * @throws NodeError `tar.refused`
 */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile, void, void> {
  const seen = new Set<string>()
  const reader = createReader(source)
  for (;;) {
    const header = await reader.take(BLOCK)
    if (header.every((byte) => byte === 0)) break
    const { path, size } = readHeader(header)
    if (seen.has(path.toLowerCase())) throw refused(`the name ${path} comes twice`)
    seen.add(path.toLowerCase())
    const bytes = await reader.take(size)
    await reader.take((BLOCK - (size % BLOCK)) % BLOCK)
    yield { path, bytes }
  }
  if ((await reader.take(BLOCK)).some((byte) => byte !== 0)) throw refused('it has no end')
  if (!(await reader.ended())) throw refused('there is something after its end')
}

function readHeader(header: Buffer): { path: string; size: number } {
  const text = (at: number, length: number) =>
    header.toString('latin1', at, at + length).split('\0', 1)[0] ?? ''
  if (Number.parseInt(text(148, 8), 8) !== checksumOf(header)) throw refused('a header is damaged')
  const path = text(0, 100)
  if (text(156, 1) !== '0') throw refused('it holds something that is no file')
  if (text(345, 155) !== '' || !SAFE_PATH.test(path))
    throw refused('it holds a file with a name that is not safe')
  const digits = text(124, 12).trim()
  const size = Number.parseInt(digits, 8)
  if (!/^[0-7]{1,11}$/.test(digits) || size > LARGEST_FILE) throw refused(`the file ${path} is too large`)
  return { path, size }
}

const refused = (what: string) => new NodeError('tar.refused', `The archive is refused: ${what}.`)

function createReader(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]()
  let parts: Uint8Array[] = []
  let held = 0
  const pull = async (): Promise<boolean> => {
    const next = await iterator.next()
    if (next.done === true) return false
    parts.push(next.value)
    held += next.value.length
    return true
  }
  return {
    take: async (size: number): Promise<Buffer> => {
      while (held < size) if (!(await pull())) throw refused('it is cut off')
      const all = Buffer.concat(parts)
      ;[parts, held] = [[all.subarray(size)], held - size]
      return all.subarray(0, size)
    },
    ended: async (): Promise<boolean> => {
      while (held === 0) if (!(await pull())) return true
      return false
    },
  }
}
