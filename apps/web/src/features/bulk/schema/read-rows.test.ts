import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { REEFER } from '../../../../test/awards.ts'
import { AppError } from '../../../app-error.ts'
import { csvCell } from '../../../http/csv.ts'
import type { RowRules } from './read-row.ts'
import { type FileFormat, readRows } from './read-rows.ts'
import { sortRows } from './sort-rows.ts'

const rules: RowRules = {
  definition: REEFER,
  firstDay: '2026-01-10',
  lastDay: '2026-05-03',
  isOver: (day) => day < '2026-02-01',
}
const bytesOf = (text: string) => new TextEncoder().encode(text)
const read = (text: string, format: FileFormat = 'csv') => readRows(bytesOf(text), format, rules)
const codesOf = async (text: string, format?: FileFormat) =>
  (await read(text, format)).rows.map(({ problems }) => problems.map(({ code }) => code))

const utf16 = (text: string, order: 'le' | 'be', mark: boolean): Uint8Array => {
  const bytes = Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

describe('a CSV file', () => {
  const text = 'E-mail,Name\nada@example.org,Ada Ñandú\n'

  it.each([
    ['UTF-8', bytesOf(text)],
    ['UTF-8 with a mark', bytesOf(`\uFEFF${text}`)],
    ['UTF-16, little end first', utf16(text, 'le', true)],
    ['UTF-16, big end first', utf16(text, 'be', true)],
    ['UTF-16 without a mark, little end first', utf16(text, 'le', false)],
    ['UTF-16 without a mark, big end first', utf16(text, 'be', false)],
    ['semicolons', bytesOf(text.replaceAll(',', ';'))],
    ['tabs', bytesOf(text.replaceAll(',', '\t'))],
    ['a line that names the separator', bytesOf(`sep=;\r\n${text.replaceAll(',', ';')}`)],
    ['CRLF', bytesOf(text.replaceAll('\n', '\r\n'))],
    [
      'Spanish names of columns',
      bytesOf(text.replace('E-mail,Name', 'CORREO ELECTRÓNICO;nombre').replaceAll(',', ';')),
    ],
  ])('is read with %s', async (_, bytes) => {
    const { rows } = await readRows(bytes, 'csv', rules)
    expect(rows.map(({ content }) => content)).toEqual([
      { address: 'ada@example.org', name: 'Ada Ñandú', levels: [] },
    ])
  })

  it('gives each row everything that the columns hold', async () => {
    const { rows, ignored } = await read(
      'Name,Shoe size,E-mail,Awarded on,Reason,Language,Row range,logs.handover,Key\n' +
        '"Ada, ""the"" first",38,ADA@Example.org,2026-03-01,Seen at work,español,3,by the sheet,k-1\n',
    )
    expect(ignored).toEqual(['Shoe size'])
    expect(rows).toEqual([
      {
        number: 2,
        key: 'k-1',
        problems: [],
        content: {
          name: 'Ada, "the" first',
          address: 'ada@example.org',
          awardedOn: '2026-03-01',
          reason: 'Seen at work',
          language: 'es',
          levels: [
            { criterionId: 'logs', rowId: 'range', level: 3 },
            { criterionId: 'logs', rowId: 'handover', level: 2 },
          ],
        },
      },
    ])
  })

  it('counts rows as a spreadsheet does, empty ones and line breaks in cells too', async () => {
    const { rows } = await read('E-mail,Name\n\na@example.org,"Ada\nLovelace"\n,\nb@example.org,Bob\n')
    expect(rows.map(({ number }) => number)).toEqual([3, 5])
  })

  it.each([
    ['a@example.org,,,,,', 'name_missing'],
    [',Ada,,,,', 'address_missing'],
    ['ada at example,Ada,,,,', 'address_wrong'],
    [`a@example.org,${'A'.repeat(201)},,,,`, 'name_long'],
    ['a@example.org,Ada,03/05/2026,,,', 'date_wrong'],
    ['a@example.org,Ada,2026-02-30,,,', 'date_wrong'],
    ['a@example.org,Ada,2026-05-04,,,', 'date_future'],
    ['a@example.org,Ada,2025-12-31,,,', 'date_before'],
    ['a@example.org,Ada,2026-01-15,,,', 'date_expired'],
    ['a@example.org,Ada,,ok,,', 'reason_short'],
    [`a@example.org,Ada,,${'x'.repeat(1001)},,`, 'reason_long'],
    ['a@example.org,Ada,,,fr,', 'language_unknown'],
    ['a@example.org,Ada,,,,5', 'level_unknown'],
    ['a@example.org,Ada,,,,best', 'level_unknown'],
    ['a@example.org,A\u0000da,,,,', 'strange_characters'],
    ['a@example.org,A\u202eda,,,,', 'strange_characters'],
    ['a@example.org,Ada,,,,,Lovelace', 'too_many_cells'],
  ])('tells what is wrong with %j', async (row, code) => {
    expect(await codesOf(`E-mail,Name,Date,Reason,Language,Row range\n${row}\n`)).toEqual([[code]])
  })

  it('tells everything that is wrong with a row at once', async () => {
    expect(await codesOf('E-mail,Name,Date\nx,,soon\n')).toEqual([
      ['address_wrong', 'date_wrong', 'name_missing'],
    ])
  })

  it.each([
    ['', 'csv_empty'],
    ['\n\n', 'csv_empty'],
    ['a@example.org,Ada\n', 'csv_no_address'],
    ['E-mail,Surname\na@example.org,Ada\n', 'csv_no_name'],
    ['E-mail,Name,Mail\n', 'csv_repeated_column'],
    ['E-mail,Name\n"a@example.org,Ada\n', 'csv_row'],
  ])('is refused as a whole: %j', async (text, code) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'invalid_input', fields: [{ code }] })
  })

  it('is refused in an encoding that would change names', async () => {
    const latin = Buffer.from('E-mail,Name\na@example.org,Ñandú\n', 'latin1')
    await expect(readRows(latin, 'csv', rules)).rejects.toMatchObject({ fields: [{ code: 'csv_encoding' }] })
  })

  it('2 CSV import: is refused beyond 50,000 rows and 10 MiB', async () => {
    const many = `E-mail,Name\n${'a@example.org,Ada\n'.repeat(50_001)}`
    await expect(read(many)).rejects.toMatchObject({ code: 'too_large', text: 'csv_rows' })
    const large = new Uint8Array(10 * 1024 * 1024 + 1)
    await expect(readRows(large, 'csv', rules)).rejects.toMatchObject({
      code: 'too_large',
      text: 'csv_bytes',
    })
  })
})

