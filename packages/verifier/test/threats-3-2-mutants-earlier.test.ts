import {
  canonicalJson,
  encodeBase64Url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  parseDateTimeStamp,
} from '@assay/core'
import { buildClr, createProof } from '@assay/credentials'
import { createWorkerCanonicalize } from '@assay/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  goodNetwork,
  issuerId,
  issuerKey,
  method,
  type Network,
  nodeEngines,
  sign,
  unsignedBadge,
  verifyOptions,
} from '../src/test/badge.ts'
import {
  assertion,
  badgeClass,
  hostedNetwork,
  keyUrl,
  otherRsa,
  profile,
  signedAssertion,
  signToken,
} from '../src/test/open-badge-2.ts'
import { type VerifyOptions, verify } from '../src/verify.ts'
import { type Chance, chanceOf, mutateBytes, mutateStructure } from './mutants.ts'

/** As in the mutants of Open Badges 3.0: `ASSAY_MUTANTS=seed:from:count`; a record is tried a quarter as often, being larger. */
const [seed = 0, from = 0, count = 0] = (process.env.ASSAY_MUTANTS ?? '20260901:0:1000')
  .split(':')
  .map(Number)

interface Trial {
  readonly count: number
  readonly network: Network
  readonly make: (number: number, chance: Chance) => Uint8Array | Promise<Uint8Array>
  /** Why a mutant that is called valid must not be; null when it says what the original says. */
  readonly fault: (
    mutant: Uint8Array,
    claimed: JsonObject,
    established: object,
  ) => Promise<string | null> | string | null
  readonly engines?: Partial<VerifyOptions>
}

async function tryMutants({ count: times, network, make, fault, engines = nodeEngines }: Trial) {
  const tally = {
    tried: 0,
    accepted: 0,
    crashes: [] as string[],
    wrong: [] as string[],
    codes: new Set<string>(),
  }
  for (let number = from; number < from + times; number += 1) {
    const mutant = await make(number, chanceOf(seed * 1_000_003 + number))
    tally.tried += 1
    try {
      const report = await verify(mutant, verifyOptions(network, engines))
      for (const { outcome, code } of report.checks) if (outcome === 'failed') tally.codes.add(code)
      if (report.verdict !== 'valid') continue
      tally.accepted += 1
      const { claimed = {}, established = {} } = report.credential ?? {}
      const found = await fault(mutant, claimed, established)
      if (found !== null) tally.wrong.push(`${seed}:${number}:1 ${found}`)
    } catch (error) {
      tally.crashes.push(`${seed}:${number}:1 ${String(error)}`)
    }
  }
  console.info(
    `T10: mutants ${from} to ${from + times - 1} of seed ${seed}, ${tally.accepted} of them accepted`,
  )
  return tally
}

function mutate(document: JsonObject, number: number, chance: Chance): Uint8Array {
  if (number % 2 === 0) return encodeUtf8(JSON.stringify(mutateStructure(document, chance)))
  return mutateBytes(encodeUtf8(JSON.stringify(document)), chance)
}

