import { encodeBase64 } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import {
  anyName,
  anyResemblingText,
  c2spExample,
  checkpointText,
  head,
  outcome,
  refusal,
} from './notes.fixture.ts'
import { parseNote } from './signed-note.ts'

const root = encodeBase64(head.root)

describe('a checkpoint', () => {
  it('TL3: is origin, size and root in three lines', () => {
    expect(checkpointText).toBe(`log.example/main\n5\n${root}\n`)
    expect(parseCheckpoint(checkpointText)).toEqual({ ...head, extensions: [] })
  })

  it.skipIf(c2spExample === null)('is read from the examples of the documents', () => {
    for (const name of ['checkpoint-example', 'cosigned-checkpoint-example']) {
      const example = c2spExample?.(name)
      const note = parseNote(example?.text ?? '')
      const { origin, size } = parseCheckpoint(note.text, { extensions: 'refused' })
      expect({ origin, size }).toEqual({ origin: example?.expect.origin, size: example?.expect.size })
      expect(note.signatures).toHaveLength(Number(example?.expect.signatures))
      expect(formatCheckpoint(parseCheckpoint(note.text))).toBe(note.text)
    }
    const request = c2spExample?.('add-checkpoint-request-example')
    const [, ...checkpoint] = (request?.text ?? '').split('\n\n')
    const note = parseNote(checkpoint.join('\n\n'))
    expect(parseCheckpoint(note.text).size).toBe(request?.expect.size)
    expect(note.signatures).toHaveLength(Number(request?.expect.signatures))
  })

  it('is read as it was written', () => {
    fc.assert(
      fc.property(
        anyName,
        fc.maxSafeNat(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (origin, size, bytes) => {
          const text = formatCheckpoint({ origin, size, root: bytes })
          expect(parseCheckpoint(text, { extensions: 'refused' })).toEqual({
            origin,
            size,
            root: bytes,
            extensions: [],
          })
        },
      ),
    )
  })

  it('may have extension lines and an origin with spaces, as the document says', () => {
    const text = `go.sum database tree\n0\n${root}\none\n two \n`
    expect(parseCheckpoint(text)).toEqual({
      origin: 'go.sum database tree',
      size: 0,
      root: head.root,
      extensions: ['one', ' two '],
    })
  })

  it('TL3: is refused with extension lines where none may be', () => {
    expect(() => parseCheckpoint(`${checkpointText}x\n`, { extensions: 'refused' })).toThrow(
      refusal('checkpoint-malformed', /extension lines/),
    )
  })

  it.each([
    ['an empty text', '', /no text of a note/],
    ['no final newline', checkpointText.trimEnd(), /no text of a note/],
    ['a carriage return', checkpointText.replaceAll('\n', '\r\n'), /no text of a note/],
    ['two lines', `a\n${root}\n`, /fewer than three lines/],
    ['an empty origin', `\n5\n${root}\n`, /empty line/],
    ['an empty extension line', `${checkpointText}\n`, /empty line/],
    ['an empty line among the extensions', `${checkpointText}a\n\nb\n`, /empty line/],
    ['an empty size', `a\n\n${root}\n`, /its size/],
    ['a leading zero', `a\n05\n${root}\n`, /its size/],
    ['two zeros', `a\n00\n${root}\n`, /its size/],
    ['a plus', `a\n+5\n${root}\n`, /its size/],
    ['a negative size', `a\n-5\n${root}\n`, /its size/],
    ['a space', `a\n5 \n${root}\n`, /its size/],
    ['hexadecimal', `a\n0x5\n${root}\n`, /its size/],
    ['an exponent', `a\n1e3\n${root}\n`, /its size/],
    ['digits of another script', `a\n\u0665\n${root}\n`, /its size/],
    ['a size of 2^53', `a\n9007199254740992\n${root}\n`, /its size/],
    ['a size of 2^64 - 1', `a\n18446744073709551615\n${root}\n`, /its size/],
    ['a root of 31 bytes', `a\n5\n${encodeBase64(new Uint8Array(31))}\n`, /its root/],
    ['a root of 33 bytes', `a\n5\n${encodeBase64(new Uint8Array(33))}\n`, /its root/],
    ['a root without padding', `a\n5\n${root.replace('=', '')}\n`, /its root/],
    ['a root with bits left over', `a\n5\n${'A'.repeat(42)}B=\n`, /its root/],
    ['a root in hexadecimal', `a\n5\n${'09'.repeat(32)}\n`, /its root/],
  ])('is refused with %s', (_, text, message) => {
    expect(() => parseCheckpoint(text)).toThrow(refusal('checkpoint-malformed', message))
  })

  it('has a size of up to 2^53 - 1', () => {
    expect(parseCheckpoint(`a\n9007199254740991\n${root}\n`).size).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('refuses whatever text it is not with its own error', async () => {
    await fc.assert(
      fc.asyncProperty(anyResemblingText, async (text) => {
        const result = await outcome(() => parseCheckpoint(text))
        if ('error' in result) expect(result.error).toBeInstanceOf(LogError)
      }),
    )
  })

  it.each([
    ['an empty origin', { ...head, origin: '' }],
    ['an origin with a space', { ...head, origin: 'a b' }],
    ['an origin of two lines', { ...head, origin: 'a\nb' }],
    ['an origin with a control character', { ...head, origin: 'a\u0001' }],
    ['a negative size', { ...head, size: -1 }],
    ['half an entry', { ...head, size: 0.5 }],
    ['a size beyond 2^53 - 1', { ...head, size: 2 ** 53 }],
    ['a short root', { ...head, root: new Uint8Array(31) }],
  ])('is not written with %s', (_, bad) => {
    expect(() => formatCheckpoint(bad)).toThrow(TypeError)
  })
})
