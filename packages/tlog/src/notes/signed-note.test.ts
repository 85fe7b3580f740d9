import { concatBytes, encodeBase64, encodeHex, encodeUtf8, limits } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogError } from '../errors.ts'
import {
  anyNoteText,
  anyResemblingText,
  anySignature,
  c2spExample,
  outcome,
  refusal,
} from './notes.fixture.ts'
import { parseSignatureLines } from './signature-line.ts'
import { formatNote, parseNote } from './signed-note.ts'

const keyId = Uint8Array.of(1, 2, 3, 4)
const signature = { name: 'a.example', keyId, signature: Uint8Array.of(5) }
const line = (base64: string, name = 'a.example') => `— ${name} ${base64}\n`
const good = line('AQIDBAU=')

describe('a signed note', () => {
  it('is a text, a blank line and signatures in their order', () => {
    const second = { ...signature, name: 'b.example', signature: Uint8Array.of(6, 7) }
    const text = 'one\n\ntwo\n'
    const note = `one\n\ntwo\n\n${good}${line('AQIDBAYH', 'b.example')}`
    expect(formatNote(text, [signature, second])).toBe(note)
    expect(parseNote(note)).toEqual({ text, signatures: [signature, second] })
    expect(parseNote(encodeUtf8(note))).toEqual(parseNote(note))
  })

  it('TL5: is split at the last blank line, so that signatures within the text stay text', () => {
    expect(parseNote(`text\n\n${good}\n${good}`)).toEqual({
      text: `text\n\n${good}`,
      signatures: [signature],
    })
  })

  it('G2: counts further blank lines to the text that is signed', () => {
    expect(parseNote(`text\n\n\n\n${good}`).text).toBe('text\n\n\n')
    expect(parseNote(`\n\n${good}`).text).toBe('\n')
  })

  it('keeps a byte order mark and U+007F, which the document does not forbid', () => {
    const text = '\ufeffa\u007f\u0085\n'
    expect(parseNote(encodeUtf8(`${text}\n${good}`)).text).toBe(text)
  })

  it('TL12: may have signatures of any type and length', () => {
    const bytes = concatBytes(keyId, new Uint8Array(2428).fill(6))
    expect(parseNote(`text\n\n${line(encodeBase64(bytes))}`).signatures[0]?.signature.length).toBe(2428)
  })

  it.each([
    ['an empty text', '', /does not end in a newline/],
    ['no final newline', `text\n\n${good.trimEnd()}`, /does not end in a newline/],
    ['no blank line', `text\n${good}`, /blank line/],
    ['no text', `\n${good}`, /blank line/],
    ['signatures alone', good, /blank line/],
    ['no signature', 'text\n\n', /no signature/],
    ['a blank line behind the signatures', `text\n\n${good}\n`, /no signature/],
    ['a carriage return', `text\r\n\n${good}`, /control character/],
    ['a tab', `te\txt\n\n${good}`, /control character/],
    ['a NUL', `te\0xt\n\n${good}`, /control character/],
    ['a control character in a name', `text\n\n${line('AQIDBAU=', 'a\u0001')}`, /control character/],
    ['a lone surrogate', `\ud800\n\n${good}`, /not UTF-8/],
    ['a hyphen for the dash', `text\n\n- a.example AQIDBAU=\n`, /not a signature/],
    ['an en dash', `text\n\n– a.example AQIDBAU=\n`, /not a signature/],
    ['text among the signatures', `text\n\n${good}text\n`, /not a signature/],
    ['a signature without name', 'text\n\n— AQIDBAU=\n', /not a signature/],
    ['an empty name', 'text\n\n—  AQIDBAU=\n', /no name of a key/],
    ['two spaces', 'text\n\n— a.example  AQIDBAU=\n', /not a signature/],
    ['a space at the end', 'text\n\n— a.example AQIDBAU= \n', /not a signature/],
    ['a plus in the name', `text\n\n${line('AQIDBAU=', 'a+b')}`, /no name of a key/],
    ['a no-break space in the name', `text\n\n${line('AQIDBAU=', 'a\u00a0b')}`, /no name of a key/],
    ['a line separator in the name', `text\n\n${line('AQIDBAU=', 'a\u2028b')}`, /no name of a key/],
    ['base64 without padding', `text\n\n${line('AQIDBAU')}`, /strict base64/],
    ['base64 with bits left over', `text\n\n${line('AQIDBAV=')}`, /strict base64/],
    ['base64 for URLs', `text\n\n${line('____BAU=')}`, /strict base64/],
    ['a signature of no byte', `text\n\n${line('AQIDBA==')}`, /too short/],
    ['a signature without the whole id', `text\n\n${line('AQID')}`, /too short/],
  ])('is refused with %s', (_, note, message) => {
    expect(() => parseNote(note)).toThrow(refusal('note-malformed', message))
  })

  it.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['half a character', [0xe2, 0x80]],
  ])('is refused with bytes that are not UTF-8: %s', (_, bytes) => {
    const note = concatBytes(Uint8Array.from(bytes), encodeUtf8(`text\n\n${good}`))
    expect(() => parseNote(note)).toThrow(refusal('note-malformed', /not UTF-8/))
  })

  it('TL5: has up to 64 signatures', () => {
    const { signatures } = limits.signedNote
    expect(parseNote(`text\n\n${good.repeat(signatures)}`).signatures).toHaveLength(signatures)
    expect(() => parseNote(`text\n\n${good.repeat(signatures + 1)}`)).toThrow(
      refusal('note-malformed', /more than 64 signatures/),
    )
  })

  it('TL5: has up to 64 KiB, counted in bytes', () => {
    const { bytes } = limits.signedNote
    const rest = encodeUtf8(`\n\n${good}`).length
    const largest = `${'a'.repeat(bytes - rest)}\n\n${good}`
    expect(parseNote(largest).text.length).toBe(bytes - rest + 1)
    const tooLarge = refusal('note-malformed', /larger than 65536 bytes/)
    expect(() => parseNote(`a${largest}`)).toThrow(tooLarge)
    expect(() => parseNote(encodeUtf8(`a${largest}`))).toThrow(tooLarge)
    expect(() => parseNote(largest.replace('a', 'é'))).toThrow(tooLarge)
  })

  it('is read as it was written', () => {
    fc.assert(
      fc.property(anyNoteText, fc.array(anySignature, { minLength: 1, maxLength: 4 }), (text, signatures) => {
        const note = formatNote(text, signatures)
        expect(parseNote(note)).toEqual({ text, signatures })
        expect(parseNote(encodeUtf8(note))).toEqual({ text, signatures })
      }),
    )
  })

  it('gives back every text that it was read from, and refuses the others with its own error', async () => {
    const shaped = anyResemblingText.map((text) => `${text}\n\n${good}`)
    await fc.assert(
      fc.asyncProperty(fc.oneof(anyResemblingText, shaped), async (text) => {
        const result = await outcome(() => parseNote(text))
        if ('error' in result) expect(result.error).toBeInstanceOf(LogError)
        else expect(formatNote(result.answer.text, result.answer.signatures)).toBe(text)
      }),
    )
  })

  it('refuses arbitrary bytes with its own error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const result = await outcome(() => parseNote(bytes))
        if ('error' in result) expect(result.error).toBeInstanceOf(LogError)
      }),
    )
  })

  it.each([
    ['a text without newline', () => formatNote('text', [signature])],
    ['an empty text', () => formatNote('', [signature])],
    ['a carriage return', () => formatNote('text\r\n', [signature])],
    ['a lone surrogate', () => formatNote('\ud800\n', [signature])],
    ['no signature', () => formatNote('text\n', [])],
    ['a bad name', () => formatNote('text\n', [{ ...signature, name: 'a b' }])],
    ['a name with a newline', () => formatNote('text\n', [{ ...signature, name: 'a\nb' }])],
    ['a name with a control character', () => formatNote('text\n', [{ ...signature, name: 'a\u0001' }])],
    ['a short id', () => formatNote('text\n', [{ ...signature, keyId: new Uint8Array(3) }])],
    ['an empty signature', () => formatNote('text\n', [{ ...signature, signature: new Uint8Array() }])],
    ['too many signatures', () => formatNote('text\n', Array(65).fill(signature))],
    ['too many bytes', () => formatNote(`${'a'.repeat(limits.signedNote.bytes)}\n`, [signature])],
  ])('is not written with %s', (_, write) => {
    expect(write).toThrow(TypeError)
  })
})

describe('lines that are signatures alone', () => {
  it.skipIf(c2spExample === null)('are read from the answer of a witness in the example', () => {
    const lines = parseSignatureLines(c2spExample?.('add-checkpoint-response-example').text ?? '')
    expect(lines.map(({ name }) => name)).toEqual([
      'witness.example/w1',
      'witness.example/w1',
      'witness.example/w2',
    ])
    expect(lines.map(({ signature: { length } }) => length)).toEqual([72, 72, 72])
    expect(encodeHex(lines[0]?.keyId ?? new Uint8Array())).toBe('08ca7ee8')
  })

  it.each([
    ['an empty text', '', /does not end in a newline/],
    ['a blank line', '\n', /not a signature/],
    ['a blank line between them', `${good}\n${good}`, /not a signature/],
    ['no final newline', good.trimEnd(), /does not end in a newline/],
    ['a carriage return', good.replace('\n', '\r\n'), /control character/],
  ])('are refused with %s', (_, text, message) => {
    expect(() => parseSignatureLines(text)).toThrow(refusal('note-malformed', message))
  })
})
