import { p256, p384 } from '@noble/curves/nist.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compressPoint, expandPoint } from './curve-points.ts'

const curves = [
  { type: 'p256', curve: p256, size: 32 },
  { type: 'p384', curve: p384, size: 48 },
] as const

describe.each(curves)('points of $type', ({ type, curve, size }) => {
  it('are those of the reference, in both forms and with both signs', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: curve.Point.Fn.ORDER - 1n }), (scalar) => {
        const point = curve.Point.BASE.multiply(scalar)
        const whole = point.toBytes(false)
        const coordinates = { x: whole.slice(1, size + 1), y: whole.slice(size + 1) }
        expect(expandPoint(type, point.toBytes(true))).toEqual(coordinates)
        expect(compressPoint(type, coordinates)).toEqual(point.toBytes(true))
      }),
      { numRuns: 10 },
    )
  })

  it('are refused where the reference refuses them', () => {
    const random = fc.uint8Array({ minLength: size, maxLength: size })
    fc.assert(
      fc.property(fc.constantFrom(0, 2, 3, 4), random, (sign, x) => {
        const bytes = Uint8Array.of(sign, ...x)
        expect(expandPoint(type, bytes) !== undefined).toBe(accepts(bytes))
      }),
      { numRuns: 20 },
    )
    const prime = curve.Point.Fp.ORDER
    for (const number of [0n, prime - 1n, prime, prime + 1n, prime + 3n]) {
      const x = Buffer.from(number.toString(16).padStart(size * 2, '0'), 'hex')
      const bytes = Uint8Array.of(2, ...x)
      expect(expandPoint(type, bytes) !== undefined).toBe(accepts(bytes))
    }
    expect(expandPoint(type, new Uint8Array())).toBeUndefined()
  })

  it('need their own y', () => {
    const whole = curve.Point.BASE.toBytes(false)
    const [x, y] = [whole.slice(1, size + 1), whole.slice(size + 1)]
    expect(
      compressPoint(type, { x, y: y.map((byte, index) => (index === 0 ? byte ^ 1 : byte)) }),
    ).toBeUndefined()
    expect(compressPoint(type, { x, y: y.slice(1) })).toBeUndefined()
  })

  function accepts(bytes: Uint8Array): boolean {
    try {
      curve.Point.fromBytes(bytes)
      return true
    } catch {
      return false
    }
  }
})
