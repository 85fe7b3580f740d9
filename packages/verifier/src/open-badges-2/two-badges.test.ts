import { encodeUtf8, type JsonObject } from '@assay/core'
import { bakePng, bakeSvg } from '@assay/credentials'
import { beforeAll, describe, expect, it } from 'vitest'
import { onePixel } from '../../test/png.ts'
import {
  goodNetwork,
  memoryNetwork,
  type Network,
  sign,
  unsignedBadge,
  verifyOptions,
} from '../test/badge.ts'
import {
  assertion,
  assertionUrl,
  hostedNetwork,
  otherRsa,
  signedAssertion,
  signToken,
} from '../test/open-badge-2.ts'
import { verify } from '../verify.ts'

let network: Network
let newer: string

beforeAll(async () => {
  network = { ...(await goodNetwork()), ...hostedNetwork() }
  newer = JSON.stringify(await sign(unsignedBadge()))
})

const svg = encodeUtf8(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>',
)
const inPng = (earlier: string, later = newer) => bakePng(bakePng(onePixel, earlier, 'open-badges-2'), later)
const inSvg = (earlier: string, later = newer) => bakeSvg(bakeSvg(svg, earlier, 'open-badges-2'), later)

describe('a picture with a badge of Open Badges 3.0 and one of 2.0', () => {
  it.each([
    ['png', inPng],
    ['svg', inSvg],
  ] as const)('BK5: %s: each is verified, and the report says which is which', async (kind, bake) => {
    const report = await verify(bake(JSON.stringify(assertion())), verifyOptions(network))
    expect(report).toMatchObject({
      ...{ format: `ob3-${kind}`, verdict: 'valid' },
      also: {
        ...{ format: `ob2-${kind}`, verdict: 'valid' },
        credential: { established: { issuerName: 'North Yard School' }, claimed: { id: assertionUrl } },
      },
    })
    expect(report.credential?.established.issuerName).toBe('Harbor Logistics')
    expect(report.also?.checks.map(({ id }) => id)).toEqual(report.checks.map(({ id }) => id))
  })

  it('BK5: the verdict on one is never that on the other', async () => {
    const forged = await verify(inPng(await signToken(signedAssertion(), otherRsa)), verifyOptions(network))
    expect([forged.verdict, forged.also?.verdict]).toEqual(['valid', 'invalid'])
    const changed = JSON.stringify({ ...(JSON.parse(newer) as JsonObject), name: 'Changed' })
    const other = await verify(inPng(JSON.stringify(assertion()), changed), verifyOptions(network))
    expect([other.verdict, other.also?.verdict]).toEqual(['invalid', 'valid'])
    const unread = await verify(inPng(JSON.stringify(assertion()), '{"x":'), verifyOptions(network))
    expect([unread.verdict, unread.also?.verdict]).toEqual(['invalid', 'valid'])
  })

  it('BK5: a picture with one badge has no other', async () => {
    const alone = [bakePng(onePixel, newer), bakePng(onePixel, JSON.stringify(assertion()), 'open-badges-2')]
    for (const file of alone) expect(await verify(file, verifyOptions(network))).not.toHaveProperty('also')
  })

  it('both share what one verification may ask for', async () => {
    const { fetchDocument, asked } = memoryNetwork(network)
    const options = { ...verifyOptions({}), fetchDocument, budget: { fetches: 3 } }
    const report = await verify(inPng(JSON.stringify(assertion())), options)
    expect(asked.length).toBe(3)
    expect(report.also?.verdict).not.toBe('valid')
  })
})
