import { encodeUtf8, isJsonObject, type JsonObject, memberOf, parseJson } from '@assay/core'
import { buildStatusEntry } from '@assay/credentials'
import {
  goodNetwork,
  issuerId,
  listUrl,
  nodeEngines,
  sign,
  statusList,
  unsignedBadge,
} from '../../src/test/badge.ts'
import { json, makeMutant, signAgain } from './data-integrity.ts'
import type { MutantFormat } from './format.ts'

const INDEX = 7

/**
 * A status list in its proof. A mutant of it counts as genuine when the status of the badge was read from it, whatever it says:
 * a forged list must not free a revoked badge, nor revoke a good one.
 */
export async function statusListFormat(): Promise<MutantFormat> {
  const entry = buildStatusEntry({ purpose: 'revocation', list: listUrl, index: INDEX })
  const badge = encodeUtf8(JSON.stringify(await sign(unsignedBadge({ credentialStatus: entry }))))
  const list = await statusList({ set: [INDEX + 1] })
  const content = await contentOf(list)
  const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  return {
    network: await goodNetwork(),
    original: { input: badge, network: { [listUrl]: JSON.stringify(list) } },
    make: async (number, chance) => {
      const again = (mutant: JsonObject) => signAgain(mutant, 'ed25519', chance)
      const mutant = await makeMutant(list, number, chance, json, again)
      return { input: badge, network: { [listUrl]: textOf(mutant) } }
    },
    accepts: ({ checks }) =>
      checks.some(({ id, code }) => id === 'status' && ['status-ok', 'status-revoked'].includes(code)),
    fault: async ({ network }) => {
      const mutant = parseJson(String(network?.[listUrl] ?? ''))
      if (!isJsonObject(mutant) || (await contentOf(mutant)) !== content) return 'another content'
      const issuer = memberOf(mutant, 'issuer')
      const named = isJsonObject(issuer) ? memberOf(issuer, 'id') : issuer
      return named === issuerId ? null : 'another issuer'
    },
    reached: ['status-list-malformed', 'status-list-proof', 'status-list-issuer', 'status-unreachable'],
  }
}

async function contentOf({ proof: _, ...list }: JsonObject): Promise<string> {
  return (await nodeEngines.canonicalize(list as JsonObject, 'sha256')).nquads
}
