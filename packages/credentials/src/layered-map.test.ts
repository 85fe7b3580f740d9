import fc from 'fast-check'
import { expect, it } from 'vitest'
import { LayeredMap } from './layered-map.ts'

const key = fc.constantFrom('a', 'b', 'c', 'd')
const step = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, value: fc.oneof(fc.integer(), fc.constant(null)) }),
  fc.record({ kind: fc.constant('delete' as const), key }),
  fc.record({ kind: fc.constant('copy' as const) }),
  fc.record({ kind: fc.constant('clear' as const) }),
)

it('reads as a copied map does after any changes and further copies, and leaves what it was copied from alone', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.integer())), fc.array(step, { maxLength: 40 }), (begin, steps) => {
      let plain = new Map<string, number | null>(begin)
      let layered: Map<string, number | null> = new Map(begin)
      const before: [Map<string, number | null>, Map<string, number | null>][] = []
      for (const one of steps) {
        if (one.kind === 'copy') {
          before.push([plain, layered])
          plain = new Map(plain)
          layered = new LayeredMap(layered)
        } else if (one.kind === 'clear') {
          plain.clear()
          layered.clear()
        } else if (one.kind === 'set') {
          plain.set(one.key, one.value)
          layered.set(one.key, one.value)
        } else expect(layered.delete(one.key)).toBe(plain.delete(one.key))
      }
      for (const [ofPlain, ofLayered] of [...before, [plain, layered] as const]) {
        for (const name of ['a', 'b', 'c', 'd', 'e']) {
          expect(ofLayered.get(name)).toBe(ofPlain.get(name))
          expect(ofLayered.has(name)).toBe(ofPlain.has(name))
        }
        expect(ofLayered.size).toBe(ofPlain.size)
        expect(new Map(ofLayered)).toEqual(ofPlain)
        expect([...ofLayered.keys()].sort()).toEqual([...ofPlain.keys()].sort())
        expect([...ofLayered.values()].sort()).toEqual([...ofPlain.values()].sort())
        const each: [string, number | null][] = []
        ofLayered.forEach((value, name) => {
          each.push([name, value])
        })
        expect(new Map(each)).toEqual(ofPlain)
      }
    }),
  )
})
