import { encodeBase64, encodeMultibase, encodeUtf8, type JsonObject, portableCrypto } from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  issuerDocument,
  issuerId,
  memoryNetwork,
  type Network,
  sign,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

const base = 'https://www.w3.org/ns/credentials/v2'
const badges = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
const sri = (text: string) => `sha384-${encodeBase64(portableCrypto.sha384(encodeUtf8(text)))}`
const multihash = (text: string) =>
  encodeMultibase('u', Uint8Array.from([0x12, 32, ...portableCrypto.sha256(encodeUtf8(text))]))

let network: Network
beforeAll(async () => {
  network = await goodNetwork()
})

async function check(relatedResource: readonly JsonObject[], more: Network = {}) {
  const badge = await sign(unsignedBadge({ relatedResource }))
  const { fetchDocument, asked } = memoryNetwork({ ...network, ...more })
  const report = await verifyBadge(badge, {}, { fetchDocument })
  return { found: deviations(report), asked, verdict: report.verdict }
}

describe('related resources', () => {
  it('VM9 compares a context with the digest of the published file, without a fetch', async () => {
    const good = 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU'
    const { found, asked } = await check([{ id: base, digestSRI: good }])
    expect(found).toEqual([])
    expect(asked).not.toContain(base)
    expect(await check([{ id: base, digestSRI: sri('another file') }])).toMatchObject({
      found: ['data-model failed data-model-related-resource'],
      verdict: 'invalid',
    })
  })

  it('VM9 asks for the file where no digest of that kind is known of it, and leaves the step open without an answer', async () => {
    const text = '{"@context": {}}'
    const digestSRI = sri(text)
    expect((await check([{ id: badges, digestSRI }], { [badges]: text })).found).toEqual([])
    expect((await check([{ id: badges, digestSRI }], { [badges]: `${text} ` })).found).toEqual([
      'data-model failed data-model-related-resource',
    ])
    expect(await check([{ id: badges, digestSRI }])).toMatchObject({
      found: ['data-model unknown data-model-resource-unchecked'],
      verdict: 'valid',
    })
    const long = `sha512-${encodeBase64(new Uint8Array(64))}`
    expect((await check([{ id: badges, digestSRI: long }], { [badges]: text })).found).toEqual([
      'data-model unknown data-model-resource-unchecked',
    ])
  })

  it('VM9 compares what the verification fetched for other reasons', async () => {
    const text = JSON.stringify(issuerDocument())
    expect((await check([{ id: issuerId, digestMultibase: multihash(text) }])).found).toEqual([])
    expect((await check([{ id: issuerId, digestMultibase: multihash('other') }])).found).toEqual([
      'data-model failed data-model-related-resource',
    ])
  })

  it('VM9 asks every digest of a resource, and the last resource too', async () => {
    const text = JSON.stringify(issuerDocument())
    const half = { id: issuerId, digestMultibase: multihash(text), digestSRI: sri('other') }
    expect((await check([half])).verdict).toBe('invalid')
    const unused = { id: 'https://harbor.example.org/picture', digestSRI: sri('x') }
    expect((await check([unused, { id: issuerId, digestSRI: sri('x') }])).verdict).toBe('invalid')
  })

  it('leaves alone what the verification has no use for', async () => {
    const id = 'https://harbor.example.org/picture'
    const { found, asked } = await check([{ id, digestSRI: sri('x') }], { [id]: 'y' })
    expect(found).toEqual([])
    expect(asked).not.toContain(id)
  })
})
