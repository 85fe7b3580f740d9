import { AssayError, encodeBase64, encodeUtf8 } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import { formatCheckpoint } from './checkpoint.ts'
import {
  anyResemblingText,
  anySignature,
  checkpointText,
  head,
  origin,
  outcome,
  refusal,
} from './notes.fixture.ts'
import { formatNote } from './signed-note.ts'
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts'

const hash = (fill: number) => new Uint8Array(32).fill(fill)
const line = (fill: number) => `${encodeBase64(hash(fill))}\n`
const signature = { name: origin, keyId: new Uint8Array(4), signature: new Uint8Array(64) }
const checkpoint = formatNote(checkpointText, [signature])
const first = 'c2sp.org/tlog-proof@v1\n'

describe('a tlog-proof', () => {
  it('TL10: is first line, extra data, index, hashes, blank line and checkpoint', () => {
    const proof = { extra: Uint8Array.of(1, 2), index: 4, hashes: [hash(1), hash(2)], checkpoint }
    const text = `${first}extra AQI=\nindex 4\n${line(1)}${line(2)}\n${checkpoint}`
    expect(formatTlogProof(proof)).toBe(text)
    expect(parseTlogProof(text)).toEqual(proof)
    expect(parseTlogProof(encodeUtf8(text))).toEqual(proof)
  })

  it('TL10: has neither extra data nor hashes where there are none', () => {
    const proof = { index: 0, hashes: [], checkpoint }
    expect(formatTlogProof(proof)).toBe(`${first}index 0\n\n${checkpoint}`)
    expect(parseTlogProof(formatTlogProof(proof))).toStrictEqual(proof)
  })

  it('keeps a checkpoint with extension lines word for word', () => {
    const extended = formatNote(`${checkpointText}x\n`, [signature])
    expect(parseTlogProof(`${first}index 0\n\n${extended}`).checkpoint).toBe(extended)
  })

  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 }), { nil: undefined }),
        fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).filter(([one, two]) => one !== two),
        fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 63 }),
        fc.array(anySignature, { minLength: 1, maxLength: 3 }),
        (extra, [one, two], hashes, signatures) => {
          const text = formatCheckpoint({ ...head, size: Math.max(one, two) })
          const proof = {
            ...(extra && { extra }),
            index: Math.min(one, two),
            hashes,
            checkpoint: formatNote(text, signatures),
          }
          expect(parseTlogProof(formatTlogProof(proof))).toStrictEqual(proof)
        },
      ),
    )
  })

  const rest = `\n${checkpoint}`
  it.each([
    ['an empty text', '', /no blank line/],
    ['no blank line', `${first}index 0\n`, /no blank line/],
    ['another version', `c2sp.org/tlog-proof@v2\nindex 0\n${rest}`, /first line/],
    ['a line before the first', `\n${first}index 0\n${rest}`, /first line/],
    ['carriage returns', `${first}index 0\n${rest}`.replaceAll('\n', '\r\n'), /no blank line/],
    ['no index', `${first}${rest}`, /no index/],
    ['no index behind the extra data', `${first}extra AQI=\n${rest}`, /no index/],
    ['a hash for the index', `${first}${line(1)}${rest}`, /no index/],
    ['an index with a leading zero', `${first}index 00\n${rest}`, /no index/],
    ['a negative index', `${first}index -1\n${rest}`, /no index/],
    ['two spaces', `${first}index  1\n${rest}`, /no index/],
    ['an index of 2^53', `${first}index 9007199254740992\n${rest}`, /no index/],
    ['an index of the size of the checkpoint', `${first}index 5\n${rest}`, /not below the size/],
    ['extra data that are empty', `${first}extra \nindex 0\n${rest}`, /extra data/],
    ['extra data that are not base64', `${first}extra AQI\nindex 0\n${rest}`, /extra data/],
    ['extra data twice', `${first}extra AQI=\nextra AQI=\nindex 0\n${rest}`, /no index/],
    ['extra data behind the index', `${first}index 0\nextra AQI=\n${rest}`, /not a hash/],
    ['a short hash', `${first}index 0\n${encodeBase64(new Uint8Array(31))}\n${rest}`, /not a hash/],
    ['a hash without padding', `${first}index 0\n${line(1).replace('=', '')}${rest}`, /not a hash/],
    ['64 hashes', `${first}index 0\n${line(1).repeat(64)}${rest}`, /more than 63 hashes/],
    ['no checkpoint', `${first}index 0\n\n`, /note is refused/],
    ['a checkpoint without signature', `${first}index 0\n\n${checkpointText}`, /note is refused/],
    [
      'another note for the checkpoint',
      `${first}index 0\n\n${formatNote('a\n', [signature])}`,
      /three lines/,
    ],
    ['a second blank line', `${first}index 0\n\n${rest}`, /empty line/],
    ['bytes behind the checkpoint', `${first}index 0\n${rest}x`, /note is refused/],
    ['a lone surrogate', `${first}\ud800${rest}`, /not UTF-8/],
    ['129 KiB', `${first}extra ${'A'.repeat(129 * 1024)}\nindex 0\n${rest}`, /larger than 131072 bytes/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseTlogProof(text)).toThrow(refusal('proof-malformed', message))
  })

  it('has up to 63 hashes', () => {
    expect(parseTlogProof(`${first}index 0\n${line(1).repeat(63)}${rest}`).hashes).toHaveLength(63)
  })

  it('gives back every text that it was read from, and refuses the others with its own error', async () => {
    const shaped = anyResemblingText.map((text) => `${first}${text}\n${rest}`)
    const middle = anyResemblingText.map((text) => `${first}index 0\n${rest}${text}`)
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyResemblingText, shaped, middle), async (text) => {
        const result = await outcome(() => parseTlogProof(text))
        if ('error' in result) expect(result.error).toBeInstanceOf(LogError)
        else expect(formatTlogProof(result.answer)).toBe(text)
      }),
    )
  })

  it.each([
    ['extra data without a byte', { extra: new Uint8Array() }],
    ['a negative index', { index: -1 }],
    ['half an index', { index: 0.5 }],
    ['an index beyond the tree', { index: 5 }],
    ['64 hashes', { hashes: Array.from({ length: 64 }, () => hash(1)) }],
    ['a short hash', { hashes: [new Uint8Array(31)] }],
    ['an unsigned checkpoint', { checkpoint: checkpointText }],
    ['too much', { extra: new Uint8Array(100 * 1024) }],
  ])('is not written with %s', async (_, bad) => {
    const result = await outcome(() => formatTlogProof({ index: 0, hashes: [], checkpoint, ...bad }))
    expect(result).toEqual({ error: expect.any(TypeError) })
    expect('error' in result && result.error).not.toBeInstanceOf(AssayError)
  })
})
