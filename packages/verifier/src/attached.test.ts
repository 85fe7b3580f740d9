import { concatBytes, encodeUtf8 } from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { deviations, goodNetwork, type Network, sign, unsignedBadge, verifyOptions } from './test/badge.ts'
import { verify } from './verify.ts'

let network: Network
let badge: string

beforeAll(async () => {
  network = await goodNetwork()
  badge = JSON.stringify(await sign(unsignedBadge()), null, 1)
})

/** A PDF with these files attached. */
function pdf(...files: readonly string[]): Uint8Array {
  const objects = files.map((file, at) => {
    const bytes = encodeUtf8(file)
    const head = `${at + 2} 0 obj\n<< /Type /EmbeddedFile /Length ${bytes.length} >>\nstream\n`
    return concatBytes(encodeUtf8(head), bytes, encodeUtf8('\nendstream\nendobj\n'))
  })
  const text = '1 0 obj\n<< /Type /Catalog >>\nendobj\n'
  return concatBytes(
    encodeUtf8(`%PDF-1.7\n${text}`),
    ...objects,
    encodeUtf8('trailer\n<< /Root 1 0 R >>\n%%EOF\n'),
  )
}

const check = (file: Uint8Array) => verify(file, verifyOptions(network))

describe('a PDF with a credential attached', () => {
  it('is verified by what is attached, byte for byte, whatever else is attached', async () => {
    const report = await check(pdf('<?xml version="1.0"?><invoice/>', badge))
    expect(report).toMatchObject({ verdict: 'valid', format: 'ob3-json', attached: badge })
    const changed = await check(pdf(badge.replace('Harbor', 'Harbour')))
    expect(changed.verdict).toBe('invalid')
    expect(deviations(changed)).toContain('proof failed proof-signature')
  })

  it.each([
    ['without an attachment', () => pdf(), 'no credential is attached'],
    ['with another attachment', () => pdf('{"not": "one"}'), 'no credential is attached'],
    ['with two credentials', () => pdf(badge, `${badge} `), 'more than one credential'],
    ['that is cut off', () => pdf(badge).slice(0, 200), 'cut off'],
  ])('is refused %s, with the reason', async (_, make, reason) => {
    const report = await check(make())
    expect(report).toMatchObject({ verdict: 'invalid', format: 'unknown' })
    const [parse] = report.checks
    expect([parse?.code, String(parse?.details?.reason ?? parse?.message)]).toEqual([
      'parse-pdf',
      expect.stringContaining(reason),
    ])
  })
})
