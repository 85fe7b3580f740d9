import { CoreError } from './errors.ts'
import type { HuffmanCode } from './inflate-codes.ts'

/** Bits of a DEFLATE stream, the lowest of each byte first; throws `CoreError` `inflate-damaged` at its end. */
export class BitReader {
  readonly #bytes: Uint8Array
  #next = 0
  #bits = 0
  #held = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** A number of up to 16 bits. */
  take(count: number): number {
    while (this.#held < count) {
      const byte = this.#bytes[this.#next]
      if (byte === undefined) throw ended()
      this.#bits |= byte << this.#held
      this.#held += 8
      this.#next += 1
    }
    const value = this.#bits & ((1 << count) - 1)
    this.#bits >>>= count
    this.#held -= count
    return value
  }

  /** The next symbol of a code, whose words come with their highest bit first. */
  symbol({ firstWord, firstIndex, counts, symbols }: HuffmanCode): number {
    let word = 0
    for (let length = 1; length < counts.length; length += 1) {
      word = (word << 1) | this.take(1)
      const place = word - (firstWord[length] ?? 0)
      if (place >= 0 && place < (counts[length] ?? 0)) return symbols[(firstIndex[length] ?? 0) + place] ?? 0
    }
    throw ended()
  }

  /** Whole bytes, which begin here; to be called at the border of a byte. */
  takeBytes(count: number): Uint8Array {
    const end = this.#next + count
    if (end > this.#bytes.length) throw ended()
    const taken = this.#bytes.subarray(this.#next, end)
    this.#next = end
    return taken
  }

  /** Leaves the rest of a byte that was begun. */
  toNextByte(): void {
    this.#bits = 0
    this.#held = 0
  }

  /** Past the next zero byte. */
  skipText(): void {
    const end = this.#bytes.indexOf(0, this.#next)
    if (end === -1) throw ended()
    this.#next = end + 1
  }

  position(): number {
    return this.#next
  }

  since(start: number): Uint8Array {
    return this.#bytes.subarray(start, this.#next)
  }

  isAtEnd(): boolean {
    return this.#next === this.#bytes.length
  }
}

/** What was expanded so far; throws `CoreError` `inflate-too-large` beyond its limit. */
export class ByteWriter {
  readonly #limit: number
  #bytes = new Uint8Array(4096)
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  push(byte: number): void {
    this.#makeRoom(1)
    this.#bytes[this.#length] = byte
    this.#length += 1
  }

  append(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Writes again what was written `distance` before; where it reaches into itself, what it writes is repeated. */
  repeat(length: number, distance: number): void {
    if (distance > this.#length) throw ended()
    this.#makeRoom(length)
    const end = this.#length + length
    for (let at = this.#length; at < end; at += 1) this.#bytes[at] = this.#bytes[at - distance] ?? 0
    this.#length = end
  }

  written(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #makeRoom(count: number): void {
    const needed = this.#length + count
    if (needed > this.#limit)
      throw new CoreError('inflate-too-large', `the data expands beyond ${this.#limit} bytes`)
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, Math.min(this.#limit, this.#bytes.length * 2)))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

function ended(): CoreError {
  return new CoreError('inflate-damaged', 'the compressed data is damaged')
}
