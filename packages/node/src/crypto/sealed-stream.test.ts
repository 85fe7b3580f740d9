import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derivePassphrase, openStream, type StreamSecret, sealStream } from './sealed-stream.ts'

const KEY = keyOf(3)
/** A secret of 32 equal bytes. */
function keyOf(byte: number): StreamSecret {
  return { kind: 'key', key: new Uint8Array(32).fill(byte) }
}
const FRAME = 256 * 1024

async function* pieces(bytes: Uint8Array, size = 100_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function whole(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all)
}

const sealed = (bytes: Uint8Array, secret = KEY) => whole(sealStream(secret, 'test', pieces(bytes)))
const opened = (bytes: Uint8Array, secret = KEY, purpose = 'test') =>
  whole(openStream(secret, purpose, pieces(bytes, 70_001)))

describe('a sealed stream', () => {
  it.each([0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME])(
    'opens to the %i bytes that were sealed',
    async (size) => {
      const bytes = randomBytes(size)
      const stream = await sealed(bytes)
      expect((await opened(stream)).equals(bytes)).toBe(true)
      expect((await sealed(bytes)).equals(stream)).toBe(false)
    },
  )

  it('opens with the passphrase however its letters are composed, and with no other', async () => {
    const secret = (passphrase: string): StreamSecret => ({ kind: 'passphrase', passphrase })
    const stream = await sealed(Buffer.from('text'), secret('caf\u00e9 horse'))
    expect(String(await opened(stream, secret('cafe\u0301 horse')))).toBe('text')
    await expect(opened(stream, secret('cafe horse'))).rejects.toMatchObject({ code: 'stream.secret' })
    await expect(opened(stream)).rejects.toMatchObject({ code: 'stream.format' })
  })

  it('sealed under a key that was derived before opens with the words, and with no others', async () => {
    const derived = await derivePassphrase('caf\u00e9 horse')
    const stream = await whole(sealStream(derived, 'test', pieces(Buffer.from('text'))))
    expect(String(await opened(stream, { kind: 'passphrase', passphrase: 'cafe\u0301 horse' }))).toBe('text')
    await expect(opened(stream, { kind: 'passphrase', passphrase: 'cafe horse' })).rejects.toMatchObject({
      code: 'stream.secret',
    })
    const short = { ...derived, salt: derived.salt.subarray(1) }
    await expect(whole(sealStream(short, 'test', pieces(Buffer.from('text'))))).rejects.toThrow(TypeError)
  })

  it('refuses another key and another purpose', async () => {
    const stream = await sealed(Buffer.from('text'))
    const other = keyOf(4)
    await expect(opened(stream, other)).rejects.toMatchObject({ code: 'stream.secret' })
    await expect(opened(stream, KEY, 'other')).rejects.toMatchObject({ code: 'stream.secret' })
  })

  it('refuses exchanged, repeated, dropped and cut-off frames, and anything after the end', async () => {
    const stream = await sealed(randomBytes(3 * FRAME - 10))
    const header = stream.length - (3 * FRAME - 10 + 3 * 16)
    const size = FRAME + 16
    const frame = (at: number) =>
      stream.subarray(header + at * size, Math.min(stream.length, header + (at + 1) * size))
    const head = stream.subarray(0, header)
    const forged = [
      [head, frame(1), frame(0), frame(2)],
      [head, frame(0), frame(0), frame(1), frame(2)],
      [head, frame(0), frame(2)],
      [head, frame(0), frame(1)],
      [head],
      [stream, Buffer.from([0])],
      [stream, frame(2)],
    ]
    for (const parts of forged)
      await expect(opened(Buffer.concat(parts))).rejects.toMatchObject({ code: 'stream.damaged' })
  })

  it('R7 refuses every flipped bit and every truncation, with an error of its own', async () => {
    const stream = await sealed(randomBytes(FRAME + 500))
    const code = expect.stringMatching(/^stream\.(format|secret|damaged)$/)
    await fc.assert(
      fc.asyncProperty(fc.nat(stream.length - 1), fc.nat(7), async (at, bit) => {
        const flipped = Buffer.from(stream)
        flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
        await expect(opened(flipped)).rejects.toMatchObject({ code })
        await expect(opened(stream.subarray(0, at))).rejects.toMatchObject({ code })
      }),
      { numRuns: 60 },
    )
  })
})
