import { deflateSync, inflateSync } from 'node:zlib'
import { concatBytes, encodeUtf8, limits } from '@assay/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CredentialError } from './errors.ts'
import type { Expand } from './expand.ts'
import { readPdfAttachments } from './read-pdf.ts'

class TooLarge extends CredentialError {}
const inflate: Expand = (bytes, maximumBytes) => {
  try {
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: maximumBytes }))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    throw new TooLarge(code === 'ERR_BUFFER_TOO_LARGE' ? 'pdf-too-large' : 'pdf-malformed', 'inflate')
  }
}

interface Part {
  readonly number?: number
  readonly members?: string
  readonly content?: Uint8Array
}

const BADGE = '{"type": ["VerifiableCredential"], "name": "Kran \u00f1"}'
const attached = (content: Uint8Array | string, extra = '', number = 7): Part => {
  const bytes = typeof content === 'string' ? encodeUtf8(content) : content
  return { number, members: `/Type /EmbeddedFile /Length ${bytes.length} ${extra}`, content: bytes }
}

function pdf(
  parts: readonly Part[],
  end = 'trailer\n<< /Size 9 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n',
): Uint8Array {
  const objects = parts.map(({ number = 1, members = '', content }) =>
    concatBytes(
      encodeUtf8(`${number} 0 obj\n<< ${members} >>\n`),
      ...(content === undefined ? [] : [encodeUtf8('stream\n'), content, encodeUtf8('\nendstream\n')]),
      encodeUtf8('endobj\n'),
    ),
  )
  return concatBytes(encodeUtf8('%PDF-1.7\n%\u00e2\u00e3\n'), ...objects, encodeUtf8(end))
}

const read = (parts: readonly Part[], end?: string) => readPdfAttachments(pdf(parts, end), inflate)
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (error) {
    return error instanceof CredentialError ? error.code : String(error)
  }
}

describe('readPdfAttachments', () => {
  it('reads what is attached, plain and compressed, whatever stands around it', () => {
    const flate = new Uint8Array(deflateSync(BADGE))
    expect(read([{ members: '/Type /Catalog /Names << /A [ (a\\)b) <41> ] >>' }, attached(BADGE)])).toEqual([
      BADGE,
    ])
    expect(read([attached(flate, '/Filter /FlateDecode')])).toEqual([BADGE])
    expect(
      read([attached(flate, '/Filter [ /FlateDecode ] /Params << /Size 3 /ModDate (D:2026) >>')]),
    ).toEqual([BADGE])
    expect(read([attached(BADGE), attached('x', '', 8), attached(BADGE, '', 9)])).toEqual([BADGE, 'x'])
    expect(read([{ members: '/Type /Page' }])).toEqual([])
  })

  it('finds the end of a stream whose length stands elsewhere or is wrong', () => {
    for (const length of ['/Length 12 0 R', '/Length 3', '/Length 99999999', '/Length -1', ''])
      expect(
        read([{ number: 7, members: `/Type /EmbeddedFile ${length}`, content: encodeUtf8(BADGE) }]),
        length,
      ).toEqual([BADGE])
  })

  it('takes the last of several with one number, as changes are appended', () => {
    expect(read([attached('old'), attached('new')])).toEqual(['new'])
  })

  it('F3: an attachment inside the content of another stream is none', () => {
    const inner = pdf([attached('hidden', '', 5)])
    expect(read([{ number: 3, members: `/Length ${inner.length}`, content: inner }])).toEqual([])
  })

  it('F3: refuses a bomb, too many attachments, and what is encrypted', () => {
    const bomb = new Uint8Array(deflateSync(new Uint8Array(50 * 1024 * 1024)))
    expect(codeOf(() => read([attached(bomb, '/Filter /FlateDecode')]))).toBe('pdf-too-large')
    const many = Array.from({ length: limits.pdf.attachments + 1 }, (_, at) => attached(`${at}`, '', at + 1))
    expect(codeOf(() => read(many))).toBe('pdf-too-large')
    expect(codeOf(() => read([attached(BADGE)], 'trailer\n<< /Encrypt 5 0 R >>'))).toBe('pdf-encrypted')
    expect(codeOf(() => readPdfAttachments(new Uint8Array(limits.pdf.bytes + 1), inflate))).toBe(
      'pdf-too-large',
    )
    expect(codeOf(() => readPdfAttachments(encodeUtf8('no'), inflate))).toBe('pdf-malformed')
    expect(codeOf(() => read([attached('damaged', '/Filter /FlateDecode')]))).toBe('pdf-malformed')
  })

  it('F3: passes over filters that it does not read, and what is no text or too large', () => {
    const large = new Uint8Array(limits.json.bytes + 1).fill(0x20)
    expect(
      read([
        attached(BADGE, '/Filter /LZWDecode', 1),
        attached(BADGE, '/Filter [/ASCIIHexDecode /FlateDecode]', 2),
        attached(
          new Uint8Array(deflateSync(BADGE)),
          '/Filter /FlateDecode /DecodeParms << /Predictor 12 >>',
          3,
        ),
        attached(Uint8Array.of(0xff, 0xfe), '', 4),
        attached(large, '', 5),
      ]),
    ).toEqual([])
  })

  it('F3: is through with hostile documents of the largest size in a moment', () => {
    const size = limits.pdf.bytes - 100
    const filled = (unit: string) => encodeUtf8(`%PDF-1.7\n${unit.repeat(Math.floor(size / unit.length))}`)
    for (const unit of [
      '1 0 obj\n',
      '1 0 obj<<',
      '1 0 obj<</A(',
      '1 0 obj<</A[[[[',
      '1 0 obj<</A<',
      '1 0 obj<</A %',
      '1 0 obj%',
      '0 ',
      '((((',
      '1 0 obj<<>>stream\n',
    ]) {
      const begun = performance.now()
      codeOf(() => readPdfAttachments(filled(unit), inflate))
      expect(performance.now() - begun, unit).toBeLessThan(3_000)
    }
  })

  it('F3: cut off, or with any bytes changed, gives texts or our own error', () => {
    const whole = pdf([
      { members: '/Type /Catalog /N (x)' },
      attached(new Uint8Array(deflateSync(BADGE)), '/Filter /FlateDecode'),
    ])
    const answers = (bytes: Uint8Array) => {
      const code = codeOf(() => readPdfAttachments(bytes, inflate))
      expect(['none', 'pdf-malformed', 'pdf-too-large', 'pdf-encrypted']).toContain(code)
    }
    for (let length = 0; length < whole.length; length += 1) answers(whole.slice(0, length))
    const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = whole.slice()
        for (const { at, byte } of changes) bytes[at] = byte
        answers(bytes)
      }),
      { numRuns: 500 },
    )
  })
})
