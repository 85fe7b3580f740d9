import { encodeUtf8, isJsonObject, type JsonObject, parseJson } from '@assay/core'
import { parseJws } from '@assay/credentials'
import { envelopeOf, presentationFixture } from '../../src/test/presentation.ts'
import { mutateBytes } from './bytes.ts'
import type { Chance } from './chance.ts'
import { boundToIssuer } from './data-integrity.ts'
import type { MutantFormat } from './format.ts'
import { mutateStructure } from './structure.ts'
import { signBadgeAgain } from './tokens.ts'

const mediaTypes = ['application/vc+jwt', 'application/vc+jwt', 'application/vp+jwt', 'text/plain']

/** A credential in an envelope. The envelope is not signed; what counts is the token that it holds. */
export async function envelopeFormat(): Promise<MutantFormat> {
  const { network, vcJose } = await presentationFixture()
  const payload = parseJson(parseJws(vcJose).payload) as JsonObject
  const [head = '', , signature = ''] = vcJose.split('.')
  const bytesOf = (document: unknown) => encodeUtf8(JSON.stringify(document))
  const tokenOf = async (number: number, chance: Chance): Promise<string> => {
    const changed = mutateStructure(payload, chance)
    if (number % 4 >= 2 && isJsonObject(changed)) return signBadgeAgain(changed, chance)
    return [head, Buffer.from(bytesOf(changed)).toString('base64url'), signature].join('.')
  }
  return {
    network,
    original: { input: bytesOf(envelopeOf(vcJose)) },
    // Of those with another structure, a third has it in the envelope, and the others in what it holds.
    make: async (number, chance) => {
      const isInside = number % 2 === 0 && chance.below(3) > 0
      const again = number % 4 === 3 ? await signBadgeAgain(payload, chance) : vcJose
      const envelope = envelopeOf(
        isInside ? await tokenOf(number, chance) : again,
        number % 2 === 0 ? chance.pick(mediaTypes) : undefined,
      )
      if (number % 2 === 1) return { input: mutateBytes(bytesOf(envelope), chance) }
      return { input: bytesOf(isInside ? envelope : mutateStructure(envelope, chance)) }
    },
    fault: ({ input }, report) => {
      const mutant = parseJson(new TextDecoder().decode(input).trim())
      const held = isJsonObject(mutant) ? String(mutant.id) : ''
      return held.slice(held.indexOf(',') + 1) === vcJose ? boundToIssuer(report) : 'another token'
    },
    reached: [
      ...(['parse-json', 'parse-envelope', 'parse-token', 'parse-not-credential'] as const),
      ...(['data-model-undefined-term', 'proof-signature', 'issuer-not-bound'] as const),
    ],
  }
}
