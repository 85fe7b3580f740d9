import { concatBytes, encodeUtf8 } from '@assay/core'

/** A value in DER (X.690): its tag, its length, its content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const bytes = concatBytes(...content)
  return concatBytes(Uint8Array.of(tag, ...lengthOf(bytes.length)), bytes)
}

/** SEQUENCE of values. */
export const sequence = (...values: readonly Uint8Array[]): Uint8Array => der(0x30, ...values)

/** OBJECT IDENTIFIER, given as its content octets in hex. */
export const oid = (hex: string): Uint8Array => der(0x06, Uint8Array.from(Buffer.from(hex, 'hex')))

/** UTF8String. */
export const text = (value: string): Uint8Array => der(0x0c, encodeUtf8(value))

/** BIT STRING of whole bytes. */
export const bits = (bytes: Uint8Array): Uint8Array => der(0x03, Uint8Array.of(0), bytes)

/** OCTET STRING. */
export const octets = (bytes: Uint8Array): Uint8Array => der(0x04, bytes)

/** GeneralizedTime or UTCTime of a whole second, whichever X.509 asks for (RFC 5280 4.1.2.5). */
export function time(milliseconds: number): Uint8Array {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]|\.\d{3}/g, '')
  const generalized = Number(digits.slice(0, 4)) >= 2050
  return der(generalized ? 0x18 : 0x17, encodeUtf8(generalized ? digits : digits.slice(2)))
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length]
  const bytes: number[] = []
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256)
  return [0x80 + bytes.length, ...bytes]
}