describe('3.2 mutants of earlier badges and records', { timeout: 3_600_000 }, () => {
  // Fails with `contradicts` answering false: mutants with another recipient or name are then accepted.
  it('T10 OB2 hosted: a file that is accepted says nothing that its address does not', async () => {
    const whole = assertion({ badge: badgeClass({ issuer: profile() }) })
    const original = await verify(JSON.stringify(whole), verifyOptions(hostedNetwork(), nodeEngines))
    const { tried, accepted, crashes, wrong, codes } = await tryMutants({
      count,
      network: hostedNetwork(),
      make: (number, chance) => mutate(whole, number, chance),
      fault: (mutant, claimed) => {
        if (canonicalJson(claimed) !== canonicalJson(original.credential?.claimed ?? {})) return 'other facts'
        const given: unknown = JSON.parse(new TextDecoder().decode(mutant))
        return isJsonObject(given) && isPart(given, whole) ? null : 'another content'
      },
    })
    expect(original.verdict).toBe('valid')
    expect([crashes, wrong]).toEqual([[], []])
    if (tried < 500) return
    expect([...codes]).toEqual(
      expect.arrayContaining(['proof-hosted-differs', 'data-model-malformed', 'parse-json']),
    )
    expect(accepted).toBeLessThan(tried / 4)
  })

  // Fails with `verifyJws` answering true, and with `bind` leaving out either of its two questions.
  it('T10 OB2 signed: a token that is accepted is the one that the issuer signed', async () => {
    const payload = signedAssertion()
    const token = await signToken(payload)
    const [head = '', , signature = ''] = token.split('.')
    const { tried, accepted, crashes, wrong, codes } = await tryMutants({
      count,
      network: hostedNetwork(),
      make: async (number, chance) => {
        const changed = number % 2 === 0 ? mutateStructure(payload, chance) : payload
        if (number % 4 >= 2 && isJsonObject(changed)) {
          const creator = chance.pick([keyUrl, `${keyUrl}2`, 'https://evil.example/key'])
          const again = await signToken(
            { ...changed, verification: { type: 'SignedBadge', creator } },
            otherRsa,
          )
          return number % 2 === 0 ? encodeUtf8(again) : mutateBytes(encodeUtf8(again), chance)
        }
        const text = `${head}.${encodeBase64Url(encodeUtf8(JSON.stringify(changed)))}.${signature}`
        return number % 2 === 0 ? encodeUtf8(text) : mutateBytes(encodeUtf8(text), chance)
      },
      fault: (mutant) => (new TextDecoder().decode(mutant).trim() === token ? null : 'another token'),
    })
    expect([crashes, wrong]).toEqual([[], []])
    if (tried < 500) return
    expect([...codes]).toEqual(expect.arrayContaining(['proof-signature', 'proof-malformed']))
    expect(accepted).toBeLessThan(tried / 4)
  })
})

describe('3.2 mutants of a learner record', { timeout: 3_600_000 }, () => {
  const { canonicalize, close } = createWorkerCanonicalize({ threads: 1 })
  afterAll(close)
  const engines = { crypto: nodeEngines.crypto, canonicalize }
  let network: Network
  let record: JsonObject
  let content: string
  const contentOf = async ({ proof: _, ...unsigned }: JsonObject) =>
    (await canonicalize(unsigned as JsonObject, 'sha256')).nquads
  beforeAll(async () => {
    network = await goodNetwork()
    const document = buildClr({
      ...{ id: 'https://harbor.example.org/records/1', name: 'Record' },
      issuer: { id: issuerId, name: 'Harbor Logistics' },
      validFrom: parseDateTimeStamp('2026-02-01T00:00:00Z'),
      subject: { id: 'urn:uuid:6f1c2a54-8f4e-4f0e-9a5a-0a4d2f6f9d11', identifiers: [] },
      credentials: [await sign(unsignedBadge())],
    })
    const created = parseDateTimeStamp('2026-02-01T00:00:00Z')
    record = await createProof({
      document,
      verificationMethod: method,
      created,
      signer: issuerKey,
      ...engines,
    })
    content = await contentOf(record)
  })

  it('T10 CLR: a record that is accepted says what was signed', async () => {
    const { tried, accepted, crashes, wrong } = await tryMutants({
      ...{ count: Math.ceil(count / 4), network, engines },
      make: (number, chance) => mutate(record, number, chance),
      fault: async (mutant) => {
        const document: unknown = JSON.parse(new TextDecoder().decode(mutant))
        return isJsonObject(document) && (await contentOf(document)) === content ? null : 'another content'
      },
    })
    expect([crashes, wrong]).toEqual([[], []])
    if (tried < 100) return
    expect(accepted).toBeLessThan(tried / 2)
  })
})

/** Whether everything that is said stands in the whole; parts may be named by their ids alone. */
function isPart(given: unknown, whole: unknown): boolean {
  if (Array.isArray(given)) {
    return (
      Array.isArray(whole) &&
      given.length === whole.length &&
      given.every((item, at) => isPart(item, whole[at]))
    )
  }
  if (isJsonObject(given)) {
    return (
      isJsonObject(whole) &&
      Object.keys(given).every((name) => Object.hasOwn(whole, name) && isPart(given[name], whole[name]))
    )
  }
  return given === whole || (isJsonObject(whole) && whole.id === given)
}
