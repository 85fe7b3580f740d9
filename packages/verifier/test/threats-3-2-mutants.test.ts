import {
  AssayError,
  didKeyMethod,
  encodeBase64Url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@assay/core'
import { bakePng, bakeSvg, parseJws, readBakedSvg, readPng, readVcJwt } from '@assay/credentials'
import { inflate } from '@assay/node'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  goodNetwork,
  issuerId,
  method,
  type Network,
  nodeEngines,
  otherKey,
  sign,
  unsignedBadge,
  verifyOptions,
} from '../src/test/badge.ts'
import { verify } from '../src/verify.ts'
import { type Chance, chanceOf, mutateBytes, mutateStructure } from './mutants.ts'
import { onePixel } from './png.ts'
import { anyToken, documentWithJwk, jwkOf, rsaKey, tokenMethod, vcJwt } from './tokens.ts'

/**
 * `ASSAY_MUTANTS=seed:from:count` makes other mutants and more of them: 1,000,000 nightly can be split into runs that go on
 * where the last one ended, because each mutant follows from the seed and its number. Default: 1,000 structural ones and
 * 1,000 of bytes a format, half of them signed again by another key.
 */
const [seed = 0, from = 0, count = 0] = (process.env.ASSAY_MUTANTS ?? '20260901:0:1000')
  .split(':')
  .map(Number)

let network: Network
let badge: JsonObject
let content: string
let token: string
let claims: JsonObject
beforeAll(async () => {
  network = await goodNetwork()
  badge = await sign(unsignedBadge())
  const rsa = rsaKey()
  network = { ...network, [issuerId]: documentWithJwk(rsa.jwk) }
  token = await vcJwt(badge, rsa)
  claims = parseJson(parseJws(token).payload) as JsonObject
  content = await contentOf(badge)
})

/** What is signed, in canonical form. */
async function contentOf(document: JsonObject): Promise<string> {
  const { proof: _, ...unsigned } = document
  return (await nodeEngines.canonicalize(unsigned, 'sha256')).nquads
}

/** A format: how a document becomes what is verified, and how it is read back. */
interface Form {
  readonly write: (text: string) => Uint8Array
  readonly read: (bytes: Uint8Array) => string
}
const json: Form = { write: encodeUtf8, read: (bytes) => new TextDecoder().decode(bytes) }
const png: Form = {
  write: (text) => bakePng(onePixel, text),
  read: (bytes) => readPng(bytes, inflate).find((found) => found.format === 'open-badges-3')?.text ?? '',
}

const drawing = encodeUtf8(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
)
const svg: Form = {
  write: (text) => bakeSvg(drawing, text),
  read: (bytes) => readBakedSvg(bytes).find((found) => found.format === 'open-badges-3')?.text ?? '',
}

/** Odd ones change bytes, even ones the structure; of each kind every second is signed again. */
async function makeMutant(number: number, form: Form, chance: Chance): Promise<Uint8Array> {
  const again = number % 4 >= 2
  const document = number % 2 === 0 ? mutateStructure(badge, chance) : badge
  const signed = again && isJsonObject(document) ? await signAgain(document, chance) : document
  const bytes = form.write(JSON.stringify(signed))
  return number % 2 === 0 ? bytes : mutateBytes(bytes, chance)
}

/** Another key signs, under its own name, the issuer's, or one between. */
async function signAgain(document: JsonObject, chance: Chance): Promise<JsonValue> {
  const { proof: _, ...unsigned } = document
  const own = didKeyMethod(otherKey.publicKey)
  const verificationMethod = chance.pick([own, method, `${issuerId}#key-2`, `${issuerId}/keys/2`, `${own}#x`])
  const cryptosuite = chance.pick(['eddsa-rdfc-2022', 'eddsa-jcs-2022'] as const)
  try {
    return await sign(unsigned, { signer: otherKey, verificationMethod, cryptosuite })
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return document
  }
}

/** Why a mutant that is called valid must not be; null when it says what was signed, by the one who signed it. */
async function faultOf(mutant: Uint8Array, form: Form, established: JsonObject): Promise<string | null> {
  const document = parseJson(form.read(mutant).trim())
  if (!isJsonObject(document) || (await contentOf(document)) !== content) return 'another content'
  return established.issuerId === issuerId && established.signedBy === issuerId ? null : 'another issuer'
}

