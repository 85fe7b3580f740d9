import { gunzipSync, gzipSync } from 'node:zlib'
import { type JsonObject, limits, memberOf } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDataModel } from './data-model/check-data-model.ts'
import { CredentialError } from './errors.ts'
import type { Expand } from './expand.ts'
import { buildStatusEntry } from './status-entry.ts'
import {
  buildStatusListCredential,
  decodeStatusList,
  emptyStatusList,
  encodeStatusList,
  makeStatusList,
  readStatus,
  withStatus,
} from './status-list.ts'

const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes)
const gunzip: Expand = (bytes, maximumBytes) => {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: maximumBytes }))
  } catch (error) {
    const large = error instanceof RangeError
    throw large ? new CredentialError('status-list-too-large', 'beyond the limit') : error
  }
}
const vectors = sharedVectors('bitstring')
const refused = (code: string) => expect.objectContaining({ code })

describe('status lists', () => {
  it.skipIf(vectors === null).each(['spec-example-03.txt', 'spec-example-05.txt'])(
    'BS3, BS4: %s of the standard expands to 131,072 clear entries',
    (file) => {
      vectors?.report(1)
      const example = JSON.parse(vectors?.text(file).replace(/^#.*\n/, '') ?? '')
      const list = decodeStatusList(example.credentialSubject.encodedList, gunzip)
      expect(list).toEqual(emptyStatusList())
    },
  )

  it('BS4: have index 0 at the most significant bit of the first byte', () => {
    const list = withStatus(emptyStatusList(), 0, true)
    expect(list[0]).toBe(0x80)
    expect(withStatus(list, 15, true)[1]).toBe(1)
  })

  it('give back each bit that was set, and leave the others and the argument alone', () => {
    const index = fc.nat(131_071)
    fc.assert(
      fc.property(fc.uniqueArray(index, { maxLength: 20 }), index, (indexes, other) => {
        const empty = emptyStatusList()
        const list = indexes.reduce((bits, place) => withStatus(bits, place, true), empty)
        const read = decodeStatusList(encodeStatusList(list, gzip), gunzip)
        for (const place of indexes) expect(readStatus(read, place)).toBe(1)
        if (!indexes.includes(other)) expect(readStatus(read, other)).toBe(0)
        const cleared = indexes.reduce((bits, place) => withStatus(bits, place, false), read)
        expect([Buffer.compare(cleared, emptyStatusList()), Buffer.compare(empty, cleared)]).toEqual([0, 0])
      }),
      { numRuns: 30 },
    )
  })

  it('BS5: read entries of several bits at index times size', () => {
    const list = emptyStatusList()
    list[1] = 0b0001_1010
    expect(readStatus(list, 2, 4)).toBe(0b0001)
    expect(readStatus(list, 3, 4)).toBe(0b1010)
    expect(readStatus(list, 0, 16)).toBe(0b0001_1010)
    list.fill(255, 0, 4)
    expect(readStatus(list, 0, 32)).toBe(2 ** 32 - 1)
  })

  it.each([
    [131_072, 1],
    [-1, 1],
    [0.5, 1],
    [Number.NaN, 1],
    [32_768, 4],
    [0, 0],
    [0, 33],
    [0, 1e9],
    [Number.MAX_SAFE_INTEGER, 2],
  ])('BS6, L2, L3: refuse index %d with size %d', (index, size) => {
    expect(() => readStatus(emptyStatusList(), index, size)).toThrow(refused('status-range'))
  })

  it.each([
    ['status-malformed', encodeStatusList(emptyStatusList(), gzip).slice(1)],
    ['status-malformed', ''],
    ['status-malformed', 'u!!!!'],
    ['status-malformed', `u${Buffer.from('not gzip').toString('base64url')}`],
    [
      'status-malformed',
      `u${Buffer.from(gzipSync(emptyStatusList()).subarray(0, 20)).toString('base64url')}`,
    ],
    ['status-list-length', `u${gzipSync(new Uint8Array(16 * 1024 - 1)).toString('base64url')}`],
    ['status-list-too-large', `u${gzipSync(new Uint8Array(8 * 1024 * 1024 + 1)).toString('base64url')}`],
    ['status-list-too-large', `u${'A'.repeat(3 * 1024 * 1024)}`],
  ])('BS10, L1: refuse with %s what is no list', (code, encodedList) => {
    expect(() => decodeStatusList(encodedList, gunzip)).toThrow(refused(code))
  })

  it('BS10: accept 2^26 entries', () => {
    const list = emptyStatusList(limits.statusList.expandedBytes)
    expect(decodeStatusList(encodeStatusList(list, gzip), gunzip)).toHaveLength(8 * 1024 * 1024)
  })

  it('BS5: hold values of any size at index times size, the most significant bit first', () => {
    const shapes = fc.record({
      size: fc.integer({ min: 1, max: 32 }),
      entries: fc.constantFrom(131_072, 140_001),
    })
    const draws = fc.array(fc.tuple(fc.nat(131_071), fc.nat(0xffff_ffff)), { maxLength: 20 })
    fc.assert(
      fc.property(shapes, draws, ({ size, entries }, raw) => {
        const values = new Map(raw.map(([index, value]) => [index, value % 2 ** size]))
        const list = makeStatusList(values, { size, entries })
        expect(list.length).toBe(Math.ceil((entries * size) / 8))
        for (const [index, value] of values) {
          expect(readStatus(list, index, size)).toBe(value)
          const bits = Array.from({ length: size }, (_, bit) => readStatus(list, index * size + bit)).join('')
          expect(Number.parseInt(bits, 2)).toBe(value)
        }
        const read = decodeStatusList(encodeStatusList(list, gzip, { size }), gunzip, { size })
        expect(Buffer.compare(read, list)).toBe(0)
      }),
      { numRuns: 20 },
    )
  })

  it('BS5: a value overwrites only its own bits', () => {
    const full = withStatus(emptyStatusList().fill(255), 3, 0b010, 3)
    expect([2, 3, 4].map((index) => readStatus(full, index, 3))).toEqual([7, 2, 7])
  })

  it('BS6: 131,072 entries of two bits need 32 KiB, on making and on reading', () => {
    const short = emptyStatusList(32 * 1024 - 1)
    expect(() => encodeStatusList(short, gzip, { size: 2 })).toThrow(TypeError)
    const encodedList = encodeStatusList(short, gzip)
    expect(decodeStatusList(encodedList, gunzip)).toHaveLength(short.length)
    expect(() => decodeStatusList(encodedList, gunzip, { size: 2 })).toThrow(refused('status-list-length'))
    const enough = encodeStatusList(emptyStatusList(32 * 1024), gzip, { size: 2 })
    expect(decodeStatusList(enough, gunzip, { size: 2 })).toHaveLength(32 * 1024)
  })

  it('reads the list of a StatusList2021, which has no multibase letter, and takes neither form for the other', () => {
    const encodedList = encodeStatusList(withStatus(emptyStatusList(), 9, true), gzip)
    const list = decodeStatusList(encodedList.slice(1), gunzip, { encoding: 'base64url' })
    expect(readStatus(list, 9)).toBe(1)
    expect(() => decodeStatusList(encodedList, gunzip, { encoding: 'base64url' })).toThrow(
      refused('status-malformed'),
    )
  })

  it('are not made too short, nor written outside', () => {
    expect(() => emptyStatusList(1_000)).toThrow(TypeError)
    expect(() => makeStatusList([], { entries: 131_071 })).toThrow(TypeError)
    expect(() => makeStatusList([], { entries: 8 * 1024 * 1024, size: 32 })).toThrow(TypeError)
    expect(() => makeStatusList([[0, 1]], { size: 33 })).toThrow(TypeError)
    expect(() => makeStatusList([[131_072, 1]])).toThrow(TypeError)
    for (const value of [4, -1, 0.5, Number.NaN])
      expect(() => withStatus(emptyStatusList(), 0, value, 2)).toThrow(TypeError)
    expect(() => encodeStatusList(new Uint8Array(10), gzip)).toThrow(TypeError)
    expect(() => withStatus(emptyStatusList(), 131_072, true)).toThrow(TypeError)
  })
})

describe('status credentials', () => {
  it('BS1, BS3: have the members that the standard asks for', () => {
    const id = 'https://issuer.example/status/3'
    const credential = buildStatusListCredential({
      id,
      issuer: 'https://issuer.example/organizations/1',
      purpose: 'suspension',
      encodedList: encodeStatusList(emptyStatusList(), gzip),
      validFrom: '2026-05-03T16:38:00Z',
      validUntil: '2026-05-04T16:38:00Z',
      ttl: 300_000,
    })
    expect(checkDataModel(credential)).toEqual([])
    const both = buildStatusListCredential({
      ...{ id, issuer: id, purpose: ['revocation', 'suspension'], ttl: 0 },
      encodedList: encodeStatusList(emptyStatusList(), gzip),
      validFrom: '2026-05-03T16:38:00Z',
    })
    expect(checkDataModel(both)).toEqual([])
    const subject = memberOf(credential, 'credentialSubject') as JsonObject
    expect(subject).toMatchObject({ type: 'BitstringStatusList', statusPurpose: 'suspension', ttl: 300_000 })
    expect(buildStatusEntry({ purpose: 'suspension', list: id, index: 7 })).toEqual({
      id: `${id}#7`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'suspension',
      statusListIndex: '7',
      statusListCredential: id,
    })
  })
})
