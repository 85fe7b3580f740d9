import { canonicalJson, encodeUtf8, isJsonObject, type JsonValue, parseJson } from '@assay/core'
import { assertion, badgeClass, hostedNetwork, profile } from '../../src/test/open-badge-2.ts'
import { mutateBytes } from './bytes.ts'
import { type MutantFormat, verifyMutant } from './format.ts'
import { mutateStructure } from './structure.ts'

/** Open Badges 2.0, hosted: nothing is signed, so what lies at the address takes the place of the signed content. */
export async function hostedFormat(): Promise<MutantFormat> {
  const whole = assertion({ badge: badgeClass({ issuer: profile() }) })
  const original = { input: encodeUtf8(JSON.stringify(whole)) }
  const format: MutantFormat = {
    network: hostedNetwork(),
    original,
    make: (number, chance) => ({
      input:
        number % 2 === 0
          ? encodeUtf8(JSON.stringify(mutateStructure(whole, chance)))
          : mutateBytes(original.input, chance),
    }),
    fault: async ({ input }, report) => {
      const facts = canonicalJson(report.credential?.claimed ?? {})
      if (facts !== expected) return 'other facts'
      return isPart(parseJson(input), whole) ? null : 'another content'
    },
    reached: ['proof-hosted-differs', 'data-model-malformed', 'parse-json'],
  }
  const expected = canonicalJson((await verifyMutant(format, original)).credential?.claimed ?? {})
  return format
}

/** Whether everything that is said stands in the whole; parts may be named by their ids alone. */
function isPart(given: JsonValue | undefined, whole: JsonValue | undefined): boolean {
  if (Array.isArray(given)) {
    if (!Array.isArray(whole) || given.length !== whole.length) return false
    return given.every((item, at) => isPart(item, whole[at]))
  }
  if (isJsonObject(given)) {
    // JSON-LD writes an address either as a text or as an object with that id.
    if (!isJsonObject(whole)) return isAddress(whole) && canonicalJson(given) === canonicalJson({ id: whole })
    return Object.keys(given).every((name) => Object.hasOwn(whole, name) && isPart(given[name], whole[name]))
  }
  return given === whole || (isJsonObject(whole) && whole.id === given)
}

function isAddress(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && URL.canParse(value)
}
