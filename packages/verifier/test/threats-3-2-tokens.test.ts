import { encodeUtf8, limits } from '@assay/core'
import { hostileTokens } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { memoryNetwork, nodeEngines, unsignedBadge, verifyOptions } from '../src/test/badge.ts'
import { envelopeOf, presentationOf } from '../src/test/presentation.ts'
import { verify } from '../src/verify.ts'

async function read(input: string | Uint8Array) {
  const { fetchDocument, asked } = memoryNetwork({})
  const report = await verify(input, { ...verifyOptions({}, nodeEngines), fetchDocument })
  return { verdict: report.verdict, code: report.checks[0]?.code, report, asked }
}

const token = (header: object, payload: object = unsignedBadge()) =>
  [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')

const answers = [
  'parse-token',
  'parse-token-refused',
  'parse-token-encrypted',
  'parse-token-type',
  'parse-token-disclosures',
  'parse-unreadable',
  'parse-too-large',
  'parse-not-credential',
]

// Fail with `readVcJwt` taking any `vc`, which is what a reader that trusts the token would do: the key of its issuer is then
// looked up.
describe('3.2 tokens where a badge is expected', () => {
  it.each([
    ['T1: algorithms, critical headers and types that nobody agreed to', 'T1'],
    ['T2: keys of its own, and addresses of keys', 'T2'],
    ['T3: names of keys that are paths, queries or addresses', 'T3'],
    ['T4: encrypted and compressed tokens', 'T4'],
    ['T7: tokens for others, or of another time', 'T7'],
  ] as const)('%s: are refused or unreadable, never valid, and nobody is asked', async (_title, row) => {
    for (const hostile of hostileTokens.filter((one) => one.row === row))
      for (const input of [hostile.token, encodeUtf8(hostile.token), JSON.stringify(hostile.token)]) {
        const { verdict, code, report, asked } = await read(input)
        expect(answers, hostile.title).toContain(code)
        expect([hostile.title, verdict === 'valid', report.credential, asked]).toEqual([
          hostile.title,
          false,
          undefined,
          [],
        ])
      }
  })

  it.each([
    ['in an envelope', (text: string) => envelopeOf(text)],
    ['in the envelope of a presentation', (text: string) => envelopeOf(text, 'application/vp+jwt')],
    [
      'with disclosures in an envelope',
      (text: string) => envelopeOf(`${text}~AAAA~`, 'application/vc+sd-jwt'),
    ],
    ['in a presentation', (text: string) => presentationOf([envelopeOf(text)])],
    ['with disclosures', (text: string) => `${text}~`],
    ['as key binding', (text: string) => `${token({ alg: 'EdDSA', typ: 'vc+sd-jwt' })}.AAAA~${text}`],
  ])('T1 T2 T3 T4 T7: the same tokens %s are never valid, and nobody is asked', async (_title, wrap) => {
    for (const hostile of hostileTokens) {
      const input = wrap(hostile.token)
      const { verdict, asked } = await read(typeof input === 'string' ? input : JSON.stringify(input))
      expect([hostile.title, verdict === 'valid', asked]).toEqual([hostile.title, false, []])
    }
  })

  it('T1: a token that is formed as it should be, but signed by nobody, is invalid', async () => {
    const { verdict, code } = await read(`${token({ alg: 'EdDSA', typ: 'vc+jwt' }, unsignedBadge())}.AAAA`)
    expect([verdict, code]).toEqual(['invalid', 'parse-ok'])
  })
})

describe('2 limits of tokens', () => {
  const withHeader = (bytes: number) => {
    const header = { alg: 'EdDSA', pad: '' }
    const pad = 'p'.repeat(bytes - JSON.stringify(header).length)
    return `${token({ ...header, pad })}.AAAA`
  }

  // Fails with the comparison of the header's length out of `readToken`.
  it('2 JWT / JWS: a header of 8 KiB is read, one byte more is not', async () => {
    expect((await read(withHeader(limits.jws.headerBytes))).code).toBe('parse-ok')
    expect((await read(withHeader(limits.jws.headerBytes + 1))).code).toBe('parse-too-large')
  })

  // Fails with the comparison of the whole length out of `readInput`.
  it('2 JWT / JWS: 1 MiB is read, one byte more is not', async () => {
    const start = `${token({ alg: 'EdDSA' })}.`
    expect((await read(start.padEnd(limits.jws.bytes, 'A'))).code).toBe('parse-ok')
    expect((await read(start.padEnd(limits.jws.bytes + 1, 'A'))).code).toBe('parse-too-large')
  })

  it('2 JWT / JWS: a payload nested deeper than 32 is not read', async () => {
    const deep = (levels: number) => {
      const payload = `${'['.repeat(levels)}${']'.repeat(levels)}`
      return `${token({ alg: 'EdDSA' }).split('.')[0]}.${Buffer.from(`{"vc":${payload}}`).toString('base64url')}.AAAA`
    }
    expect((await read(deep(limits.json.depth - 1))).report.checks[0]?.details?.reason).toContain(
      'claim `vc`',
    )
    expect((await read(deep(limits.json.depth))).report.checks[0]?.details?.reason).toContain(
      'deeper than 32',
    )
  })
})