describe('newline-delimited JSON', () => {
  it('gives a row an object', async () => {
    const line = {
      email: 'Ada@example.org',
      name: 'Ada',
      levels: { 'logs.range': 4, 'logs.handover': 'Alone' },
      key: 'k1',
      shoe: 38,
    }
    const { rows, ignored } = await read(
      `${JSON.stringify(line)}\n\n{"email":"b@example.org","name":"Bo"}`,
      'ndjson',
    )
    expect(ignored).toEqual(['shoe'])
    expect(rows.map(({ number, key, problems }) => ({ number, key, problems }))).toEqual([
      { number: 1, key: 'k1', problems: [] },
      { number: 3, key: undefined, problems: [] },
    ])
    expect(rows[0]?.content.levels).toEqual([
      { criterionId: 'logs', rowId: 'range', level: 4 },
      { criterionId: 'logs', rowId: 'handover', level: 3 },
    ])
  })

  it.each([
    ['{', 'not_json'],
    ['{"email":"a@example.org","email":"b@example.org"}', 'not_json'],
    [`${'['.repeat(5)}${']'.repeat(5)}`, 'not_json'],
    ['[]', 'not_object'],
    ['7', 'not_object'],
    ['{"email":7,"name":"Ada"}', 'not_text'],
    ['{"email":"a@example.org","name":"Ada","levels":{"logs.none":1}}', 'not_text'],
    ['{"email":"a@example.org","name":"Ada","levels":{"logs.range":9}}', 'level_unknown'],
    ['{"email":"a@example.org","name":"Ada","key":"a b"}', 'key_wrong'],
    ['{"__proto__":{"email":"a@example.org"},"name":"Ada"}', 'address_missing'],
  ])('tells what is wrong with %s', async (line, code) => {
    expect(await codesOf(line, 'ndjson')).toEqual([[code]])
  })
})

