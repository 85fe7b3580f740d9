import {
  type AnyPublicKey,
  encodeBase64Url,
  encodeUtf8,
  isJsonObject,
  parseJson,
  parseJwk,
  portableCrypto,
} from '@assay/core'
import { hostileTokens, testSigner } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CredentialError } from './errors.ts'
import { createJws, parseJws, verifyJws } from './jws.ts'
import { looksLikeToken } from './token-shape.ts'

const refused = (code: string) => expect.objectContaining({ code })
const part = (value: unknown) =>
  encodeBase64Url(encodeUtf8(typeof value === 'string' ? value : JSON.stringify(value)))
const token = (header: unknown, payload: unknown = {}) => `${part(header)}.${part(payload)}.AAAA`
const kinds = [
  ['EdDSA', 'ed25519'],
  ['ES256', 'p256'],
  ['ES384', 'p384'],
] as const

describe('parseJws', () => {
  it.each(kinds)(
    'reads what createJws made with %s, and verifyJws accepts it under that key alone',
    async (algorithm, type) => {
      const { publicKey, sign } = testSigner('jws', type)
      const payload = encodeUtf8('{"a":1}')
      const text = await createJws({
        algorithm,
        header: { kid: 'https://a.example/#k', typ: 'JWT' },
        payload,
        sign,
      })
      const jws = parseJws(text)
      expect(jws).toMatchObject({ algorithm, kid: 'https://a.example/#k', typ: 'JWT', payload })
      expect(await verifyJws(jws, publicKey, portableCrypto)).toBe(true)
      for (const other of [
        testSigner('other', type),
        ...kinds.filter(([, kind]) => kind !== type).map(([, kind]) => testSigner('jws', kind)),
      ]) {
        expect(await verifyJws(jws, other.publicKey, portableCrypto)).toBe(false)
      }
    },
  )

  it('T1 VJ4 refuses none, HMAC and every algorithm that is not on the list, in any case', () => {
    for (const alg of [
      'none',
      'nOnE',
      'HS256',
      'PS256',
      'RS1',
      'ES512',
      'eddsa',
      '__proto__',
      'constructor',
      '',
    ]) {
      expect(() => parseJws(token({ alg }))).toThrow(refused('jws-algorithm'))
    }
    for (const alg of [undefined, null, 1, ['RS256']])
      expect(() => parseJws(token({ alg }))).toThrow(refused('jws-malformed'))
  })

  it('T1 refuses every critical extension and unencoded payloads', () => {
    for (const header of [{ crit: ['x'] }, { crit: [] }, { b64: false }, { crit: ['b64'], b64: false }]) {
      expect(() => parseJws(token({ alg: 'EdDSA', ...header }))).toThrow(refused('jws-critical'))
    }
  })

  it('T4 refuses a JWE before anything of it is decrypted or expanded', () => {
    expect(() => parseJws(`${token({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.AA.AA`)).toThrow(
      refused('jws-encrypted'),
    )
    expect(() => parseJws(token({ alg: 'dir', enc: 'A256GCM', zip: 'DEF' }))).toThrow(
      refused('jws-encrypted'),
    )
  })

  it('takes base64url strictly and headers as JSON objects without double members', () => {
    const good = token({ alg: 'EdDSA' })
    const [head = '', body = '', signature = ''] = good.split('.')
    const wrong = [
      `${head}.${body}`,
      `${head}=.${body}.${signature}`,
      `${head}.${body}.${signature}=`,
      `${head}.${body}.AAB`,
      `${head}.+/.${signature}`,
      `.${body}.${signature}`,
      `${head}.${body}.${signature}.`,
      `${part('[]')}.${body}.${signature}`,
      `${part('{"alg":"none","alg":"EdDSA"}')}.${body}.${signature}`,
      token({ alg: 'EdDSA', kid: 7 }),
      token({ alg: 'EdDSA', jwk: 'x' }),
      '',
    ]
    for (const text of wrong) expect(() => parseJws(text), text).toThrow(refused('jws-malformed'))
  })

  it('2 JWT / JWS: a header of 8 KiB is read, one byte more is not', () => {
    const header = (bytes: number) => {
      const empty = JSON.stringify({ alg: 'EdDSA', pad: '' }).length
      return token({ alg: 'EdDSA', pad: 'p'.repeat(bytes - empty) })
    }
    expect(parseJws(header(8192)).algorithm).toBe('EdDSA')
    expect(() => parseJws(header(8193))).toThrow(refused('jws-too-large'))
    expect(() => parseJws(`${token({ alg: 'EdDSA' })}${'A'.repeat(1_048_576)}`)).toThrow(
      refused('jws-too-large'),
    )
  })

  it('answers any text with a token or with an error of its own', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(
              fc.base64String().map((text) => text.replaceAll('=', '')),
              { maxLength: 5 },
            )
            .map((parts) => parts.join('.')),
          fc.json().map((text) => `${part(text)}.e30.AA`),
        ),
        (text) => {
          try {
            expect(isJsonObject(parseJws(text).header)).toBe(true)
          } catch (error) {
            expect(error).toBeInstanceOf(CredentialError)
          }
        },
      ),
    )
  })

  it('gives no hostile token a signature that counts', async () => {
    const jwk = testSigner('jws').publicKey
    for (const hostile of hostileTokens.filter(({ token: text }) => looksLikeToken(text))) {
      const verdict = await verdictOf(hostile.token, jwk)
      expect(verdict, hostile.title).not.toBe(true)
    }
  })
})

async function verdictOf(text: string, key: AnyPublicKey): Promise<boolean | string> {
  try {
    return await verifyJws(parseJws(text), key, portableCrypto)
  } catch (error) {
    if (!(error instanceof CredentialError)) throw error
    return error.code
  }
}

describe('RFC 7515', () => {
  it('A.2 verifies the printed RS256 example with the printed key', async () => {
    const n =
      'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ'
    const key = parseJwk({ kty: 'RSA', n, e: 'AQAB' })
    const text =
      'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw'
    const jws = parseJws(text)
    expect(parseJson(jws.payload)).toMatchObject({ iss: 'joe' })
    expect(await verifyJws(jws, key, portableCrypto)).toBe(true)
  })
})
