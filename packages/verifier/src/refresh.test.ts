import type { JsonObject, JsonValue } from '@assay/core'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  deviations,
  goodNetwork,
  memoryNetwork,
  type Network,
  otherKey,
  sign,
  unsignedBadge,
  verifyBadge,
} from './test/badge.ts'

const service = 'https://harbor.example.org/refresh/1'
const extensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
const refreshable = (extra: JsonObject = {}) =>
  unsignedBadge({
    '@context': [...(unsignedBadge()['@context'] as readonly JsonValue[]), extensions],
    refreshService: { id: service, type: '1EdTechCredentialRefresh' },
    ...extra,
  })

let network: Network
let original: JsonObject
beforeAll(async () => {
  network = await goodNetwork()
  original = await sign(refreshable())
})

describe('RF1: refresh', () => {
  it('takes the newer version in place of the original, once', async () => {
    const newer = await sign(
      refreshable({ name: 'Forklift safety, renewed', validFrom: '2026-04-01T00:00:00Z' }),
    )
    const { fetchDocument, asked } = memoryNetwork({ ...network, [service]: newer })
    const report = await verifyBadge(original, {}, { fetchDocument })
    expect(deviations(report)).toEqual(['refresh passed refresh-newer'])
    expect(report.credential?.claimed.name).toBe('Forklift safety, renewed')
    expect(JSON.parse(report.newer?.text ?? '')).toEqual(newer)
    expect(asked.filter((url) => url === service)).toHaveLength(1)
  })

  it('says so when the original is the newest', async () => {
    const report = await verifyBadge(original, { ...network, [service]: original })
    expect(deviations(report)).toEqual(['refresh passed refresh-current'])
    expect(report.newer).toBeUndefined()
  })

  it.each<[string, () => Promise<JsonValue | number>]>([
    ['does not answer', async () => 404],
    [
      'is another credential',
      () => sign(refreshable({ id: 'urn:uuid:8d9f3dd0-5a7f-4b8e-bb1c-93c4f2a4f001' })),
    ],
    [
      'is of another issuer',
      () => sign(refreshable({ issuer: { id: 'https://evil.example', type: ['Profile'] } })),
    ],
    ['is older', () => sign(refreshable({ validFrom: '2025-01-01T00:00:00Z' }))],
    [
      'was signed by somebody else',
      () => sign(refreshable({ validFrom: '2026-04-01T00:00:00Z' }), { signer: otherKey }),
    ],
  ])('uses the original, with a warning, when the answer %s', async (_, answer) => {
    const report = await verifyBadge(original, { ...network, [service]: await answer() })
    expect(deviations(report)).toEqual(['refresh warning refresh-failed'])
    expect(report.verdict).toBe('valid')
    expect(report.credential?.claimed.name).toBe('Forklift safety')
  })

  it('OD3: asks nobody before the proof has passed', async () => {
    const { fetchDocument, asked } = memoryNetwork({ ...network, [service]: original })
    const report = await verifyBadge({ ...original, name: 'Changed' }, {}, { fetchDocument })
    expect(report.verdict).toBe('invalid')
    expect(asked).not.toContain(service)
  })
})
