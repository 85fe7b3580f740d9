import type { JsonObject } from '@assay/core'
import {
  buildStatusEntry,
  encodeStatusList,
  makeStatusList,
  type StatusEntryInput,
  type StatusPurpose,
} from '@assay/credentials'
import { gzip } from '@assay/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { anyToken, documentWithJwk, jwkOf, tokenMethod } from '../test/tokens.ts'
import { checkCodes } from './check-codes.ts'
import { statusProblemType } from './status-problem-types.ts'
import {
  deviations,
  goodNetwork,
  issuerId,
  issuerKey,
  listUrl,
  type Network,
  otherKey,
  sign,
  statusList,
  suspensionUrl,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'
import type { VerifyOptions } from './verify.ts'

let network: Network
beforeAll(async () => {
  network = await goodNetwork()
})

const INDEX = 5
const badgeWith = (credentialStatus: JsonObject | JsonObject[], extra: JsonObject = {}) =>
  sign(unsignedBadge({ credentialStatus, ...extra }))
const entryOf = (input: Partial<StatusEntryInput> = {}) =>
  buildStatusEntry({ purpose: 'revocation', list: listUrl, index: INDEX, ...input })
/** A list of these purposes with one value at the index. */
const listWith = (value: number, size: number, purpose: StatusPurpose | readonly string[]) =>
  statusList({
    encodedList: encodeStatusList(makeStatusList([[INDEX, value]], { size }), gzip, { size }),
    change: {},
    ...(typeof purpose === 'string' ? { purpose } : { subject: { statusPurpose: purpose } }),
  })
/** Outcome of the step, and what it says of the first entry. */
async function statusOf(badge: JsonObject, more: Network, options: Partial<VerifyOptions> = {}) {
  const report = await verifyBadge(badge, { ...network, ...more }, options)
  const check = report.checks.find(({ id }) => id === 'status')
  const [entry = {}] = (check?.details?.entries ?? []) as JsonObject[]
  return { verdict: report.verdict, said: `${check?.outcome} ${check?.code}`, entry }
}

describe('values of more than one bit', () => {
  const messages = ['pending_review', 'accepted', 'rejected', 'undefined']

  it.each([0, 1, 2, 3])('BS5 BS8: message %d is told, and invalidates nothing', async (value) => {
    const badge = await badgeWith(entryOf({ purpose: 'message', size: 2, messages }))
    const { verdict, said, entry } = await statusOf(badge, { [listUrl]: await listWith(value, 2, 'message') })
    expect([verdict, said]).toEqual(['valid', 'passed status-message'])
    expect(entry).toMatchObject({ value, statusMessage: messages[value] })
  })

  it('BS5: without messages the two values are "unset" and "set"', async () => {
    const badge = await badgeWith(entryOf({ purpose: 'message' }))
    for (const [value, word] of [
      [0, 'unset'],
      [1, 'set'],
    ] as const) {
      const { said, entry } = await statusOf(badge, { [listUrl]: await listWith(value, 1, 'message') })
      expect([said, entry.statusMessage]).toEqual(['passed status-message', word])
    }
  })

  it('BS5 BS7: any value but 0 revokes, read at index times size', async () => {
    const badge = await badgeWith(entryOf({ size: 2, messages }))
    for (const value of [1, 2, 3]) {
      const { said } = await statusOf(badge, { [listUrl]: await listWith(value, 2, 'revocation') })
      expect(said).toBe('failed status-revoked')
    }
    expect((await statusOf(badge, { [listUrl]: await listWith(0, 2, 'revocation') })).said).toBe(
      'passed status-ok',
    )
  })

  it('BS6: a list that is long enough for one bit is too short for two', async () => {
    const badge = await badgeWith(entryOf({ size: 2, messages }))
    expect((await statusOf(badge, { [listUrl]: await statusList() })).said).toBe('unknown status-list-length')
  })
})

describe('purposes', () => {
  it('BS8: "refresh" is a warning and invalidates nothing', async () => {
    const badge = await badgeWith(entryOf({ purpose: 'refresh' }))
    const { verdict, said } = await statusOf(badge, { [listUrl]: await listWith(1, 1, 'refresh') })
    expect([verdict, said]).toEqual(['valid', 'warning status-refresh-due'])
    expect((await statusOf(badge, { [listUrl]: await listWith(0, 1, 'refresh') })).said).toBe(
      'passed status-ok',
    )
  })

  it('BS8: one list may serve several purposes and several entries', async () => {
    const both = [entryOf(), entryOf({ purpose: 'suspension', index: INDEX + 1 })]
    const badge = await badgeWith(both)
    const purposes = ['revocation', 'suspension', 'https://issuer.example/own']
    const list = { [listUrl]: await listWith(0, 1, purposes) }
    expect((await statusOf(badge, list)).said).toBe('passed status-ok')
    const revoked = { [listUrl]: await listWith(1, 1, purposes) }
    expect((await statusOf(badge, revoked)).said).toBe('failed status-revoked')
    const others = { [listUrl]: await listWith(0, 1, ['suspension', 'message']) }
    expect((await statusOf(badge, others)).said).toBe('unknown status-list-purpose')
  })

  it('G4: an entry that could not be checked is not hidden by one that could', async () => {
    const badge = await badgeWith([entryOf(), entryOf({ purpose: 'suspension', list: suspensionUrl })])
    const { verdict, said } = await statusOf(badge, { [suspensionUrl]: 503 })
    expect([verdict, said]).toEqual(['inconclusive', 'unknown status-unreachable'])
  })
})

describe('whose list it is', () => {
  const keeper = 'https://lists.example.org/'

  it('BS9: a registry can say that somebody else keeps the lists of the issuer', async () => {
    const badge = await badgeWith(entryOf())
    const list = await statusList({
      ...{ signer: otherKey, verificationMethod: `${keeper}#key-1` },
      change: { issuer: keeper },
    })
    const method = { id: `${keeper}#key-1`, controller: keeper, ...publicKey() }
    const controller = { id: keeper, verificationMethod: [method], assertionMethod: [method.id] }
    const more: Network = { [listUrl]: list, [keeper]: controller }
    expect((await statusOf(badge, more)).said).toBe('unknown status-list-issuer')
    const trust = (known: string) => ({
      vouchersFor: async () => [],
      mayKeepStatus: async (issuer: string, other: string) => issuer === issuerId && other === known,
    })
    expect((await statusOf(badge, more, { trust: trust(keeper) })).said).toBe('passed status-ok')
    expect((await statusOf(badge, more, { trust: trust(issuerId) })).said).toBe('unknown status-list-issuer')
  })

  it('BS6: one good proof does not hide one that failed, or that cannot be checked', async () => {
    const badge = await badgeWith(entryOf())
    const good = await statusList()
    for (const change of [{ cryptosuite: 'own-2030' }, { created: '2026-01-02T00:00:00Z' }]) {
      const proof = [good.proof ?? null, { ...(good.proof as JsonObject), ...change }]
      expect((await statusOf(badge, { [listUrl]: { ...good, proof } })).said).toBe(
        'unknown status-list-proof',
      )
    }
  })
})

describe('lists in other forms', () => {
  it('VM12: a signed list that is no conforming credential leaves the status open', async () => {
    const badge = await badgeWith(entryOf())
    const wrong = [
      { validFrom: 'yesterday' },
      { validFrom: '2026-05-02T00:00:00Z', validUntil: '2026-05-01T00:00:00Z' },
      { '@context': ['https://www.w3.org/ns/credentials/v2'], nickname: 'x' },
      { type: ['VerifiableCredential', 'BitstringStatusListCredential', 'Unheard'] },
    ]
    for (const change of wrong) {
      const list = await statusList({ change, cryptosuite: 'eddsa-jcs-2022' })
      const { verdict } = await statusOf(badge, { [listUrl]: list })
      expect(verdict).toBe('inconclusive')
    }
  })

  it('BS3: a list may be a token, which the issuer has signed', async () => {
    const badge = await badgeWith(entryOf())
    const { proof: _, ...list } = await listWith(1, 1, 'revocation')
    const header = { kid: tokenMethod, typ: 'vc+jwt' }
    const read = async (text: string) => {
      const documents = { [listUrl]: text, [issuerId]: documentWithJwk(jwkOf(issuerKey)) }
      return (await statusOf(badge, documents)).said
    }
    expect(await read(await anyToken(header, list, issuerKey))).toBe('failed status-revoked')
    expect(await read(await anyToken(header, list, otherKey))).toBe('unknown status-list-proof')
    const own = { jwk: jwkOf(otherKey), typ: 'vc+jwt' }
    expect(await read(await anyToken(own, list, otherKey))).toBe('unknown status-list-proof')
    expect(await read('eyJhbGciOiJub25lIn0.e30.')).toBe('unknown status-list-malformed')
  })
})

describe('StatusList2021', () => {
  const context = 'https://w3id.org/vc/status-list/2021/v1'
  const entry = { ...entryOf(), type: 'StatusList2021Entry' }

  async function list2021(value: number, change: JsonObject = {}): Promise<JsonObject> {
    const encodedList = encodeStatusList(makeStatusList([[INDEX, value]]), gzip).slice(1)
    return sign(
      {
        '@context': ['https://www.w3.org/2018/credentials/v1', context],
        id: listUrl,
        type: ['VerifiableCredential', 'StatusList2021Credential'],
        issuer: issuerId,
        issuanceDate: '2026-05-01T00:00:00Z',
        credentialSubject: {
          id: `${listUrl}#list`,
          type: 'StatusList2021',
          statusPurpose: 'revocation',
          encodedList,
          ...change,
        },
      },
      { cryptosuite: 'eddsa-jcs-2022' },
    )
  }
  const contexts = [...(unsignedBadge()['@context'] as JsonObject[]), context]
  const check = async (list: JsonObject) => {
    const badge = await badgeWith(entry, { '@context': contexts as never })
    return deviations(await verifyBadge(badge, { ...network, [listUrl]: list }))
  }
  const old = 'data-model warning data-model-superseded'

  it('is read, with a warning', async () => {
    expect(await check(await list2021(0))).toEqual([old, 'status warning status-superseded'])
    expect(await check(await list2021(1))).toEqual([old, 'status failed status-revoked'])
  })

  it('leaves the status open when it is not one', async () => {
    const multibase = encodeStatusList(makeStatusList([]), gzip)
    expect(await check(await list2021(0, { encodedList: multibase }))).toEqual([
      old,
      'status unknown status-list-malformed',
    ])
    expect(await check(await statusList())).toEqual([old, 'status unknown status-list-malformed'])
  })
})

describe('problem types', () => {
  it('BS6: each way of failing has the one of the standard', () => {
    const named = Object.keys(checkCodes)
      .filter((code) => code.startsWith('status-'))
      .map((code) => [code, statusProblemType(code as keyof typeof checkCodes)?.split('#')[1]])
      .filter(([, type]) => type !== undefined)
    expect(Object.fromEntries(named)).toMatchObject({
      'status-unreachable': 'STATUS_RETRIEVAL_ERROR',
      'status-list-proof': 'STATUS_VERIFICATION_ERROR',
      'status-list-purpose': 'STATUS_VERIFICATION_ERROR',
      'status-list-length': 'STATUS_LIST_LENGTH_ERROR',
      'status-range': 'RANGE_ERROR',
      'status-malformed': 'MALFORMED_VALUE_ERROR',
    })
    expect(statusProblemType('status-range')).toBe('https://www.w3.org/TR/vc-data-model#RANGE_ERROR')
    expect(statusProblemType('status-list-length')).toBe(
      'https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR',
    )
    expect(statusProblemType('status-ok')).toBeUndefined()
  })
})

function publicKey(): JsonObject {
  return { type: 'JsonWebKey', publicKeyJwk: jwkOf(otherKey) }
}
