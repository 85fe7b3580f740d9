import {
  decodeBase64Url,
  encodeBase64Url,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@assay/core'
import { issueSdJwt, parseJws, presentSdJwt } from '@assay/credentials'
import {
  goodNetwork,
  issuerId,
  issuerKey,
  nodeEngines,
  now,
  otherKey,
  unsignedBadge,
} from '../../src/test/badge.ts'
import { holderKey } from '../../src/test/presentation.ts'
import { anyToken, documentWithJwk, jwkOf, tokenMethod } from '../tokens.ts'
import { mutateBytes } from './bytes.ts'
import type { Chance } from './chance.ts'
import { boundToIssuer } from './data-integrity.ts'
import type { MutantFormat } from './format.ts'
import { mutateStructure } from './structure.ts'
import { signBadgeAgain } from './tokens.ts'

const { crypto } = nodeEngines
const asked = { challenge: 'c-1', domain: 'verifier.example' }
const disclosable = ['/credentialSubject/identifier', '/credentialSubject/achievement/criteria', '/name']
const shown = disclosable.slice(1)

/** A badge whose holder may withhold parts, and withholds one of them. */
export async function sdJwtFormat(): Promise<MutantFormat> {
  const token = await presentSdJwt(await issue(), { crypto, disclose: shown })
  return {
    ...(await around(token)),
    fault: ({ input }, report) => {
      // The holder may withhold more; whatever is shown is what was signed.
      const [issued, ...rest] = token.split('~')
      const [mutant, ...given] = textOf(input).trim().split('~')
      const isSelection = given.every((part) => rest.includes(part))
      return mutant === issued && isSelection ? boundToIssuer(report) : 'another content'
    },
    reached: [
      ...(['parse-token', 'parse-token-disclosures', 'data-model-undefined-term'] as const),
      ...(['proof-signature', 'issuer-not-bound', 'key-not-listed'] as const),
    ],
  }
}

/** The same, presented by its holder to whoever asked: nothing may be withheld after that. */
export async function boundSdJwtFormat(): Promise<MutantFormat> {
  const keyBinding = {
    ...({ algorithm: 'EdDSA', sign: holderKey.sign, issuedAt: now } as const),
    ...{ audience: asked.domain, nonce: asked.challenge },
  }
  const token = await presentSdJwt(await issue(), { crypto, disclose: shown, keyBinding })
  return {
    ...(await around(token)),
    asked,
    fault: ({ input }, report) =>
      textOf(input).trim() === token ? boundToIssuer(report) : 'another content',
    reached: [
      ...(['parse-token', 'parse-token-disclosures', 'proof-signature', 'issuer-not-bound'] as const),
      ...(['key-binding-missing', 'key-binding-other', 'key-binding-signature', 'proof-challenge'] as const),
    ],
  }
}

function issue(): Promise<string> {
  let salts = 0
  return issueSdJwt({
    ...{ credential: unsignedBadge(), disclosable, crypto, algorithm: 'EdDSA', kid: tokenMethod },
    ...{ sign: issuerKey.sign, holderKey: holderKey.publicKey },
    makeSalt: () => {
      salts += 1
      return encodeBase64Url(crypto.sha256(Uint8Array.of(salts)).slice(0, 16))
    },
  })
}

async function around(token: string): Promise<Pick<MutantFormat, 'network' | 'original' | 'make'>> {
  return {
    network: { ...(await goodNetwork()), [issuerId]: documentWithJwk(jwkOf(issuerKey)) },
    original: { input: encodeUtf8(token) },
    make: async (number, chance) => {
      const again = number % 4 >= 2
      if (number % 2 === 0) return { input: encodeUtf8(await changeParts(token, again, chance)) }
      const given = again ? await signAgain(token, {}, chance) : token
      return { input: mutateBytes(encodeUtf8(given), chance) }
    },
  }
}

/** One kind of part is changed: what was issued, a disclosure, the key binding, or which of them there are. */
async function changeParts(token: string, again: boolean, chance: Chance): Promise<string> {
  const [issued = '', ...rest] = token.split('~')
  const binding = rest.at(-1) ?? ''
  const payload = payloadOf(issued)
  const changed = chance.below(3) === 0 ? mutateStructure(payload, chance) : payload
  if (changed !== payload) {
    if (again && isJsonObject(changed)) return signAgain(token, changed, chance)
    return [withPayload(issued, changed), ...rest].join('~')
  }
  const at = chance.below(rest.length - 1)
  const parts = chance.pick([
    () => rest.map((part, index) => (index === at ? changeDisclosure(part, chance) : part)),
    () => rest.filter((_, index) => index !== at),
    () => [...rest.slice(0, -1).toReversed(), binding],
    () => [rest[at] ?? '', ...rest],
    () => [...rest.slice(0, -1), ''],
    () => [...rest.slice(0, -1), changeBinding(binding, chance)],
  ])()
  return again ? signAgain([issued, ...parts].join('~'), {}, chance) : [issued, ...parts].join('~')
}

/** Somebody else signs what was issued, or what its holder presents, with the hash that belongs to it. */
async function signAgain(token: string, payload: JsonObject, chance: Chance): Promise<string> {
  const [issued = '', ...rest] = token.split('~')
  const binding = rest.pop() ?? ''
  const isIssued = Object.keys(payload).length > 0 || binding === '' || chance.below(2) === 0
  const jws = isIssued ? await signIssuedAgain({ ...payloadOf(issued), ...payload }, chance) : issued
  const presented = [jws, ...rest, ''].join('~')
  if (binding === '') return presented
  const claims = {
    ...{ iat: now / 1000, aud: asked.domain, nonce: chance.pick([asked.challenge, asked.challenge, 'c-2']) },
    sd_hash: encodeBase64Url(crypto.sha256(encodeUtf8(presented))),
  }
  const signer = isIssued ? chance.pick([holderKey, otherKey]) : otherKey
  return `${presented}${await anyToken({ typ: 'kb+jwt' }, claims, signer)}`
}

async function signIssuedAgain(payload: JsonObject, chance: Chance): Promise<string> {
  const own = chance.pick([{}, { cnf: { jwk: jwkOf(otherKey) } }])
  const [head = '', ...rest] = (await signBadgeAgain({ ...payload, ...own }, chance)).split('.')
  const header = parseJson(decodeBase64Url(head)) as JsonObject
  return rest.length === 0
    ? head
    : anyToken({ ...header, typ: 'vc+sd-jwt' }, { ...payload, ...own }, otherKey)
}

function changeDisclosure(part: string, chance: Chance): string {
  const { list } = mutateStructureOf(parseJson(decodeBase64Url(part)), chance)
  return encodeBase64Url(encodeUtf8(JSON.stringify(list ?? null)))
}

function changeBinding(binding: string, chance: Chance): string {
  return binding === '' ? 'x.y.z' : withPayload(binding, mutateStructure(payloadOf(binding), chance))
}

function mutateStructureOf(list: JsonValue, chance: Chance): JsonObject {
  const mutant = mutateStructure({ list }, chance)
  return isJsonObject(mutant) ? mutant : {}
}

function payloadOf(jws: string): JsonObject {
  return parseJson(parseJws(jws).payload) as JsonObject
}

function withPayload(jws: string, payload: JsonValue): string {
  const [head, , signature] = jws.split('.')
  return [head, encodeBase64Url(encodeUtf8(JSON.stringify(payload))), signature].join('.')
}

const textOf = (input: Uint8Array) => new TextDecoder().decode(input)
