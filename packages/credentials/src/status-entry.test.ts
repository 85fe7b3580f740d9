import type { JsonObject, JsonValue } from '@assay/core'
import { sharedVectors } from '@assay/testkit'
import { describe, expect, it } from 'vitest'
import { checkDataModel } from './data-model/check-data-model.ts'
import { buildStatusEntry, readStatusEntry } from './status-entry.ts'

const vectors = sharedVectors('bitstring')
const list = 'https://issuer.example/status/3'
const plain = buildStatusEntry({ purpose: 'revocation', list, index: 7 })
const fourMessages = ['pending', 'accepted', 'rejected', 'undefined']
const wide = buildStatusEntry({ purpose: 'message', list, index: 7, size: 2, messages: fourMessages })
const faultsOf = (entry: JsonObject) => (readStatusEntry(entry).faults ?? []).map(({ member }) => member)
const rowsOf = (...statuses: JsonValue[]) => statuses.map((status) => ({ status, message: 'm' }))

describe('status entries', () => {
  it('BS1, BS5: are read as they were built', () => {
    expect(readStatusEntry(plain).entry).toEqual({
      ...{ type: 'BitstringStatusListEntry', purpose: 'revocation', index: 7, list, size: 1, numeric: false },
    })
    expect(readStatusEntry(wide).entry).toMatchObject({ size: 2, messages: new Map(fourMessages.entries()) })
    expect(wide.statusMessage).toEqual(
      fourMessages.map((message, value) => ({ status: `0x${value}`, message })),
    )
  })

  it.skipIf(vectors === null)('BS1: those of the examples of the standard are well formed', () => {
    const entries = ['spec-example-01.txt', 'spec-example-04.txt'].flatMap((file) => {
      const { credentialStatus } = JSON.parse(vectors?.text(file).replace(/^#.*\n/, '') ?? '')
      return [credentialStatus].flat() as JsonObject[]
    })
    vectors?.report(entries.length)
    expect(entries.map((entry) => readStatusEntry(entry).entry?.index)).toEqual([94_567, 23_452, 94_567])
  })

  it('BS5: every hexadecimal form of a value names it, in any order', () => {
    const statusMessage = rowsOf('0x03', '0x2', '0x0001', '0x0')
    expect([...(readStatusEntry({ ...wide, statusMessage }).entry?.messages?.keys() ?? [])]).toEqual([
      3, 2, 1, 0,
    ])
    const sixteen = Array.from({ length: 16 }, (_, value) => `0x${value.toString(16).toUpperCase()}`)
    const four = { ...wide, statusSize: 4, statusMessage: rowsOf(...sixteen) }
    expect(readStatusEntry(four).entry?.messages?.size).toBe(16)
  })

  it.each<[string, JsonObject, string]>([
    ['no purpose', { statusPurpose: 5 }, 'statusPurpose'],
    ['several purposes', { statusPurpose: ['revocation'] }, 'statusPurpose'],
    ['an empty purpose', { statusPurpose: '' }, 'statusPurpose'],
    ['a number for an index', { statusListIndex: 7 }, 'statusListIndex'],
    ['true for an index', { statusListIndex: true }, 'statusListIndex'],
    ['an index with a leading zero', { statusListIndex: '07' }, 'statusListIndex'],
    ['a list that is no URL', { statusListCredential: 'status/3' }, 'statusListCredential'],
    ['the list’s URL for an id', { id: list }, 'id'],
    ['a size of text', { statusSize: '2' }, 'statusSize'],
    ['a size of zero', { statusSize: 0 }, 'statusSize'],
    ['a size of one and a half', { statusSize: 1.5 }, 'statusSize'],
    ['a size of 33', { statusSize: 33, statusMessage: [] }, 'statusSize'],
    ['a size without messages', { statusSize: 2 }, 'statusMessage'],
    ['a message for one bit that lists one value', { statusMessage: rowsOf('0x0') }, 'statusMessage'],
    ['a message that is no array', { statusMessage: { status: '0x0', message: 'm' } }, 'statusMessage'],
    ['a reference that is no URL', { statusReference: 'dictionary' }, 'statusReference'],
    ['a reference among several that is no URL', { statusReference: [list, 5] }, 'statusReference'],
    ['no reference in an array', { statusReference: [] }, 'statusReference'],
  ])('BS1, BS2, BS5: %s is a fault', (_, change, member) => {
    expect(faultsOf({ ...plain, ...change })).toContain(member)
  })

  it.each<[string, JsonValue]>([
    ['a value is missing', rowsOf('0x0', '0x1', '0x2')],
    ['a value stands twice', rowsOf('0x0', '0x1', '0x2', '0x02')],
    ['a value does not fit', rowsOf('0x0', '0x1', '0x2', '0x4')],
    ['a value is decimal', rowsOf('0', '1', '2', '3')],
    ['a value is a number', rowsOf(0, 1, 2, 3)],
    ['a message is missing', [...rowsOf('0x0', '0x1', '0x2'), { status: '0x3' }]],
    ['a row is text', [...rowsOf('0x0', '0x1', '0x2'), '0x3']],
  ])('BS5: the messages are a fault when %s', (_, statusMessage) => {
    expect(faultsOf({ ...wide, statusMessage })).toEqual(['statusMessage'])
  })

  it('names every fault of an entry, not the first', () => {
    const nothing = { type: 'BitstringStatusListEntry', statusSize: -1, statusReference: 1 }
    const all = ['statusPurpose', 'statusListIndex', 'statusListCredential', 'statusSize', 'statusReference']
    expect(faultsOf(nothing)).toEqual(all)
  })

  it('BS2: a number for an index is read where the profile lets it', () => {
    const numeric = { ...plain, statusListIndex: 7 }
    expect(readStatusEntry(numeric, { numericIndex: true }).entry).toMatchObject({ index: 7, numeric: true })
    for (const index of [-1, 0.5, 1e300])
      expect(
        readStatusEntry({ ...plain, statusListIndex: index }, { numericIndex: true }).faults,
      ).toHaveLength(1)
  })

  it('are not built malformed', () => {
    expect(() => buildStatusEntry({ purpose: 'revocation', list, index: -1 })).toThrow(TypeError)
    expect(() => buildStatusEntry({ purpose: 'message', list, index: 1, size: 2 })).toThrow(TypeError)
    const few = { purpose: 'message', list, index: 1, size: 2, messages: ['a', 'b'] } as const
    expect(() => buildStatusEntry(few)).toThrow(TypeError)
  })
})

describe('status in the data model', () => {
  const credential: JsonObject = {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiableCredential'],
    issuer: 'https://issuer.example/',
    credentialSubject: { id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11' },
  }
  const found = (document: JsonObject) =>
    checkDataModel(document).map(({ code, type, pointer }) => `${code} ${type} ${pointer}`)

  it('BS1, BS2: a malformed entry is a MALFORMED_VALUE_ERROR at its place', () => {
    expect(found({ ...credential, credentialStatus: plain })).toEqual([])
    const wrong = { type: 'BitstringStatusListEntry', statusListIndex: true, statusListCredential: list }
    expect(found({ ...credential, credentialStatus: [plain, wrong] })).toEqual([
      'status-entry MALFORMED_VALUE_ERROR /credentialStatus/1/statusPurpose',
      'status-entry MALFORMED_VALUE_ERROR /credentialStatus/1/statusListIndex',
    ])
  })

  it('leaves entries of other types alone', () => {
    expect(found({ ...credential, credentialStatus: { type: 'CredentialStatusList2017' } })).toEqual([])
  })

  it('BS3: a list without its members is malformed', () => {
    const bare = { ...credential, type: ['VerifiableCredential', 'BitstringStatusListCredential'] }
    expect(found(bare)).toEqual([
      'status-list MALFORMED_VALUE_ERROR /credentialSubject/type',
      'status-list MALFORMED_VALUE_ERROR /credentialSubject/statusPurpose',
      'status-list MALFORMED_VALUE_ERROR /credentialSubject/encodedList',
    ])
    const subject = { type: 'BitstringStatusList', statusPurpose: ['revocation', 'x'], encodedList: 'uH4sI' }
    expect(found({ ...bare, credentialSubject: subject })).toEqual([])
  })
})