const cell = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .filter((text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text))

describe('reading', () => {
  it('gives back every name and reason that was written, whatever stands in them', async () => {
    const people = fc.array(fc.record({ name: cell, reason: cell }), { minLength: 1, maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(people, fc.constantFrom(',', ';', '\t'), async (rows, delimiter) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
        const text = rows.map(({ name, reason }, at) =>
          [`p${at}@example.org`, quote(`N ${name}`), quote(`Why ${reason}`)].join(delimiter),
        )
        const { rows: found } = await read(
          [['E-mail', 'Name', 'Reason'].join(delimiter), ...text].join('\r\n'),
        )
        expect(found.map(({ content: { name, reason } }) => ({ name, reason }))).toEqual(
          rows.map(({ name, reason }) => ({
            name: `N ${name}`.trim().replace(/\s+/g, ' '),
            reason: `Why ${reason}`.trim(),
          })),
        )
      }),
    )
  })

  it.each(['csv', 'ndjson'] as const)(
    'answers any bytes as %s with rows or an error of ours',
    async (format) => {
      const text = fc.string().map((tail) => bytesOf(`E-mail,Name\n${tail}`))
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.uint8Array(), text), async (bytes) => {
          const result = await readRows(bytes, format, rules).catch((error: unknown) => error)
          if (result instanceof Error) expect(result).toBeInstanceOf(AppError)
        }),
      )
    },
  )

  it('F5 reads back a cell that was escaped for spreadsheets without running anything', async () => {
    const { rows } = await read(`E-mail,Name\na@example.org,${csvCell('=cmd()')}\n`)
    expect(rows[0]?.content.name).toBe("'=cmd()")
  })
})

describe('one bad row', () => {
  const known = { holders: new Set<string>(), keys: new Set<string>(), own: new Set(['me@example.org']) }
  const good = Array.from({ length: 1000 }, (_, at) => `p${at}@example.org,Person ${at},2026-03-01,2`)
  const bad = [
    'x,Person,,',
    'me@example.org,Me,,',
    'q@example.org,,,',
    'q@example.org,Q,2027-01-01,',
    'q@example.org,Q,,9',
  ]

  it('R10 F5 at each of 1,000 places is found 1,000 times, and no other', async () => {
    const found: number[] = []
    for (let place = 0; place < 1000; place += 1) {
      const lines = good.with(place, bad[place % bad.length] ?? '')
      const { rows } = await read(['E-mail,Name,Date,Row range', ...lines].join('\n'))
      const wrong = sortRows(rows, known).filter(({ state }) => state !== 'ready')
      found.push(...wrong.map(({ number, state }) => (state === 'wrong' ? number - 2 : -1)))
    }
    expect(found).toEqual(Array.from({ length: 1000 }, (_, at) => at))
  }, 120_000)
})

describe('rows', () => {
  it('that repeat an address or a key are told from the first, which counts', async () => {
    const { rows } = await read(
      'E-mail,Name,Key\na@example.org,Ada,1\nA@example.org,Ada,2\nb@example.org,Bob,1\nc@example.org,Cy,9\nd@example.org,Di,8\n',
    )
    const known = { holders: new Set(['d@example.org']), keys: new Set(['9']), own: new Set<string>() }
    expect(sortRows(rows, known).map(({ state }) => state)).toEqual([
      'ready',
      'repeated',
      'repeated',
      'unchanged',
      'held',
    ])
  })
})
