import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import type { JsonObject, Signer } from '@assay/core'

/** A signer for RS256 whose key stands in the source, so that every run has the same. */
export interface TestRsaSigner {
  /** The public half. */
  readonly jwk: JsonObject
  /** The public half as SPKI. */
  readonly pem: string
  readonly sign: Signer['sign']
}

/** The two primes of each key in base64url; all else follows from them. */
const primes: Readonly<Record<'issuer' | 'other', readonly [p: string, q: string]>> = {
  issuer: [
    '84ZPEwmnm7Drp21ieHGY1Vr9kmJKoDhpPQGFZaT4xKETptRLvZWw3PZbERabZXg3wL8AT-szZnqqLSqFo8hpofNDFdDn2zwsBwTbiXYNvWn6i2f-lBH7IX4f98jQ8jnTIfZYgcbNssu9BZdS0LWuCyaf6Gg_UkIM3iX0IljEbDs',
    '1bcKM7e6_qCQ9RxpgLo2IunXied6SOdGAhQbxpMacQMAeeCf2XLFX-XmMXCrK3CnvQcf-5oGai0o2Cph5UDnoDuKG51KpMkOPEzYlGmK1sUb38YkpfSp7M081BCVyLpaLvt_CiSXoBP_1poYOjzIhVEHvbHu3LEyHl6dIlYbRps',
  ],
  other: [
    '7CWr8Bpoeeoa0RI7TEFjiTsAxEPHJwhbl50eZUsxO_ypKBrcWZPjqNe_9yiPc43ebfFvYVDnHBFtJbUSpjNkVl5pRr1rbJPoOQl7vLnTEanRZMXuHZQ-yC5EuC6vIZ-2U8A_ZVNv8fl8LKq8Q1IbU-cKjkXatDGznGT_oEXQct8',
    '6DmLrdapwpHZKPoF2WCSrhjc-AqGKFkmedymWGJnitYG6KJxw90U9I6h4qSFCBWmC3UxjiJJxMBiBHVS2HaProV1mDTfvL-RF1LloDDugfCsmTc0bQQXj8Xpo_ZO63HTWN8zmQT-o_w4jDomRTmm2UOxCOZHgyIXZk4nfTHpzTE',
  ],
}
const EXPONENT = 65_537n

/** An RSA key of 2048 bits for tests. The key is public knowledge: throws `TypeError` where `NODE_ENV` is `production`. */
export function testRsaSigner(label: keyof typeof primes): TestRsaSigner {
  if (process.env.NODE_ENV === 'production') throw new TypeError('test keys are refused in production')
  const key = createPrivateKey({ key: jwkOf(...primes[label]), format: 'jwk' })
  const publicKey = createPublicKey(key)
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  return {
    jwk: { kty: 'RSA', n, e },
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: async (batch) => batch.map((message) => new Uint8Array(sign('sha256', message, key))),
  }
}

function jwkOf(first: string, second: string) {
  const [p, q] = [read(first), read(second)]
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  return {
    kty: 'RSA',
    ...{ n: write(p * q), e: write(EXPONENT), d: write(d), p: first, q: second },
    ...{ dp: write(d % (p - 1n)), dq: write(d % (q - 1n)), qi: write(inverse(q, p)) },
  }
}

function read(text: string): bigint {
  return BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`)
}

function write(number: bigint): string {
  const hex = number.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url')
}

/** The number that times `value` leaves 1 (extended Euclid). */
function inverse(value: bigint, modulus: bigint): bigint {
  let [left, right] = [modulus, value % modulus]
  let [before, now] = [0n, 1n]
  while (right > 1n) {
    const times = left / right
    ;[left, right] = [right, left - times * right]
    ;[before, now] = [now, before - times * now]
  }
  return ((now % modulus) + modulus) % modulus
}