/** A token: its payload is changed under the old signature, or signed again under a header of somebody's choice. */
async function makeTokenMutant(number: number, chance: Chance): Promise<Uint8Array> {
  const payload = number % 2 === 0 ? mutateStructure(claims, chance) : claims
  const [head = '', , signature = ''] = token.split('.')
  const kept = `${head}.${encodeBase64Url(encodeUtf8(JSON.stringify(payload)))}.${signature}`
  const text = number % 4 >= 2 && isJsonObject(payload) ? await signTokenAgain(payload, chance) : kept
  return number % 2 === 0 ? encodeUtf8(text) : mutateBytes(encodeUtf8(text), chance)
}

function signTokenAgain(payload: JsonObject, chance: Chance): Promise<string> {
  const own = didKeyMethod(otherKey.publicKey)
  const kid = chance.pick([own, tokenMethod, `${issuerId}#jwt-2`, `${issuerId}/keys/2`, '#jwt-1', 'key-1'])
  const jwk = chance.pick([{}, { jwk: jwkOf(otherKey) }])
  const typ = chance.pick([{}, { typ: 'JWT' }, { typ: 'vc+jwt' }])
  return anyToken({ kid, ...jwk, ...typ }, payload, otherKey)
}

async function tryMutants(form: Form, make = makeMutant) {
  const tally = {
    tried: 0,
    accepted: 0,
    crashes: [] as string[],
    wrong: [] as string[],
    codes: new Map<string, number>(),
  }
  for (let number = from; number < from + count; number += 1) {
    const mutant = await make(number, form, chanceOf(seed * 1_000_003 + number))
    tally.tried += 1
    try {
      const report = await verify(mutant, verifyOptions(network, nodeEngines))
      for (const { outcome, code } of report.checks) {
        if (outcome === 'failed') tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1)
      }
      if (report.verdict !== 'valid') continue
      tally.accepted += 1
      const fault = await faultOf(mutant, form, { ...report.credential?.established })
      if (fault !== null) tally.wrong.push(`${seed}:${number}:1 ${fault}`)
    } catch (error) {
      tally.crashes.push(`${seed}:${number}:1 ${String(error)}`)
    }
  }
  return tally
}

describe('3.2 mutants', { timeout: 3_600_000 }, () => {
  // Fail with the comparison of signatures answering true: hundreds are then accepted with another content.
  it.each([
    ['eddsa-rdfc JSON', json, ['parse-json', 'data-model-context', 'proof-signature', 'issuer-not-bound']],
    ['baked PNG', png, ['parse-image', 'data-model-context', 'proof-signature', 'issuer-not-bound']],
    ['baked SVG', svg, ['parse-image', 'data-model-context', 'proof-signature', 'issuer-not-bound']],
  ] as const)(
    'T10 %s: no mutant is accepted unless it says what was signed, and none crashes',
    async (_, form, reached) => {
      const { tried, accepted, crashes, wrong, codes } = await tryMutants(form)
      console.info(
        `T10: mutants ${from} to ${from + tried - 1} of seed ${seed}, ${accepted} of them accepted`,
      )
      expect(crashes).toEqual([])
      expect(wrong).toEqual([])
      // The mutants get as far as each of these steps, and some change nothing that is signed.
      if (tried < 500) return
      for (const code of reached) expect(codes.get(code) ?? 0, code).toBeGreaterThan(5)
      expect(accepted).toBeGreaterThan(5)
      expect(accepted).toBeLessThan(tried / 4)
    },
  )

  // Fails with `verifyJws` answering true, and with `bindIssuer` going by the proof inside a token.
  it('T10 VC-JWT: no mutant is accepted unless it says what was signed, and none crashes', async () => {
    const jwt: Form = {
      write: encodeUtf8,
      read: (bytes) => JSON.stringify(readVcJwt(parseJws(new TextDecoder().decode(bytes).trim())).credential),
    }
    const { tried, accepted, crashes, wrong, codes } = await tryMutants(jwt, (number, _form, chance) =>
      makeTokenMutant(number, chance),
    )
    console.info(`T10: tokens ${from} to ${from + tried - 1} of seed ${seed}, ${accepted} of them accepted`)
    expect(crashes).toEqual([])
    expect(wrong).toEqual([])
    if (tried < 500) return
    for (const code of [
      'parse-token',
      'data-model-claims',
      'proof-signature',
      'issuer-not-bound',
      'key-not-listed',
    ]) {
      expect(codes.get(code) ?? 0, code).toBeGreaterThan(5)
    }
    expect(accepted).toBeLessThan(tried / 4)
  })
})
